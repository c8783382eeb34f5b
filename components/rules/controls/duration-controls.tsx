"use client";

import { InlineNumber, InlineSelect, Phrase } from "@/components/rules/controls/inline-controls";
import { type DurationUnit, durationUnits } from "@/lib/rules/catalog";
import type { Duration } from "@/lib/rules/rule";

/** Units as they read after an amount: "1 day", "2 days". */
export function unitOptions(amount: number, units: readonly DurationUnit[] = durationUnits) {
	return units.map((unit) => ({ value: unit, label: amount === 1 ? unit.slice(0, -1) : unit }));
}

/** "30 days". An empty amount is 0, which the rule's check refuses. */
export function DurationControls({
	label,
	value,
	isInvalid,
	disabled,
	onChange,
}: {
	label: string;
	value: Duration;
	isInvalid: boolean;
	disabled: boolean;
	onChange: (value: Duration) => void;
}) {
	return (
		<Phrase>
			<InlineNumber
				label={label}
				isWhole
				min={1}
				value={value.amount === 0 ? null : value.amount}
				onChange={(typed) => onChange({ ...value, amount: typed ?? 0 })}
				disabled={disabled}
				aria-invalid={isInvalid || undefined}
			/>
			<InlineSelect
				label={`${label}: unit`}
				value={value.unit}
				options={unitOptions(value.amount)}
				onChange={(unit) => onChange({ ...value, unit })}
				disabled={disabled}
			/>
		</Phrase>
	);
}
