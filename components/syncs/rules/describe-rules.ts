import { formatCount, formatPeople } from "@/components/ui/format-number";
import type { SyncMode } from "@/lib/destinations/what-is-sent";
import type { SyncView } from "@/lib/syncs/contracts";

/** What becomes of people who leave the segment, as a choice: its name, and what it does. */
export const modeChoices: Record<SyncMode, { label: string; hint: string }> = {
	mirror: { label: "Remove them", hint: "The audience follows the segment exactly." },
	add_only: {
		label: "Keep them",
		hint: "The audience only grows. People who withdraw consent, are suppressed, or are erased are still removed.",
	},
	update_only: {
		label: "Only update people already there",
		hint: "No record is created: people who are not there are listed under People with the reason, and tried again when their data change or you send everything again. People who leave are removed from the audience; their record stays.",
	},
	replace: { label: "Replace everyone", hint: "Each run replaces the whole audience." },
};

const modeValues: Record<SyncMode, string> = {
	mirror: "Removed",
	add_only: "Kept there",
	update_only: "Removed; only people already there are updated",
	replace: "Replaced with each run",
};

export type RuleLine = {
	label: string;
	value: string;
	/** Why it does not work as it should; null when it does. */
	problem: string | null;
};

type Ruled = Pick<
	SyncView,
	| "guards"
	| "excludedSegments"
	| "stopsOnConversion"
	| "keepsHoldouts"
	| "reachesGlobalHoldout"
	| "use"
	| "campaign"
	| "mode"
	| "priorityGroup"
>;

/** The rules of a sync, each with its value in a few words. */
export function describeRules(sync: Ruled): RuleLine[] {
	const { guards, excludedSegments, campaign } = sync;
	const line = (label: string, value: string, problem: string | null = null) => ({ label, value, problem });
	return [
		line("People who leave", modeValues[sync.mode]),
		line(
			"Large changes",
			guards.changePercent === null
				? "Sent without asking"
				: `Ask above ${guards.changePercent}% and ${formatPeople(guards.changePeople)}`,
		),
		line(
			"Minimum audience size",
			guards.minimumAudience === 0 ? "No minimum" : formatPeople(guards.minimumAudience),
		),
		line(
			"Excluded segments",
			excludedSegments.length === 0 ? "None" : excludedSegments.map(({ name }) => name).join(", "),
			excludedSegments.find(({ problem }) => problem !== null)?.problem ?? null,
		),
		...(campaign === null && sync.use === "include"
			? [
					line("Held out by campaigns", sync.keepsHoldouts ? "Held out here too" : "Sent all the same"),
					line("Global holdout", sync.reachesGlobalHoldout ? "Sent all the same" : "Left out"),
				]
			: []),
		...(campaign
			? [
					line(
						"People who convert",
						sync.stopsOnConversion ? conversionText(campaign, "Removed after") : "Sent anyway",
						sync.stopsOnConversion && campaign.goalEvent === null
							? "The campaign has no goal, so it is not known who converted. No one is sent."
							: null,
					),
				]
			: []),
	];
}

/** "Removed after Order Completed within 14 days". */
export function conversionText(
	{ goalEvent, windowDays }: NonNullable<SyncView["campaign"]>,
	begin: string,
): string {
	const days = windowDays === 1 ? "1 day" : `${formatCount(windowDays)} days`;
	return `${begin} ${goalEvent ?? "the goal"} within ${days}`;
}
