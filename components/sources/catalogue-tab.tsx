"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ListTree } from "lucide-react";
import { useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { showError } from "@/components/shell/show-error";
import { useMay } from "@/components/shell/workspace-context";
import { sourcesQueries, tidyEvents } from "@/components/sources/api";
import { RetypeDialog } from "@/components/sources/retype-dialog";
import { typeWords } from "@/components/sources/type-words";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { AsOf, RelativeTime } from "@/components/ui/relative-time";
import type { DataCatalogueView } from "@/lib/sources/contracts";

const stateWords = { offered: "Offered", hidden: "Hidden", beyond: "Not offered" } as const;

/** Names seen in data: what segments can ask for. */
export function CatalogueTab() {
	const catalogue = useQuery(sourcesQueries.catalogue());
	const client = useQueryClient();
	const mayWrite = useMay("data.write");
	const [retyped, setRetyped] = useState<DataCatalogueView["traits"][number] | null>(null);
	const tidy = useMutation({
		mutationFn: tidyEvents,
		onError: (error) => showError("The names were not changed", error),
		onSettled: () => client.invalidateQueries({ queryKey: ["sources", "catalogue"] }),
	});
	const once =
		catalogue.data?.events
			.filter(({ state, count }) => state === "offered" && count <= 1)
			.map(({ name }) => name) ?? [];
	const empty = (
		<EmptyState
			icon={ListTree}
			title="Nothing seen yet"
			description="Events and traits appear here as soon as a source sends them or a file brings them; then segments can ask for them."
		/>
	);
	return (
		<div className="grid gap-6">
			{catalogue.data && (
				<p className="text-muted-foreground text-sm">
					<AsOf at={catalogue.data.asOf} />. Numbers of people are within half a percent.
				</p>
			)}
			<section className="grid gap-2" aria-label="Events">
				<h2 className="font-medium text-sm">Events</h2>
				{catalogue.data && catalogue.data.eventsBeyond > 0 && (
					<Alert>
						<AlertTitle>
							{formatCount(catalogue.data.eventsBeyond)} names of events are not offered in rules
						</AlertTitle>
						<AlertDescription>
							<p>
								Their events are stored. Rules are offered {formatCount(catalogue.data.maxEvents)} names; a
								sender that writes ids into names fills them. Hide names that nobody needs to make room.
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
					rows={catalogue.data?.events}
					error={catalogue.error}
					onRetry={catalogue.refetch}
					rowKey={(event) => event.name}
					searchText={(event) =>
						`${event.name} ${event.properties.map((property) => property.name).join(" ")}`
					}
					searchPlaceholder="Search events and properties"
					defaultSort="-count"
					empty={empty}
					columns={[
						{ id: "name", header: "Event", cell: (event) => event.name, sortValue: (event) => event.name },
						{
							id: "count",
							header: "Times",
							align: "right",
							cell: (event) => <span className="tabular-nums">{formatCount(event.count)}</span>,
							sortValue: (event) => event.count,
						},
						{
							id: "people",
							header: "People",
							align: "right",
							cell: (event) => <span className="tabular-nums">{formatCount(event.people)}</span>,
							sortValue: (event) => event.people,
							hideBelow: "sm",
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
							hideBelow: "md",
						},
						{
							id: "last",
							header: "Latest",
							cell: (event) => (event.lastAt ? <RelativeTime at={event.lastAt} /> : "never"),
							sortValue: (event) => event.lastAt ?? "",
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
											onClick={() =>
												tidy.mutate({ names: [event.name], isHidden: event.state === "offered" })
											}
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
			{catalogue.data && catalogue.data.traits.length > 0 && (
				<section className="grid gap-2" aria-label="Traits">
					<h2 className="font-medium text-sm">Traits</h2>
					{catalogue.data.isFullOfTraits && (
						<Alert>
							<AlertTitle>Values of traits with new names are not stored</AlertTitle>
							<AlertDescription>
								<p>
									{formatCount(catalogue.data.maxTraits)} names of traits are kept; a sender that writes ids
									into names fills them. What is left out is named in the answer to its message, and among the
									problems of its import.
								</p>
							</AlertDescription>
						</Alert>
					)}
					<div className="overflow-hidden rounded-lg border border-border bg-card">
						<ul className="divide-y divide-border">
							{catalogue.data.traits.map((trait) => (
								<li
									key={trait.name}
									className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm sm:px-5"
								>
									<span className="min-w-0 break-words font-medium">{trait.name}</span>
									<Badge variant="outline">{typeWords[trait.type]}</Badge>
									<span className="ml-auto text-muted-foreground tabular-nums">
										{formatCount(trait.people)} people
									</span>
									{mayWrite && !trait.isComputed && (
										<Button
											variant="ghost"
											size="sm"
											aria-label={`Change the type of ${trait.name}`}
											onClick={() => setRetyped(trait)}
										>
											Change type
										</Button>
									)}
								</li>
							))}
						</ul>
					</div>
					<p className="text-muted-foreground text-sm">
						Names, e-mail addresses and phone numbers are kept encrypted and apart: they are not in this list.
					</p>
				</section>
			)}
			{retyped && <RetypeDialog trait={retyped} onClose={() => setRetyped(null)} />}
		</div>
	);
}
