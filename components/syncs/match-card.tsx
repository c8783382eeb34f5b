"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { DropBars } from "@/components/chart/drop-bars";
import { syncsQueries } from "@/components/syncs/api";
import { audienceSteps } from "@/components/syncs/audience-steps";
import { matchOf, matchText } from "@/components/syncs/match";
import { TitledCard } from "@/components/ui/card";
import { formatDuration } from "@/components/ui/format-time";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import type { SyncDetail } from "@/lib/syncs/contracts";

/**
 * From the segment to the people the destination holds, by the last run once it has finished; and
 * how many of the identifiers it matches. Hidden from roles that may not see it.
 */
export function MatchCard({ sync }: { sync: SyncDetail }) {
	const after = `${sync.lastRun?.id ?? "none"} ${sync.lastRun?.status ?? ""}`;
	const runs = useInfiniteQuery(syncsQueries.runs(sync.id, after));
	const counts = sync.lastRun?.status === "finished" ? sync.lastRun.counts : null;
	if (!counts) return null;
	// A run with nothing to send has no match rate: use the newest that has one.
	const lastMatched = runs.data?.pages
		.flatMap(({ items }) => items)
		.find((run) => run.status === "finished" && run.counts !== null && matchOf(run.counts) !== null);
	const match = lastMatched?.counts ? matchOf(lastMatched.counts) : null;
	const steps = audienceSteps(counts, sync.segment.name, sync.purpose);
	return (
		<TitledCard
			title="From segment to destination, in people"
			aria-label="From the segment to the destination"
			contentClassName="grid gap-4"
		>
			<DropBars
				rows={[...steps, { key: "there", label: `At ${sync.destination.name}`, left: counts.delivered }]}
			/>
			{sync.reportsMatches && (
				<div className="grid gap-1 text-sm">
					<span className="font-medium">Match rate</span>
					{match && lastMatched ? (
						<>
							<Progress
								value={(match.matched / match.sent) * 100}
								label="Identifiers matched by the destination"
							/>
							<span className="text-muted-foreground tabular-nums">
								{matchText(match)} matched in the run{" "}
								<RelativeTime at={lastMatched.finishedAt ?? lastMatched.createdAt} />.
							</span>
						</>
					) : (
						<span className="text-muted-foreground">
							{sync.matchDelayMs === null
								? "Unknown: the destination did not report matches for any of the last runs."
								: `Unknown so far: ${sync.destination.name} reports matches up to ${formatDuration(sync.matchDelayMs)} after an upload.`}
						</span>
					)}
				</div>
			)}
		</TitledCard>
	);
}
