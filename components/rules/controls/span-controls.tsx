"use client";

import { unitOptions } from "@/components/rules/controls/duration-controls";
import { InlineNumber, InlineSelect, Phrase, Word } from "@/components/rules/controls/inline-controls";
import type { DurationSpan } from "@/lib/rules/rule";

/** "5 to 10 days ago": the nearer end first. */
export function SpanControls({
	label,
	value,
	isInvalid,
	disabled,
	onChange,
}: {
	label: string;
	value: DurationSpan;
	isInvalid: boolean;
	disabled: boolean;
	onChange: (value: DurationSpan) => void;
}) {
	const shared = { isWhole: true, disabled, "aria-invalid": isInvalid || undefined } as const;
	return (
		<Phrase>
			<InlineNumber
				label={`${label}: from`}
				min={0}
				value={value.from}
				onChange={(typed) => onChange({ ...value, from: typed ?? 0 })}
				{...shared}
			/>
			<Word>to</Word>
			<InlineNumber
				label={`${label}: to`}
				min={1}
				value={value.to === 0 ? null : value.to}
				onChange={(typed) => onChange({ ...value, to: typed ?? 0 })}
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
