"use client";

import { useQuery } from "@tanstack/react-query";
import { liftQueries } from "@/components/lift/api";
import { formatInterval } from "@/components/lift/format-figures";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { EngagementGroup } from "@/lib/lift/engagement";

/** How far the treated were reached, beside messages without a segment and other segments. */
export function EngagementCard({ campaignId }: { campaignId: string }) {
	const { timeZone } = useWorkspace();
	const { data, error } = useQuery(liftQueries.engagement(campaignId));
	return (
		<Card aria-label="Engagement">
			<CardHeader>
				<CardTitle>Engagement</CardTitle>
				{data && <AsOf at={data.asOf} className="text-muted-foreground text-xs" />}
				<CardDescription>
					{data
						? `People reached by messages from ${formatDate(data.from, timeZone)} to ${formatDate(data.until, timeZone)}. These groups were chosen, not drawn by chance: a difference between them is no effect of the campaign.`
						: "How far the treated were reached, beside other messages."}
				</CardDescription>
			</CardHeader>
			{data?.figures.known ? (
				<Groups groups={data.figures.figure} />
			) : (
				<CardContent className="text-muted-foreground text-sm">
					{data && !data.figures.known ? (
						<>Unknown. {data.figures.reason}</>
					) : error ? (
						<>Could not be read: {error.message}</>
					) : (
						<Skeleton className="h-32" />
					)}
				</CardContent>
			)}
		</Card>
	);
}

function Groups({ groups }: { groups: EngagementGroup[] }) {
	const unknown = groups.flatMap((group) =>
		[group.delivered, group.opened, group.clicked].flatMap((share) =>
			share.known || (group.kind !== "treated" && share === group.delivered)
				? []
				: [`${nameOf(group)}: ${share.reason}`],
		),
	);
	return (
		<CardContent className="px-0 sm:px-0">
			<Table>
				<caption className="sr-only">Delivered, opened and clicked, by group</caption>
				<TableHeader>
					<TableRow>
						<TableHead>Group</TableHead>
						<TableHead className="text-right">Delivered to</TableHead>
						<TableHead className="text-right">Opened</TableHead>
						<TableHead className="text-right">Clicked</TableHead>
					</TableRow>
				</TableHeader>
				<TableBody>
					{groups.map((group) => (
						<TableRow key={`${group.kind} ${group.segment?.id ?? ""}`}>
							<TableHead
								scope="row"
								className="h-auto min-w-36 whitespace-normal py-2.5 font-normal text-foreground text-sm"
							>
								{nameOf(group)}
							</TableHead>
							<TableCell className="text-right tabular-nums">
								{group.reached === null ? "Not shown" : formatCount(group.reached)}
								{group.delivered.known && (
									<div className="text-muted-foreground text-xs">
										{formatPercent(group.delivered.figure.rate)} of treated
									</div>
								)}
							</TableCell>
							<Rate share={group.opened} />
							<Rate share={group.clicked} />
						</TableRow>
					))}
				</TableBody>
			</Table>
			<p className="text-pretty px-4 pt-3 text-muted-foreground text-sm sm:px-5">
				Shares of the people delivered to, with 95% intervals.
				{unknown.length > 0 && ` ${[...new Set(unknown)].join(" ")}`}
			</p>
		</CardContent>
	);
}

function nameOf({ kind, segment }: EngagementGroup): string {
	if (kind === "treated") return "Treated";
	return kind === "benchmark" ? "Messages without a segment" : (segment?.name ?? "Another segment");
}

function Rate({ share }: { share: EngagementGroup["opened"] }) {
	if (!share.known) return <TableCell className="text-right text-muted-foreground">Unknown</TableCell>;
	const { count, rate } = share.figure;
	return (
		<TableCell className="whitespace-nowrap text-right tabular-nums">
			{formatPercent(rate)} <span className="text-muted-foreground">({formatCount(count)})</span>
			<div className="text-muted-foreground text-xs">
				{formatInterval(share.figure, (value) => formatPercent(value))}
			</div>
		</TableCell>
	);
}
