"use client";

import { pointsText, rateText } from "@/components/campaigns/forecast-text";
import { useWorkspace } from "@/components/shell/workspace-context";
import { formatCount } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import { Progress } from "@/components/ui/progress";
import type { LiftReadOut } from "@/lib/lift/contracts";

const dayMs = 86_400_000;

/**
 * Replaces figures that are all still unknown: when the first result comes, and what it will be able to show.
 */
export function Awaited({
	read,
	outlook,
}: {
	read: LiftReadOut;
	outlook: NonNullable<LiftReadOut["outlook"]>;
}) {
	// The workspace's own zone: the server and the browser show the same day.
	const { timeZone } = useWorkspace();
	const { people, campaign, asOf } = read;
	const days = campaign.windowDays;
	const passed = campaign.launchedAt ? (Date.parse(asOf) - Date.parse(campaign.launchedAt)) / dayMs : 0;
	const day = Math.min(days, Math.floor(passed) + 1);
	const treated = people.treated + people.treatedOpen;
	const heldOut = people.holdout + people.holdoutOpen;
	return (
		<div className="grid max-w-2xl gap-4 text-sm">
			<div className="grid gap-1.5">
				<p className="font-medium text-base">
					First answer on <span className="tabular-nums">{formatDate(outlook.firstAnswerAt, timeZone)}</span>
				</p>
				<Progress value={(day / days) * 100} label="Days of the conversion window" />
				<p className="text-muted-foreground tabular-nums">
					Day {day} of {days}. People count once their {days} days are over, in both groups alike.
				</p>
			</div>
			<p className="text-pretty tabular-nums">
				<strong className="font-semibold text-treated">{formatCount(treated)} treated</strong> and{" "}
				<strong className="font-semibold text-holdout">{formatCount(heldOut)} held out</strong> so far.{" "}
				{outlookText(outlook)}
			</p>
		</div>
	);
}

function outlookText({ baseRate, leastLift, obstacle }: NonNullable<LiftReadOut["outlook"]>): string {
	if (obstacle === "all_convert")
		return "All of them reached the goal in as many days before the launch, so there is nothing this campaign could add.";
	if (obstacle === "few_held_out" && baseRate !== null)
		return `At ${rateText(baseRate)} reaching the goal anyway, too few are held out for any lift to show. New people may still enter.`;
	if (obstacle === "few_conversions" && baseRate !== null)
		return `At ${rateText(baseRate)} reaching the goal that is too few for an answer: a comparison needs 20 conversions in the smaller group. New people may still enter.`;
	if (baseRate === null || leastLift === null)
		return "No one of them reached the goal in as many days before, so how small a lift will show is not known.";
	return `${rateText(baseRate)} of them reached the goal in as many days before the launch, so a lift of ${pointsText(leastLift)} or more will show.`;
}
