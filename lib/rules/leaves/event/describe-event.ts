import { findOperator } from "@/lib/rules/catalog";
import {
	describeAggregate,
	describeNumber,
	describeNumbers,
	describeWhere,
	describeWindow,
} from "@/lib/rules/describe/describe-parts";
import type { EventLeaf } from "@/lib/rules/rule";

export function describeEvent(leaf: EventLeaf): string {
	const where = describeWhere(leaf.where);
	const window = describeWindow(leaf.window);
	const time = window === "" ? "" : ` ${window}`;
	if (leaf.aggregate.kind === "count") return `${describeEvents(leaf)}${time}${where}`;
	const isCompared = findOperator("number", leaf.operator)?.operand !== "none";
	const unit = leaf.aggregate.kind.startsWith("daysSince") && isCompared ? " days ago" : "";
	return `whose ${describeAggregate(leaf.aggregate, leaf.field)} ${describeNumber(leaf)}${unit}${time}${where}`;
}

/**
 * "with at least 3 Sign Up events": the name precedes a noun, so that the sentence works for names of any
 * form.
 */
function describeEvents({ field, operator, value }: EventLeaf): string {
	const { isNever, times } = describeCount({ operator, value });
	if (isNever) return `with no ${field} event`;
	if (times === null) return `with at least one ${field} event`;
	const number = value === 1 ? "one" : describeNumbers(value) || "…";
	if (operator === "notEquals") return `with any number of ${field} events but ${number}`;
	return `with ${countWords[operator] ?? operator} ${number} ${field} ${value === 1 ? "event" : "events"}`;
}

const countWords: Partial<Record<EventLeaf["operator"], string>> = {
	">=": "at least",
	">": "more than",
	"<=": "at most",
	"<": "fewer than",
	equals: "exactly",
	notEquals: "any number of times but",
	between: "between",
};

/** How often: never; at least once (`times` is null); or "at least 3 times". */
export function describeCount({ operator, value }: Pick<EventLeaf, "operator" | "value">): {
	isNever: boolean;
	times: string | null;
} {
	const isNever =
		(operator === "equals" && value === 0) ||
		(operator === "<" && value === 1) ||
		(operator === "<=" && value === 0);
	const isEver = (operator === ">=" && value === 1) || (operator === ">" && value === 0);
	if (isNever || isEver) return { isNever, times: null };
	const times = value === 1 ? "once" : `${describeNumbers(value) || "…"} times`;
	return { isNever, times: `${countWords[operator] ?? operator} ${times}` };
}
