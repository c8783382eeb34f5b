import { readTypedNumber } from "@/lib/kernel/typed-number";
import { aggregateOf, findOperator, type OperatorDefinition, type ValueType } from "@/lib/rules/catalog";
import { type PlainTree, plainTree } from "@/lib/rules/describe/plain-tree";
import type {
	EventAggregate,
	EventChoice,
	EventWindow,
	OperandValue,
	PropertyGroup,
	PropertyLeaf,
} from "@/lib/rules/rule";

export function describeComparison(leaf: {
	type: ValueType;
	operator: string;
	value: OperandValue;
	ignoreCase?: boolean | undefined;
}): string {
	const operator = findOperator(leaf.type, leaf.operator);
	const label = operator?.label ?? leaf.operator;
	if (operator?.operand === "period" && leaf.value === "day") return "is today";
	const value = operator ? describeOperand(operator, leaf) : describeValue(leaf.value);
	const suffix = operator?.suffix === undefined ? "" : ` ${operator.suffix}`;
	if (value === "" && operator?.operand !== "none") return `${label} …${suffix}`;
	const folded = leaf.ignoreCase ? " (ignoring case)" : "";
	if (value === "") return label;
	// A number of days says its unit itself: "1 day", "7 days".
	return operator?.operand === "days" ? `${label} ${value}` : `${label} ${value}${suffix}${folded}`;
}

function describeOperand(
	{ operand, label }: OperatorDefinition,
	{ type, value }: { type: ValueType; value: OperandValue },
): string {
	if (operand === "weekdays") return describeWeekdays(value);
	if (operand === "days" && typeof value === "number")
		return describeDuration({ amount: value, unit: "days" });
	if (isDuration(value) && /\bthe (last|next)$/.test(label)) return describeStretch(value);
	if (type === "number") return describeNumbers(value);
	// What is still to be typed; only as a whole value empty text means something.
	if (operand === "text" || operand === "pattern" || type === "date") {
		if (value === "") return "";
		if (Array.isArray(value)) return listOf(value.map((each) => (each === "" ? "…" : describeValue(each))));
	}
	return operand === "period" && typeof value === "string" ? value : describeValue(value);
}

const isDuration = (value: OperandValue): value is Extract<OperandValue, Duration> =>
	value !== null && typeof value === "object" && "amount" in value;

export function describeValue(value: OperandValue): string {
	if (value === null) return "";
	if (Array.isArray(value)) return listOf(value.map((item) => describeValue(item)));
	if (typeof value === "object") return "from" in value ? describeSpan(value) : describeDuration(value);
	if (typeof value === "string") return /^\d{4}-\d{2}-\d{2}/.test(value) ? value : `“${value}”`;
	return typeof value === "number" ? plainNumber(value) : String(value);
}

/** A number or several. Text in the place of one is what someone is typing. */
export function describeNumbers(value: OperandValue): string {
	if (Array.isArray(value)) return listOf(value.map((each) => describeNumbers(each)));
	if (typeof value !== "string") return describeValue(value);
	const number = readTypedNumber(value);
	return number === null ? "…" : plainNumber(number);
}

export function listOf(items: string[]): string {
	const shown = items.length > 6 ? [...items.slice(0, 5), `${items.length - 5} more`] : items;
	if (shown.length < 2) return shown[0] ?? "";
	return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

export function plainNumber(value: number): string {
	// In a draft what someone types may be no number yet.
	if (!Number.isFinite(value)) return "…";
	if (value !== 0 && Math.abs(value) < 1e-12) return String(value);
	return value.toLocaleString("en-US", { maximumFractionDigits: 20 });
}

type Duration = { amount: number; unit: string };

/** "1 day", "30 days". */
export function describeDuration({ amount, unit }: Duration): string {
	return `${plainNumber(amount)} ${amount === 1 ? unit.replace(/s$/, "") : unit}`;
}

/** As it follows "the last" or "the next": "day", "30 days". */
export function describeStretch(duration: Duration): string {
	return describeDuration(duration).replace(/^1 /, "");
}

/** "5 to 10 days". */
function describeSpan({ from, to, unit }: { from: number; to: number; unit: string }): string {
	return `${plainNumber(from)} to ${describeDuration({ amount: to, unit })}`;
}

/** Names of the days of the week, 1 to 7. */
export const weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** "Monday, Tuesday or Friday". */
function describeWeekdays(value: OperandValue): string {
	const days = [value]
		.flat()
		.flatMap((day) => (typeof day === "number" ? (weekdayNames[day - 1] ?? []) : []));
	return listOf(days).replace(/ and (?=\w+$)/, " or ");
}

export function describeAggregate(aggregate: EventAggregate, event: string): string {
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

export function describeWindow(window: EventWindow): string {
	switch (window.kind) {
		case "any":
			return "";
		case "last":
			return `in the last ${describeStretch(window)}`;
		case "before":
			return `more than ${describeDuration(window)} ago`;
		case "ago":
			return `from ${describeSpan(window)} ago`;
		case "between":
			return `from ${window.from || "…"} until before ${window.to || "…"}`;
		case "this":
			return window.unit === "day" ? "today" : `this ${window.unit}`;
		case "sinceTrait":
			return `since their ${window.trait}`;
	}
}

/**
 * " where category is shoes", or nothing. Several filters are in brackets: another condition may follow them.
 */
export function describeWhere(where: PropertyGroup | undefined): string {
	const plain = where && plainTree<PropertyLeaf>(where);
	return !plain || plain === "unfilled" ? "" : ` where ${describeProperties(plain)}`;
}

function describeProperties(tree: PlainTree<PropertyLeaf>): string {
	if (tree === "unfilled") return "…";
	if ("leaf" in tree) return `${tree.leaf.field} ${describeComparison(tree.leaf)}`;
	const text = tree.parts.map(describeProperties).join(` ${tree.combinator} `);
	return `${tree.not ? "not " : ""}(${text})`;
}

/** "Order Completed where category is shoes". */
export function describeChoice({ event, where }: EventChoice): string {
	return `${event}${describeWhere(where)}`;
}

/** "is at least 3": a number compared. */
export function describeNumber({ operator, value }: { operator: string; value: OperandValue }): string {
	const known = findOperator("number", operator);
	const label = known?.label ?? operator;
	return known?.operand === "none" ? label : `${label} ${describeNumbers(value) || "…"}`;
}
