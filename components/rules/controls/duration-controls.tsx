"use client";

import { InlineSelect, Phrase, Word } from "@/components/rules/controls/inline-controls";
import { InlineAmount } from "@/components/rules/controls/inline-number";
import { durationUnits } from "@/lib/rules/catalog";
import type { Duration, DurationSpan } from "@/lib/rules/rule";

/** Units as they read after an amount: "1 day", "2 days". */
function unitOptions(amount: number) {
	return durationUnits.map((unit) => ({ value: unit, label: amount === 1 ? unit.slice(0, -1) : unit }));
}

type Shared<V> = {
	label: string;
	value: V;
	isInvalid: boolean;
	disabled: boolean;
	onChange: (value: V) => void;
};

/** "30 days". */
export function DurationControls<D extends Duration>({
	label,
	unitLabel = `${label}: unit`,
	value,
	isInvalid,
	disabled,
	onChange,
}: Shared<D> & { unitLabel?: string }) {
	return (
		<Phrase>
			<InlineAmount
				label={label}
				isWhole
				min={1}
				value={value.amount}
				onChange={(amount) => onChange({ ...value, amount })}
				disabled={disabled}
				aria-invalid={isInvalid || undefined}
			/>
			<InlineSelect
				label={unitLabel}
				value={value.unit}
				options={unitOptions(value.amount)}
				onChange={(unit) => onChange({ ...value, unit })}
				disabled={disabled}
			/>
		</Phrase>
	);
}

/** "5 to 10 days ago": the nearer end first. */
export function SpanControls<S extends DurationSpan>({
	label,
	value,
	isInvalid,
	disabled,
	onChange,
}: Shared<S>) {
	const shared = { isWhole: true, disabled, "aria-invalid": isInvalid || undefined } as const;
	return (
		<Phrase>
			<InlineAmount
				label={`${label}: from`}
				min={0}
				value={value.from}
				onChange={(from) => onChange({ ...value, from })}
				{...shared}
			/>
			<Word>to</Word>
			<InlineAmount
				label={`${label}: to`}
				min={1}
				value={value.to}
				onChange={(to) => onChange({ ...value, to })}
				{...shared}
			/>
			<InlineSelect
				label={`${label}: unit`}
				value={value.unit}
				options={unitOptions(value.to)}
				onChange={(unit) => onChange({ ...value, unit })}
				disabled={disabled}
			/>
			<Word>ago</Word>
		</Phrase>
	);
}
