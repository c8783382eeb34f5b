"use client";

import { useQuery } from "@tanstack/react-query";
import { DropBars } from "@/components/chart/drop-bars";
import { syncsQueries } from "@/components/syncs/api";
import { audienceSteps } from "@/components/syncs/audience-steps";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

/**
 * From the segment down to those who are sent, and why the others are not: from the last finished run, which
 * counted everyone at one instant. Hidden without such a run, after the campaign, and from roles that may not
 * see it.
 */
export function AudienceCard({ campaign }: { campaign: CampaignDetail }) {
	const isOn = campaign.status === "running";
	const { data } = useQuery({ ...syncsQueries.list({ campaignId: campaign.id }), enabled: isOn });
	const sync = data?.items[0];
	const run = sync?.lastRun;
	if (!isOn || !sync || run?.status !== "finished" || !run.counts || !run.asOf) return null;
	const { counts } = run;
	const sent = counts.wanted - counts.noIdentifier - counts.unmapped;
	return (
		<Card aria-label="Audience">
			<CardHeader>
				<CardTitle>Audience</CardTitle>
				<AsOf at={run.asOf} className="text-muted-foreground text-xs" />
				<CardDescription>
					Of {formatCount(counts.members)} people in the segment {formatCount(sent)} are sent and{" "}
					{formatCount(counts.heldOut - counts.globallyHeldOut)} held out
					{counts.globallyHeldOut > 0 &&
						`; ${formatCount(counts.globallyHeldOut)} are in the global holdout, which no campaign reaches`}
					.
				</CardDescription>
			</CardHeader>
			<CardContent>
				<DropBars rows={audienceSteps(counts, sync.segment.name, sync.purpose)} />
			</CardContent>
		</Card>
	);
}
