"use client";

import { useState } from "react";
import { InlineInput, Word } from "@/components/rules/controls/inline-controls";
import { InlineNumber } from "@/components/rules/controls/inline-number";
import type { OperandValue } from "@/lib/rules/rule";

type Shared = {
	fromLabel: string;
	toLabel: string;
	disabled: boolean;
	"aria-invalid": true | undefined;
};

type Bounds = readonly [number | null, number | null];

/** "2 and 5". While a bound is missing the value is null; the other bound stays on the screen. */
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
	onChange: (value: [number, number] | null) => void;
}) {
	const [unfinished, setUnfinished] = useState<Bounds>([null, null]);
	const [from, to] = boundsOf(value) ?? unfinished;
	const change = (next: Bounds) => {
		setUnfinished(next);
		onChange(next[0] === null || next[1] === null ? null : [next[0], next[1]]);
	};
	return (
		<>
			<InlineNumber label={fromLabel} value={from} onChange={(typed) => change([typed, to])} {...shared} />
			<Word>and</Word>
			<InlineNumber label={toLabel} value={to} onChange={(typed) => change([from, typed])} {...shared} />
		</>
	);
}

function boundsOf(value: OperandValue): Bounds | null {
	if (!Array.isArray(value)) return null;
	const [from, to]: unknown[] = value;
	return typeof from === "number" && typeof to === "number" ? [from, to] : null;
}

/** "2026-01-01 and before 2026-02-01". An instant shows its day. */
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
			<InlineInput
				type="date"
				aria-label={fromLabel}
				value={from.slice(0, 10)}
				onChange={(event) => onChange(event.target.value, to)}
				{...shared}
			/>
			<Word>{word}</Word>
			<InlineInput
				type="date"
				aria-label={toLabel}
				value={to.slice(0, 10)}
				onChange={(event) => onChange(from, event.target.value)}
				{...shared}
			/>
		</>
	);
}
