import type { DropStep } from "@/components/chart/drop-bars";
import { purposeText } from "@/lib/consent/purpose-text";
import type { RunCounts } from "@/lib/syncs/contracts";

/**
 * From the segment down to those a run wanted at the destination, in people: what excluded the others, in
 * turn.
 */
export function audienceSteps(counts: RunCounts, segment: string, purpose: string): DropStep[] {
	const reasons = [
		{ key: "consent", label: `Agreed to ${purposeText(purpose)}`, less: counts.noConsent, isUsual: true },
		{ key: "erased", label: "Not erased", less: counts.erased, isUsual: false },
		{ key: "heldOut", label: "Not held out", less: counts.heldOut - counts.globallyHeldOut, isUsual: false },
		{ key: "global", label: "Not in the global holdout", less: counts.globallyHeldOut, isUsual: false },
		{ key: "suppressed", label: "Not suppressed", less: counts.suppressed, isUsual: false },
		{ key: "excluded", label: "Not in an excluded segment", less: counts.excluded, isUsual: false },
		{ key: "converted", label: "Not converted yet", less: counts.converted, isUsual: false },
		{ key: "otherVariant", label: "In this variant", less: counts.otherVariant, isUsual: false },
		{
			key: "outranked",
			label: "Not in a higher-priority audience",
			less: counts.outranked,
			isUsual: false,
		},
		{
			key: "identifier",
			label: "With an identifier that is sent",
			less: counts.noIdentifier,
			isUsual: false,
		},
		{ key: "unmapped", label: "With values that can be sent", less: counts.unmapped, isUsual: false },
	];
	let left = counts.members;
	return [
		{ key: "segment", label: `In ${segment}`, left },
		...reasons
			.filter(({ less, isUsual }) => isUsual || less > 0)
			.map(({ key, label, less }) => {
				left -= less;
				return { key, label, left };
			}),
	];
}
