"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ListTree } from "lucide-react";
import { Sparkline } from "@/components/chart/sparkline";
import { DataTable } from "@/components/data-table/data-table";
import { showError } from "@/components/shell/show-error";
import { tidyEvents } from "@/components/sources/api";
import { typeWords } from "@/components/sources/type-words";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { pluralText } from "@/lib/kernel/number-text";
import type { DataCatalogueView, EventTrend } from "@/lib/sources/contracts";

const stateWords = { offered: "Offered", hidden: "Hidden", beyond: "Not offered" } as const;

type Catalogue = UseQueryResult<DataCatalogueView>;

/** "2,310 times in the last 30 days, at most 120 in one". */
function daysText({ days }: EventTrend): string {
	const total = days.reduce((sum, each) => sum + each, 0);
	return `${pluralText(total, "time")} in the last ${days.length} days, at most ${formatCount(Math.max(...days))} in one`;
}

/** The event names seen, how often, and which of them are offered in rules. */
export function CatalogueEvents({
	catalogue,
	trends,
	mayWrite,
}: {
	catalogue: Catalogue;
	/** How often each event occurred recently; undefined while loading. */
	trends: readonly EventTrend[] | undefined;
	mayWrite: boolean;
}) {
	const client = useQueryClient();
	const tidy = useMutation({
		mutationFn: tidyEvents,
		onError: (error) => showError("The names were not changed", error),
		onSettled: () => client.invalidateQueries({ queryKey: ["sources", "catalogue"] }),
	});
	const once =
		catalogue.data?.events
			.filter(({ state, count }) => state === "offered" && count <= 1)
			.map(({ name }) => name) ?? [];
	const trendOf = new Map(trends?.map((trend) => [trend.name, trend]));
	const rows = catalogue.data?.events.map((event) => ({ ...event, trend: trendOf.get(event.name) }));
	const empty = (
		<EmptyState
			icon={ListTree}
			title="Nothing seen yet"
			description="Events and traits appear here as soon as a source sends them or a file brings them; then segments can ask for them."
		/>
	);
	return (
		<section className="grid gap-2" aria-label="Events">
			<h2 className="font-medium text-sm">Events</h2>
			{catalogue.data && catalogue.data.eventsBeyond > 0 && (
				<Alert>
					<AlertTitle>
						{formatCount(catalogue.data.eventsBeyond)} event names are not offered in rules
					</AlertTitle>
					<AlertDescription>
						<p>
							Their events are stored. Rules are offered {formatCount(catalogue.data.maxEvents)} names; a
							sender that writes ids into names fills them. Hide names that no one needs to make room.
						</p>
						{mayWrite && once.length > 0 && (
							<Button
								className="mt-2"
								variant="outline"
								size="sm"
								isPending={tidy.isPending}
								onClick={() => tidy.mutate({ names: once.slice(0, 5_000), isHidden: true })}
							>
								Hide {formatCount(once.length)} names that were sent once
							</Button>
						)}
					</AlertDescription>
				</Alert>
			)}
			<DataTable
				caption="Events"
				rows={rows}
				error={catalogue.error}
				onRetry={catalogue.refetch}
				rowKey={(event) => event.name}
				searchText={(event) => `${event.name} ${event.properties.map((property) => property.name).join(" ")}`}
				searchPlaceholder="Search events and properties"
				defaultSort="-count"
				empty={empty}
				columns={[
					{ id: "name", header: "Event", cell: (event) => event.name, sortValue: (event) => event.name },
					{
						id: "people",
						header: "People",
						align: "right",
						cell: (event) => formatCount(event.people),
						sortValue: (event) => event.people,
						hideBelow: "sm",
					},
					{
						id: "count",
						header: "Times",
						align: "right",
						cell: (event) => formatCount(event.count),
						sortValue: (event) => event.count,
					},
					{
						id: "trend",
						header: "Last 30 days",
						hideBelow: "md",
						className: "w-32",
						cell: (event) => (
							<span className="block h-6 w-24">
								{event.trend && (
									<Sparkline values={event.trend.days} summary={daysText(event.trend)} className="h-6 w-24" />
								)}
							</span>
						),
					},
					{
						id: "last",
						header: "Latest",
						className: "min-w-44",
						hideBelow: "sm",
						cell: (event) =>
							event.trend?.stoppedSince ? (
								<StatusBadge tone="warning">
									No data since <RelativeTime at={event.trend.stoppedSince} />
								</StatusBadge>
							) : event.lastAt ? (
								<RelativeTime at={event.lastAt} />
							) : (
								"never"
							),
						sortValue: (event) => event.lastAt ?? "",
					},
					{
						id: "properties",
						header: "Properties",
						cell: (event) => (
							<div className="flex max-w-md flex-wrap gap-1">
								{event.properties.slice(0, 8).map((property) => (
									<Badge key={property.name} variant="outline" title={typeWords[property.type]}>
										{property.name}
									</Badge>
								))}
								{event.properties.length > 8 && (
									<span className="text-muted-foreground text-xs">
										and {event.properties.length - 8} more
									</span>
								)}
							</div>
						),
						hideBelow: "lg",
					},
					{
						id: "state",
						header: "In rules",
						cell: (event) => (
							<div className="flex items-center gap-2">
								<span className="text-muted-foreground">{stateWords[event.state]}</span>
								{mayWrite && (
									<Button
										variant="ghost"
										size="sm"
										disabled={tidy.isPending}
										aria-label={`${event.state === "offered" ? "Hide" : "Offer"} ${event.name}`}
										onClick={() => tidy.mutate({ names: [event.name], isHidden: event.state === "offered" })}
									>
										{event.state === "offered" ? "Hide" : "Offer"}
									</Button>
								)}
							</div>
						),
						sortValue: (event) => event.state,
						hideBelow: "md",
					},
				]}
			/>
		</section>
	);
}
