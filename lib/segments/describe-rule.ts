import { aggregateOf, findOperator } from "@/lib/segments/catalog";
import type {
	EventAggregate,
	EventLeaf,
	EventWindow,
	OperandValue,
	PropertyLeaf,
	PropertyNode,
	RuleLeaf,
	RuleNode,
	SegmentRule,
	TraitLeaf,
} from "@/lib/segments/rule";

/** A rule in plain English: "People who did Order Completed at least 3 times in the last 60 days where category is shoes." */
export function describeRule(rule: SegmentRule): string {
	if (rule.rules.length === 0) return "Nobody yet: add a condition.";
	return `People ${describeNode(rule, true)}.`;
}

function describeNode(node: RuleNode, isOutermost: boolean): string {
	if (node.kind !== undefined) return describeLeaf(node);
	const parts = node.rules.map((child) => describeNode(child, false));
	const text = parts.join(node.combinator === "and" ? " and " : " or ");
	if (node.not) return `who are not among those ${parts.length > 1 ? `(${text})` : text}`;
	return isOutermost || parts.length < 2 ? text : `(${text})`;
}

/** One condition, as it continues "People …". */
export function describeLeaf(leaf: RuleLeaf): string {
	switch (leaf.kind) {
		case "everyone":
			return "without exception";
		case "trait":
			return `whose ${leaf.field} ${describeComparison(leaf)}`;
		case "event":
			return describeEvent(leaf);
	}
}

function describeComparison(leaf: TraitLeaf | PropertyLeaf): string {
	const operator = findOperator(leaf.type, leaf.operator);
	const label = operator?.label ?? leaf.operator;
	const value = describeValue(leaf.value);
	if (value === "" && operator?.operand !== "none") return `${label} …`;
	const anniversary = leaf.operator === "anniversary" ? " days" : "";
	const folded = leaf.ignoreCase ? " (ignoring case)" : "";
	return value === "" ? label : `${label} ${value}${anniversary}${folded}`;
}

function describeValue(value: OperandValue): string {
	if (value === null) return "";
	if (Array.isArray(value)) return listOf(value.map((item) => describeValue(item)));
	if (typeof value === "object") return describeDuration(value);
	if (typeof value === "string") return /^\d{4}-\d{2}-\d{2}/.test(value) ? value : `“${value}”`;
	return typeof value === "number" ? plainNumber(value) : String(value);
}

function listOf(items: string[]): string {
	const shown = items.length > 6 ? [...items.slice(0, 5), `${items.length - 5} more`] : items;
	if (shown.length < 2) return shown[0] ?? "";
	return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

function plainNumber(value: number): string {
	return value.toLocaleString("en-US", { maximumFractionDigits: 20 });
}

function describeDuration({ amount, unit }: { amount: number; unit: string }): string {
	return amount === 1 ? unit.replace(/s$/, "") : `${plainNumber(amount)} ${unit}`;
}

function describeEvent(leaf: EventLeaf): string {
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

function describeAggregate(aggregate: EventAggregate, event: string): string {
	switch (aggregate.kind) {
		case "count":
			return `number of ${event}`;
		case "distinctDays":
			return `number of different days with ${event}`;
		case "daysSinceFirst":
			return `first ${event}`;
		case "daysSinceLast":
			return `latest ${event}`;
		default:
			return `${aggregateOf(aggregate.kind).label} ${aggregate.property} of ${event}`;
	}
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

function describeWindow(window: EventWindow): string {
	switch (window.kind) {
		case "any":
			return "";
		case "last":
			return `in the last ${describeDuration(window)}`;
		case "before":
			return `more than ${describeDuration(window)} ago`;
		case "between":
			return `from ${window.from} until before ${window.to}`;
		case "sinceTrait":
			return `since their ${window.trait}`;
	}
}

function describeProperties(node: PropertyNode, isOutermost: boolean): string {
	if (node.kind === "property") return `${node.field} ${describeComparison(node)}`;
	const parts = node.rules.map((child) => describeProperties(child, false));
	const text = parts.join(node.combinator === "and" ? " and " : " or ");
	if (node.not) return `not (${text})`;
	return isOutermost || parts.length < 2 ? text : `(${text})`;
}
