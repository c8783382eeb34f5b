"use client";

import { InlineCheck, InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { ValueControl } from "@/components/rules/controls/value-control";
import { changeOperator } from "@/components/rules/kinds/new-leaf";
import type { ValueSource } from "@/components/rules/pickers/value-picker";
import { findOperator, type OperatorDefinition, operatorsByType } from "@/lib/rules/catalog";
import type { PropertyLeaf, TraitLeaf } from "@/lib/rules/rule";

type Leaf = TraitLeaf | PropertyLeaf;

/** "is one of DE, AT": operator and value of a trait or a property. */
export function ComparisonControls<L extends Leaf>({
	leaf,
	source,
	parts,
	disabled,
	onChange,
}: {
	leaf: L;
	/** Null where no values are known beforehand: they are typed. */
	source: ValueSource | null;
	parts: ReadonlySet<string>;
	disabled: boolean;
	onChange: (leaf: L) => void;
}) {
	const operator = findOperator(leaf.type, leaf.operator);
	return (
		<>
			<InlineSelect
				label={`How to compare ${leaf.field}`}
				value={leaf.operator}
				options={operatorsByType[leaf.type].map((each) => ({ value: each.id, label: inMenu(each) }))}
				onChange={(id) => onChange(changeOperator(leaf, id))}
				disabled={disabled}
			/>
			<ValueControl
				leaf={leaf}
				source={source}
				isInvalid={parts.has("value")}
				disabled={disabled}
				onChange={(value) => onChange({ ...leaf, value })}
			/>
			{operator?.hasCase && (
				<InlineCheck
					checked={leaf.ignoreCase ?? false}
					disabled={disabled}
					onChange={(ignoreCase) => onChange({ ...leaf, ignoreCase })}
				>
					ignoring case
				</InlineCheck>
			)}
			{operator?.includesMissing && operator.operand !== "none" && <Word>(also people without a value)</Word>}
		</>
	);
}

/** As an operator reads among others, without its value: "is more than … ago". */
function inMenu({ label, suffix, operand }: OperatorDefinition): string {
	if (operand === "weekdays") return `${label} … (day of the week)`;
	return suffix === undefined || operand === "days" ? label : `${label} … ${suffix}`;
}
