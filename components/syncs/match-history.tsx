"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { BandLine } from "@/components/chart/band-line";
import { ChartFrame } from "@/components/chart/chart-frame";
import { ErrorNotice } from "@/components/shell/error-notice";
import { syncPeopleQueries } from "@/components/syncs/people-api";
import { type Measure, prepareMatches, rangeText } from "@/components/syncs/prepare-matches";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCompact, formatPercent } from "@/components/ui/format-number";
import { formatDuration } from "@/components/ui/format-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { SyncDetail } from "@/lib/syncs/contracts";

const measures: readonly { value: Measure; label: string }[] = [
	{ value: "rate", label: "Match rate" },
	{ value: "size", label: "Matched people" },
];

/** Match rate and matched people over time, as the destination gives them. */
export function MatchHistory({ sync }: { sync: SyncDetail }) {
	const after = `${sync.lastRun?.id ?? "none"} ${sync.lastRun?.status ?? ""}`;
	const { data, error, refetch } = useQuery(syncPeopleQueries.matches(sync.id, after));
	const [chosen, setChosen] = useState<Measure | null>(null);
	if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!data) return <Skeleton className="h-64" />;
	const { items } = data;
	const last = items.at(-1);
	if (!last) {
		return (
			<Card>
				<EmptyState
					title="No matches reported yet"
					description={`Unknown: ${sync.destination.name} has not said how many it matched.`}
				/>
			</Card>
		);
	}
	// Opens on the one that is known.
	const measure = chosen ?? (items.some(({ rate }) => rate !== null) ? "rate" : "size");
	const { points, most, table, summary } = prepareMatches(items, measure);
	const format = measure === "rate" ? (value: number) => formatPercent(value, 0) : formatCompact;
	const { name } = sync.destination;
	return (
		<ChartFrame
			title="Matches over time"
			asOf={last.at}
			summary={summary}
			table={table}
			fileName="matches"
			controls={measures.map(({ value, label }) => (
				<Button
					key={value}
					variant="ghost"
					size="sm"
					aria-pressed={measure === value}
					className="aria-pressed:bg-accent"
					onClick={() => setChosen(value)}
				>
					{label}
				</Button>
			))}
			footer={
				<p className="text-muted-foreground text-sm">
					{points.some(({ lower, upper }) => lower !== upper) && `The band is the range that ${name} gives. `}
					{sync.matchDelayMs !== null &&
						`${name} may update what it matched for up to ${formatDuration(sync.matchDelayMs)} after an upload.`}
				</p>
			}
		>
			{points[0] && points.length === 1 ? (
				<p className="text-sm">
					{rangeText(points[0], measure)}{" "}
					<span className="text-muted-foreground">so far. The line starts with the second day.</span>
				</p>
			) : points.length > 0 ? (
				<BandLine points={points} most={most} format={format} summary={summary} />
			) : (
				<p className="text-muted-foreground text-sm">Unknown: {name} has not reported it yet.</p>
			)}
		</ChartFrame>
	);
}
