import type { CampaignConflict } from "@/lib/campaigns/contracts";
import { leakBlocksFrom } from "@/lib/campaigns/leak-text";
import { heldOutOf } from "@/lib/holdouts/assign-arm";
import { countText, pluralText } from "@/lib/kernel/number-text";

/** How many people another campaign shares with this one, and what it does to them. */
export function sharedText({ people, treated, status }: CampaignConflict): string {
	if (typeof people !== "number") return `${people} people are in both.`;
	const both = `${pluralText(people, "person is", "people are")} in both`;
	if (typeof treated !== "number") return `${both}.`;
	return `${both}; ${status === "running" ? "it treats" : "it would treat"} ${countText(treated)} of them.`;
}

/** What sharing people with it does to this campaign's estimate. */
export function conflictEffect(
	{ name, treated, reachesHoldout, status }: CampaignConflict,
	{ assignable, holdoutBp }: { assignable: number; holdoutBp: number },
): string {
	const reaches = status === "running" ? "reaches" : "will reach";
	if (!reachesHoldout)
		return `Both groups get ${name} alike, so the comparison stays fair: the lift will be what this campaign adds on top of it.`;
	if (typeof treated !== "number" || holdoutBp === 0)
		return `${name} ${reaches} people held out here too, which makes the lift look smaller.`;
	const heldOut = heldOutOf(assignable, holdoutBp);
	const reached = Math.round((treated * holdoutBp) / 10_000);
	const isBlocked = heldOut > 0 && reached / heldOut >= leakBlocksFrom;
	const effect = isBlocked
		? `. From ${leakBlocksFrom * 100}% on there is no verdict: exclude its people, use another account, or wait until it has ended.`
		: ", which makes the lift look a little smaller.";
	return `${name} ${reaches} about ${countText(reached)} of the ${countText(heldOut)} people held out here${effect}`;
}
