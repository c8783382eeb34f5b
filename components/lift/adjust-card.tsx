"use client";

import { useId } from "react";
import type { Adjustment } from "@/components/lift/adjusted-view";
import { Choice } from "@/components/ui/choose/choice";
import { formatPercent } from "@/components/ui/format-number";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";
import type { LiftReadOut } from "@/lib/lift/contracts";

const BEFORE = "before";

/** Switches the page to figures adjusted for what people did before (CUPED), and says what that changed. */
export function AdjustCard({
	read,
	adjustment,
	onChange,
}: {
	read: LiftReadOut;
	adjustment: Adjustment;
	onChange: (adjustment: Adjustment) => void;
}) {
	const id = useId();
	const isImported = read.campaign.status === "imported";
	const traits = read.traits.map((trait) => ({
		value: `trait:${trait}`,
		label: trait,
		group: "Numeric traits",
	}));
	const options = [
		...(isImported ? [] : [{ value: BEFORE, label: "Same metric, 28 days before" }]),
		...traits,
	];
	const choose = (value: string) =>
		onChange(value === BEFORE ? { kind: "before" } : { kind: "trait", trait: value.slice("trait:".length) });
	const isOn = adjustment.kind !== "off";
	const first = options[0]?.value;
	return (
		<section
			aria-label="Adjustment"
			className="grid gap-2 rounded-lg border border-border bg-card px-4 py-3 text-sm shadow-xs sm:px-5 print:hidden"
		>
			<div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
				<span className="flex items-center gap-2.5">
					<Switch
						id={id}
						checked={isOn}
						disabled={first === undefined}
						onCheckedChange={(on) => (on && first !== undefined ? choose(first) : onChange({ kind: "off" }))}
					/>
					<Label htmlFor={id}>Adjust for earlier behavior (CUPED)</Label>
				</span>
				{isOn && (
					<Choice
						size="sm"
						className="w-auto min-w-56"
						aria-label="Adjusted for"
						value={adjustment.kind === "trait" ? `trait:${adjustment.trait}` : BEFORE}
						onChange={choose}
						options={options}
					/>
				)}
			</div>
			<p className="text-pretty text-muted-foreground">{textOf(read, isOn, first === undefined)}</p>
		</section>
	);
}

function textOf({ adjusted, metrics }: LiftReadOut, isOn: boolean, hasNone: boolean): string {
	if (hasNone)
		return "The imported file holds nothing from before the assignment, and there is no numeric trait.";
	if (!isOn)
		return "People differ in what they did before the campaign. Taking that off narrows the intervals without moving the effect.";
	if (!adjusted.known) return `Not adjusted. ${adjusted.reason}`;
	const removed = adjusted.figure.metrics.map(
		({ label, removed: share }, index) =>
			`${metrics[index]?.label ?? label} ${share === null ? "unchanged" : formatPercent(share)}`,
	);
	return `Variance removed: ${removed.join(", ")}. The figures on this page are adjusted for ${adjusted.figure.covariate}; the verdict is always decided without, so that trying both cannot choose it.`;
}
