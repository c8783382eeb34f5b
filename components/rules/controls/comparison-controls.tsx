"use client";

import { InlineCheck, InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { ValueControl } from "@/components/rules/controls/value-control";
import { changeOperator } from "@/components/rules/kinds/new-leaf";
import type { ValueSource } from "@/components/rules/pickers/value-picker";
import { findOperator, type OperatorDefinition, operatorsByType } from "@/lib/rules/catalog";
import type { PropertyLeaf, TraitLeaf } from "@/lib/rules/rule";

type Leaf = TraitLeaf | PropertyLeaf;

/**
 * Appended to an operator's id: the same, ignoring case. Picked values have their case already, so it is in
 * the menu.
 */
const folded = "/i";

/** "is one of DE, AT": operator and value of a trait or a property. */
export function ComparisonControls<L extends Leaf>({
	leaf,
	source,
	parts,
	disabled,
	onChange,
}: {
	leaf: L;
	/** Null where no values are known in advance: they are typed. */
	source: ValueSource | null;
	parts: ReadonlySet<string>;
	disabled: boolean;
	onChange: (leaf: L) => void;
}) {
	const operator = findOperator(leaf.type, leaf.operator);
	const isFolded = leaf.ignoreCase === true;
	const isPicked = (each: OperatorDefinition | undefined) =>
		source !== null && each?.hasCase === true && (each.operand === "one" || each.operand === "many");
	const options = operatorsByType[leaf.type].flatMap((each) => [
		{ value: each.id, label: inMenu(each) },
		...(isPicked(each) ? [{ value: `${each.id}${folded}`, label: `${inMenu(each)} (ignoring case)` }] : []),
	]);
	const choose = (chosen: string) => {
		// Safe because the options are built from the type's operators.
		const id = chosen.replace(folded, "") as L["operator"];
		const { ignoreCase: before, ...changed } = changeOperator(leaf, id);
		const next = findOperator(leaf.type, id);
		const ignoreCase = isPicked(next) ? chosen.endsWith(folded) : next?.hasCase && before;
		// Safe because only an optional part of the leaf was removed.
		onChange({ ...changed, ...(ignoreCase ? { ignoreCase } : {}) } as L);
	};
	return (
		<>
			<InlineSelect
				label={`How to compare ${leaf.field}`}
				value={isFolded && isPicked(operator) ? `${leaf.operator}${folded}` : leaf.operator}
				options={options}
				onChange={choose}
				disabled={disabled}
			/>
			<ValueControl
				leaf={leaf}
				source={source}
				isInvalid={parts.has("value")}
				disabled={disabled}
				onChange={(value) => onChange({ ...leaf, value })}
			/>
			{operator?.hasCase && !isPicked(operator) && (
				<InlineCheck
					checked={isFolded}
					disabled={disabled}
					onChange={(ignoreCase) => {
						const { ignoreCase: _, ...plain } = leaf;
						// Safe because only an optional part of the leaf was removed.
						onChange((ignoreCase ? { ...plain, ignoreCase } : plain) as L);
					}}
				>
					ignoring case
				</InlineCheck>
			)}
			{operator?.includesMissing && operator.operand !== "none" && <Word>(also people without a value)</Word>}
		</>
	);
}

/** An operator's label in the list, without its value: "is more than … ago". */
function inMenu({ label, suffix, operand }: OperatorDefinition): string {
	if (operand === "weekdays") return `${label} … (day of the week)`;
	return suffix === undefined || operand === "days" ? label : `${label} … ${suffix}`;
}
