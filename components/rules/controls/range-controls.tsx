"use client";

import { Word } from "@/components/rules/controls/inline-controls";
import { InlineNumber } from "@/components/rules/controls/inline-number";
import { boundsOf, pairOf } from "@/components/rules/controls/number-pair";
import { DateInput } from "@/components/ui/date-input";
import type { OperandValue } from "@/lib/rules/rule";

type Shared = {
	fromLabel: string;
	toLabel: string;
	disabled: boolean;
	"aria-invalid": true | undefined;
};

/** "2 and 5". While a bound is not a number, both are kept as typed. */
export function NumberRange({
	value,
	fromLabel,
	toLabel,
	onChange,
	...shared
}: Shared & {
	value: OperandValue;
	isWhole?: boolean;
	percent?: boolean;
	onChange: (value: OperandValue) => void;
}) {
	const [from, to] = boundsOf(value);
	return (
		<>
			<InlineNumber
				label={fromLabel}
				value={from}
				onChange={(typed) => onChange(pairOf(typed, to))}
				{...shared}
			/>
			<Word>and</Word>
			<InlineNumber
				label={toLabel}
				value={to}
				onChange={(typed) => onChange(pairOf(from, typed))}
				{...shared}
			/>
		</>
	);
}

/** "2026-01-01 and before 2026-02-01". */
export function DayRange({
	from,
	to,
	fromLabel,
	toLabel,
	word,
	onChange,
	...shared
}: Shared & { from: string; to: string; word: string; onChange: (from: string, to: string) => void }) {
	return (
		<>
			<InlineDate label={fromLabel} value={from} onChange={(typed) => onChange(typed, to)} {...shared} />
			<Word>{word}</Word>
			<InlineDate label={toLabel} value={to} onChange={(typed) => onChange(from, typed)} {...shared} />
		</>
	);
}

/** A day. An instant, which a rule created through the API may hold, is shown as written. */
export function InlineDate({
	label,
	...props
}: {
	label: string;
	value: string;
	disabled: boolean;
	"aria-invalid": true | undefined;
	onChange: (value: string) => void;
}) {
	return <DateInput isInline name={label} aria-label={label} {...props} />;
}
