"use client";

import { InlineInput, InlineNumber, Word } from "@/components/rules/controls/inline-controls";
import type { ValueType } from "@/lib/rules/catalog";
import type { OperandValue } from "@/lib/rules/rule";

/** "2 and 5", "2026-01-01 and before 2026-02-01". */
export function PairControl({
	of,
	label,
	onChange,
	...shared
}: {
	of: { type: ValueType; value: OperandValue };
	label: string;
	disabled: boolean;
	"aria-invalid": true | undefined;
	onChange: (value: OperandValue) => void;
}) {
	const [from, to]: unknown[] = Array.isArray(of.value) ? of.value : [];
	if (of.type === "number") {
		const pair = [Number(from ?? 0), Number(to ?? 0)];
		return (
			<>
				<InlineNumber
					label={`${label}: from`}
					value={pair[0] ?? 0}
					onChange={(typed) => onChange([typed ?? 0, pair[1] ?? 0])}
					{...shared}
				/>
				<Word>and</Word>
				<InlineNumber
					label={`${label}: to`}
					value={pair[1] ?? 0}
					onChange={(typed) => onChange([pair[0] ?? 0, typed ?? 0])}
					{...shared}
				/>
			</>
		);
	}
	const text = [String(from ?? "").slice(0, 10), String(to ?? "").slice(0, 10)];
	return (
		<>
			<InlineInput
				type="date"
				aria-label={`${label}: from`}
				value={text[0]}
				onChange={(event) => onChange([event.target.value, text[1] ?? ""])}
				{...shared}
			/>
			<Word>and before</Word>
			<InlineInput
				type="date"
				aria-label={`${label}: until before`}
				value={text[1]}
				onChange={(event) => onChange([text[0] ?? "", event.target.value])}
				{...shared}
			/>
		</>
	);
}
