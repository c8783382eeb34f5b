"use client";

import { InlineSelect } from "@/components/rules/controls/inline-controls";
import { InlineNumber } from "@/components/rules/controls/inline-number";
import { boundsOf, numberOf, pairOf } from "@/components/rules/controls/number-pair";
import { NumberRange } from "@/components/rules/controls/range-controls";
import { aggregateOperators, type OperatorDefinition, type OperatorId } from "@/lib/rules/catalog";
import type { OperandValue } from "@/lib/rules/rule";

/** How a count reads: "at least 3 times". */
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

/** "at least 3", "is between 2 and 5": what a number calculated from events is compared with. */
export function NumberComparison<L extends Compared>({
	of,
	label,
	leaf,
	operators,
	isCount = false,
	isInvalid,
	onChange,
	...number
}: {
	/** What is compared, for the controls' accessible names. */
	of: string;
	/** Name of the number itself: "How many times". */
	label: string;
	leaf: L;
	operators: readonly OperatorDefinition[];
	/** Reads "at least" instead of "is at least". */
	isCount?: boolean;
	isWhole?: boolean;
	/** The rule stores a fraction, the screen shows percent. */
	percent?: boolean;
	isInvalid: boolean;
	disabled: boolean;
	onChange: (leaf: L) => void;
}) {
	const { operator, value } = leaf;
	const shared = { ...number, "aria-invalid": isInvalid || undefined };
	return (
		<>
			<InlineSelect<OperatorId>
				label={`How to compare ${of}`}
				value={operator}
				options={operators.map(({ id, label: words }) => ({
					value: id,
					label: isCount ? (countWords[id] ?? words) : words,
				}))}
				onChange={(id) => onChange({ ...leaf, operator: id, value: valueFor(id, value) })}
				disabled={number.disabled}
			/>
			{operator === "between" ? (
				<NumberRange
					value={value}
					fromLabel="From"
					toLabel="To"
					onChange={(bounds) => onChange({ ...leaf, value: bounds })}
					{...shared}
				/>
			) : (
				operator !== "isSet" &&
				operator !== "isNotSet" && (
					<InlineNumber
						label={label}
						value={numberOf(value)}
						onChange={(typed) => onChange({ ...leaf, value: typed })}
						{...shared}
					/>
				)
			)}
		</>
	);
}

/** "at least 3": how many times, or how many of something. */
export function CountComparison<L extends Compared>({
	parts,
	...shared
}: {
	of: string;
	label: string;
	leaf: L;
	parts: ReadonlySet<string>;
	disabled: boolean;
	onChange: (leaf: L) => void;
}) {
	return (
		<NumberComparison
			operators={aggregateOperators("count")}
			isCount
			isWhole
			isInvalid={parts.has("value")}
			{...shared}
		/>
	);
}

/** What another operator starts with: as much of what was typed as it can use. */
function valueFor(operator: OperatorId, before: OperandValue): OperandValue {
	if (operator === "isSet" || operator === "isNotSet") return null;
	const [first, second] = Array.isArray(before) ? boundsOf(before) : [numberOf(before), null];
	const from = first ?? 1;
	if (operator !== "between") return from;
	return pairOf(from, second ?? from);
}
