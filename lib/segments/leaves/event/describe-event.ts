import { findOperator } from "@/lib/segments/catalog";
import {
	describeAggregate,
	describeProperties,
	describeValue,
	describeWindow,
} from "@/lib/segments/describe-parts";
import type { EventLeaf } from "@/lib/segments/rule";

export function describeEvent(leaf: EventLeaf): string {
	const where =
		leaf.where && leaf.where.rules.length > 0 ? ` where ${describeProperties(leaf.where, true)}` : "";
	const window = describeWindow(leaf.window);
	const time = window === "" ? "" : ` ${window}`;
	if (leaf.aggregate.kind === "count") return `${describeCount(leaf)}${time}${where}`;
	const label = findOperator("number", leaf.operator)?.label ?? leaf.operator;
	const value = describeValue(leaf.value);
	const unit = leaf.aggregate.kind.startsWith("daysSince") && value !== "" ? " days ago" : "";
	const compared = value === "" ? label : `${label} ${value}${unit}`;
	return `whose ${describeAggregate(leaf.aggregate, leaf.field)} ${compared}${time}${where}`;
}

function describeCount({ field, operator, value }: EventLeaf): string {
	const isNever =
		(operator === "equals" && value === 0) ||
		(operator === "<" && value === 1) ||
		(operator === "<=" && value === 0);
	if (isNever) return `who did not do ${field}`;
	const isEver = (operator === ">=" && value === 1) || (operator === ">" && value === 0);
	if (isEver) return `who did ${field}`;
	const many: Partial<Record<EventLeaf["operator"], string>> = {
		">=": "at least",
		">": "more than",
		"<=": "at most",
		"<": "fewer than",
		equals: "exactly",
		notEquals: "any number of times but",
		between: "between",
	};
	const times = value === 1 ? "once" : `${describeValue(value)} times`;
	return `who did ${field} ${many[operator] ?? operator} ${times}`;
}
