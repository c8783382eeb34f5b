import { formatPeople } from "@/components/ui/format-number";
import { purposeText } from "@/lib/consent/purpose-text";
import type { SyncPreview } from "@/lib/syncs/contracts";

type PlanLine = { label: string; value: number; isAlwaysShown?: boolean };

/** Who of the segment is not sent, and why; reasons that concern no one are left out unless they are usual. */
export function skippedLines(plan: SyncPreview, purpose: string): PlanLine[] {
	const lines: PlanLine[] = [
		{ label: "Held out, never sent", value: plan.heldOut - plan.globallyHeldOut },
		{ label: "In the global holdout, never sent", value: plan.globallyHeldOut },
		{ label: `No consent to ${purposeText(purpose)}`, value: plan.noConsent, isAlwaysShown: true },
		{ label: "Suppressed", value: plan.suppressed },
		{ label: "In an excluded segment", value: plan.excluded },
		{ label: "Converted", value: plan.converted },
		{ label: "In another variant", value: plan.otherVariant },
		{ label: "In a higher-priority audience", value: plan.outranked },
		{ label: "A field cannot be sent", value: plan.unmapped },
		{ label: "None of these identifiers", value: plan.noIdentifier, isAlwaysShown: true },
	];
	return lines.filter(({ value, isAlwaysShown }) => isAlwaysShown || value > 0);
}

/** One count of a plan, in a list of them. */
export function PlanLine({
	label,
	value,
	isLess = false,
	isStrong = false,
}: {
	label: string;
	value: number;
	/** Taken off the people above it. */
	isLess?: boolean;
	isStrong?: boolean;
}) {
	return (
		<div className="flex items-baseline justify-between gap-3">
			<dt className={isStrong ? "font-medium" : "text-muted-foreground"}>{label}</dt>
			<dd className={isStrong ? "font-semibold tabular-nums" : "tabular-nums"}>
				{isLess && value > 0 ? "−" : ""}
				{formatPeople(value)}
			</dd>
		</div>
	);
}
