"use client";

import { useQuery } from "@tanstack/react-query";
import { insightsQueries } from "@/components/segments/insights-queries";
import { ReachRows } from "@/components/segments/reach-rows";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Card } from "@/components/ui/card";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { SegmentDetail } from "@/lib/segments/contracts";

/** How many of the current members each channel and destination can reach. */
export function ReachCard({ segment }: { segment: SegmentDetail }) {
	const { servedVersion, asOf } = segment;
	const query = useQuery({
		...insightsQueries.reach(segment.id, servedVersion ?? 0, asOf ?? ""),
		enabled: servedVersion !== null,
	});
	if (servedVersion === null) return null;
	return (
		<Card className="grid gap-3 p-4">
			<div className="flex flex-wrap items-baseline justify-between gap-2">
				<h2 className="font-semibold">Reach</h2>
				{query.data && <AsOf at={query.data.asOf} className="text-muted-foreground text-xs" />}
			</div>
			{query.error && !query.data ? (
				<ErrorNotice error={query.error} onRetry={query.refetch} />
			) : query.data ? (
				<ReachRows reach={query.data} />
			) : (
				<Skeleton className="h-24" />
			)}
		</Card>
	);
}
