import { operatorsByType, type ValueType } from "@/lib/segments/catalog";
import type { EventLeaf, OperandValue, PropertyLeaf, RuleLeaf, TraitLeaf } from "@/lib/segments/rule";

/** What somebody chose to ask about. */
export type Subject =
	| { kind: "trait"; name: string; type: ValueType }
	| { kind: "event"; name: string }
	| { kind: "everyone" };

/** A fresh condition about a subject, with the commonest question filled in. */
export function newLeaf(subject: Subject): RuleLeaf {
	if (subject.kind === "everyone")
		return { kind: "everyone", field: "everyone", operator: "equals", value: true };
	return subject.kind === "trait" ? newTraitLeaf(subject.name, subject.type) : newEventLeaf(subject.name);
}

function newTraitLeaf(field: string, type: ValueType): TraitLeaf {
	const operator = operatorsByType[type][0]?.id ?? "isSet";
	return { kind: "trait", field, type, operator, value: emptyValue(type, operator) };
}

function newEventLeaf(field: string): EventLeaf {
	return {
		kind: "event",
		field,
		aggregate: { kind: "count" },
		operator: ">=",
		value: 1,
		window: { kind: "last", amount: 30, unit: "days" },
	};
}

export function newPropertyLeaf(field: string, type: ValueType): PropertyLeaf {
	const operator = operatorsByType[type][0]?.id ?? "isSet";
	return { kind: "property", field, type, operator, value: emptyValue(type, operator) };
}

/** What stands in the value's place until somebody fills it in. */
export function emptyValue(type: ValueType, operator: string): OperandValue {
	const operand = operatorsByType[type].find(({ id }) => id === operator)?.operand;
	switch (operand) {
		case "many":
			return [];
		case "pair":
			return type === "number" ? [0, 100] : ["", ""];
		case "duration":
			return { amount: 30, unit: "days" };
		case "days":
			return 7;
		case "text":
		case "pattern":
			return "";
		case "one":
			return type === "boolean" ? true : null;
		default:
			return null;
	}
}

/** Keeps what was typed when another operator takes the same kind of value. */
export function changeOperator<L extends TraitLeaf | PropertyLeaf>(leaf: L, operator: L["operator"]): L {
	const operandOf = (id: string) => operatorsByType[leaf.type].find((each) => each.id === id)?.operand;
	const [before, after] = [operandOf(leaf.operator), operandOf(operator)];
	const isText = (operand: typeof before) => operand === "one" || operand === "text" || operand === "pattern";
	if (before === after || (leaf.type === "string" && isText(before) && isText(after)))
		return { ...leaf, operator };
	if (before === "one" && after === "many" && leaf.value !== null && leaf.value !== "") {
		// Safe because a single text or number is a legal item of the list that replaces it.
		return { ...leaf, operator, value: [leaf.value] as OperandValue };
	}
	if (before === "many" && after === "one" && Array.isArray(leaf.value) && leaf.value[0] !== undefined) {
		return { ...leaf, operator, value: leaf.value[0] };
	}
	return { ...leaf, operator, value: emptyValue(leaf.type, operator) };
}
