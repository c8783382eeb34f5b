import { boundsOf, numberOf, pairOf } from "@/components/rules/controls/number-pair";
import { readTypedNumbers } from "@/lib/kernel/typed-number";
import { type OperatorDefinition, operatorsByType, type ValueType } from "@/lib/rules/catalog";
import type {
	EventLeaf,
	EventWindow,
	LeafKindName,
	OperandValue,
	PropertyLeaf,
	RuleLeaf,
	TraitLeaf,
} from "@/lib/rules/rule";
import { unfilledName } from "@/lib/rules/unfilled-name";

/** The subject someone chose. */
export type Subject =
	| { kind: "trait"; name: string; type: ValueType }
	| { kind: "event"; name: string }
	| { kind: Exclude<LeafKindName, "trait" | "event"> };

const month: EventWindow = { kind: "last", amount: 30, unit: "days" };

/** A new condition about a subject, prefilled with the most common comparison and the rest to be chosen. */
export function newLeaf(subject: Subject): RuleLeaf {
	const atLeast = (value: number) => ({ operator: ">=" as const, value });
	switch (subject.kind) {
		case "everyone":
			return { kind: "everyone", field: "everyone", operator: "equals", value: true };
		case "trait":
			return newTraitLeaf(subject.name, subject.type);
		case "event":
			return newEventLeaf(subject.name);
		case "sequence": {
			const steps = [{ event: unfilledName("the first step") }, { event: unfilledName("the next step") }];
			return { kind: "sequence", field: "sequence", operator: "happened", value: true, steps, window: month };
		}
		case "rank": {
			const window: EventWindow = { kind: "last", amount: 90, unit: "days" };
			const by = {
				kind: "event",
				event: unfilledName("an event"),
				aggregate: { kind: "count" },
				window,
			} as const;
			return { kind: "rank", field: "rank", operator: "top", value: 10, unit: "percent", by };
		}
		case "segment":
			return { kind: "segment", field: unfilledName("a segment"), operator: "isMember", value: null };
		case "feature": {
			const events = ["an event", "another event", "one more event"].map((phrase) => ({
				event: unfilledName(phrase),
			}));
			return { kind: "feature", field: "feature", ...atLeast(2), events, window: month };
		}
		case "session":
			return { kind: "session", field: "session", measure: { kind: "count" }, ...atLeast(3), window: month };
		case "trend":
			return {
				kind: "trend",
				field: "trend",
				event: unfilledName("an event"),
				aggregate: { kind: "count" },
				compared: "ratio",
				operator: "<=",
				value: 0.5,
				period: { amount: 30, unit: "days" },
			};
		case "situation":
			return {
				kind: "situation",
				field: "situation",
				operator: "is",
				value: true,
				test: { kind: "latest", aspect: "country", operator: "equals", value: null },
				window: month,
			};
		case "engagement":
			return { kind: "engagement", field: "opened", ...atLeast(1), window: month };
		case "consent":
			return { kind: "consent", field: "email", operator: "granted", value: true };
		case "list":
			return { kind: "list", field: unfilledName("a list"), operator: "isOn", value: true };
		case "contact":
			return { kind: "contact", field: "email", operator: "isSet", value: null };
		case "birth":
			return { kind: "birth", field: "birthday", operator: "anniversary", value: 7 };
	}
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
		window: month,
	};
}

export function newPropertyLeaf(field: string, type: ValueType): PropertyLeaf {
	const operator = operatorsByType[type][0]?.id ?? "isSet";
	return { kind: "property", field, type, operator, value: emptyValue(type, operator) };
}

/** The value's placeholder until someone fills it in. */
export function emptyValue(type: ValueType, operator: string): OperandValue {
	const operand = operatorsByType[type].find(({ id }) => id === operator)?.operand;
	switch (operand) {
		case "many":
			return [];
		case "pair":
			return type === "number" ? [0, 100] : ["", ""];
		case "duration":
			return { amount: 30, unit: "days" };
		case "span":
			return { from: 5, to: 10, unit: "days" };
		case "weekdays":
			return [1];
		case "period":
			return "month";
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

type Operand = OperatorDefinition["operand"];

function isOfNumbers(operand: Operand | undefined): operand is "one" | "many" | "pair" {
	return operand === "one" || operand === "many" || operand === "pair";
}

/** As many of the typed numbers as another operator accepts; what is not a number yet stays as typed. */
function asNumbers(before: Operand, after: "one" | "many" | "pair", value: OperandValue): OperandValue {
	if (before === after) return value;
	const [from, to] = Array.isArray(value) ? boundsOf(value) : [numberOf(value), null];
	if (after === "one") return from;
	if (after === "pair") return pairOf(from ?? 0, to ?? (typeof from === "number" && from > 100 ? from : 100));
	const typed = [from, to].filter((each) => each !== null).join(", ");
	return readTypedNumbers(typed) ?? typed;
}

/** Keeps what was typed when another operator accepts the same kind of value. */
export function changeOperator<L extends TraitLeaf | PropertyLeaf>(leaf: L, operator: L["operator"]): L {
	const operandOf = (id: string) => operatorsByType[leaf.type].find((each) => each.id === id)?.operand;
	const [before, after] = [operandOf(leaf.operator), operandOf(operator)];
	const isText = (operand: typeof before) => operand === "one" || operand === "text" || operand === "pattern";
	const { type, value } = leaf;
	if (type === "number" && isOfNumbers(before) && isOfNumbers(after))
		return { ...leaf, operator, value: asNumbers(before, after, value) };
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
