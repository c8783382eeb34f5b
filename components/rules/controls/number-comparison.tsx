"use client";

import { InlineNumber, InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import type { OperatorDefinition, OperatorId } from "@/lib/rules/catalog";
import type { OperandValue } from "@/lib/rules/rule";

/** How a number of times reads: "at least 3 times". */
const countWords: Partial<Record<OperatorId, string>> = {
	">=": "at least",
	">": "more than",
	"<=": "at most",
	"<": "fewer than",
	equals: "exactly",
	notEquals: "not exactly",
	between: "between",
};

type Compared = { operator: OperatorId; value: OperandValue };

function numberOf(given: unknown): number | null {
	return typeof given === "number" ? given : null;
}

/** "at least 3", "is between 2 and 5": what a number made of events is compared with. */
export function NumberComparison({
	of,
	label,
	compared,
	operators,
	isCount = false,
	isWhole = false,
	percent = false,
	isInvalid,
	disabled,
	onChange,
}: {
	/** What is compared, for the controls' names. */
	of: string;
	/** Name of the number itself: "How many times". */
	label: string;
	compared: Compared;
	operators: readonly OperatorDefinition[];
	/** Reads "at least" instead of "is at least". */
	isCount?: boolean;
	isWhole?: boolean;
	/** The rule holds a share, the screen says per cent. */
	percent?: boolean;
	isInvalid: boolean;
	disabled: boolean;
	onChange: (compared: Compared) => void;
}) {
	const { operator, value } = compared;
	const [from, to]: unknown[] = Array.isArray(value) ? value : [];
	const shared = { disabled, isWhole, "aria-invalid": isInvalid || undefined };
	// Hundredths have no exact binary form: 0.07 × 100 is 7.000000000000001.
	const show = (number: number | null) =>
		number === null || !percent ? number : Math.round(number * 1e6) / 1e4;
	const read = (typed: number | null) => (typed === null || !percent ? typed : Math.round(typed * 1e4) / 1e6);
	const choose = (id: OperatorId) => {
		const single = numberOf(from) ?? numberOf(value) ?? 1;
		if (id === "isSet" || id === "isNotSet") onChange({ operator: id, value: null });
		else if (id !== "between") onChange({ operator: id, value: single });
		else onChange({ operator: id, value: [single, Math.max(single, numberOf(to) ?? single)] });
	};
	return (
		<>
			<InlineSelect<OperatorId>
				label={`How to compare ${of}`}
				value={operator}
				options={operators.map(({ id, label: words }) => ({
					value: id,
					label: isCount ? (countWords[id] ?? words) : words,
				}))}
				onChange={choose}
				disabled={disabled}
			/>
			{operator === "between" ? (
				<>
					<InlineNumber
						label="From"
						value={show(numberOf(from))}
						onChange={(typed) => onChange({ operator, value: [read(typed) ?? 0, numberOf(to) ?? 0] })}
						{...shared}
					/>
					<Word>and</Word>
					<InlineNumber
						label="To"
						value={show(numberOf(to))}
						onChange={(typed) => onChange({ operator, value: [numberOf(from) ?? 0, read(typed) ?? 0] })}
						{...shared}
					/>
				</>
			) : (
				operator !== "isSet" &&
				operator !== "isNotSet" && (
					<InlineNumber
						label={label}
						value={show(numberOf(value))}
						onChange={(typed) => onChange({ operator, value: read(typed) })}
						{...shared}
					/>
				)
			)}
		</>
	);
}
