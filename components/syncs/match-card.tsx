"use client";

import { DropBars } from "@/components/chart/drop-bars";
import { audienceSteps } from "@/components/syncs/audience-steps";
import { matchOf, sayMatch } from "@/components/syncs/match";
import { TitledCard } from "@/components/ui/card";
import { Progress } from "@/components/ui/progress";
import type { SyncDetail } from "@/lib/syncs/contracts";

/**
 * From the segment to the people the destination holds, and how many of the identifiers it knows: by the last run, once it
 * has finished. Nothing for roles that are not told.
 */
export function MatchCard({ sync }: { sync: SyncDetail }) {
	const counts = sync.lastRun?.status === "finished" ? sync.lastRun.counts : null;
	if (!counts) return null;
	const match = matchOf(counts);
	const steps = audienceSteps(counts, sync.segment.name, sync.purpose);
	return (
		<TitledCard
			title="From the segment to the destination, in people"
			aria-label="From the segment to the destination"
			contentClassName="grid gap-4"
		>
			<DropBars
				rows={[...steps, { key: "there", label: `At ${sync.destination.name}`, left: counts.delivered }]}
			/>
			<div className="grid gap-1 text-sm">
				<span className="font-medium">Match rate</span>
				{match ? (
					<>
						<Progress
							value={(match.matched / match.sent) * 100}
							label="Identifiers of the last run that the destination knows"
						/>
						<span className="text-muted-foreground tabular-nums">
							{sayMatch(match)} of the last run were matched.
						</span>
					</>
				) : (
					<span className="text-muted-foreground">
						Unknown: in its last run the destination did not say how many it knows.
					</span>
				)}
			</div>
		</TitledCard>
	);
}
