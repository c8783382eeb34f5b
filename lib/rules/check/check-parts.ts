import { z } from "zod";
import { aggregateOf, aggregateOperators, type ValueType } from "@/lib/rules/catalog";
import { shapeText } from "@/lib/rules/check/shape-text";
import type { CheckRoom } from "@/lib/rules/leaf-kind";
import { nearestName } from "@/lib/rules/nearest-name";
import { readComparison } from "@/lib/rules/read-comparison";
import { type ComparisonProblem, readDateRange, readDuration, readSpan } from "@/lib/rules/read-operand";
import { type EventAggregate, type EventWindow, type OperandValue, propertyLeaf } from "@/lib/rules/rule";
import { ruleLimits } from "@/lib/rules/rule-limits";

/** Way on from the leaf. */
type Inside = (number | string)[];

/** Whether a name is known; if not, it is reported with the nearest one. */
export function checkName(
	what: string,
	name: string,
	known: ReadonlyMap<string, unknown>,
	room: CheckRoom,
	{ inside = [], part = "field" }: { inside?: Inside; part?: string } = {},
): boolean {
	if (known.has(name)) return true;
	const suggestion = nearestName(name, known.keys());
	const hint = suggestion === null ? "" : `; did you mean "${suggestion}"?`;
	room.report({
		inside,
		part,
		message: `No ${what} is called "${name}"${hint}`,
		...(suggestion === null ? {} : { suggestion }),
	});
	return false;
}

/** A comparison of a named value: that it has this type, and that operator and value go with it. */
export function checkComparison(
	what: string,
	leaf: {
		field: string;
		type: ValueType;
		operator: string;
		value: OperandValue;
		ignoreCase?: boolean | undefined;
	},
	known: ValueType | undefined,
	room: CheckRoom,
	inside: Inside = [],
): void {
	if (known !== undefined && known !== leaf.type) {
		room.report({
			inside,
			part: "type",
			message: `The ${what} "${leaf.field}" is a ${known}, not a ${leaf.type}`,
		});
		return;
	}
	const read = readComparison(leaf, room.timeZone);
	if (!read.ok) reportValue(read.problem, read.problem.field, room, inside);
}

function reportValue(problem: ComparisonProblem, part: string, room: CheckRoom, inside: Inside = []): void {
	const { message, position } = problem;
	room.report({ inside, part, message, ...(position === undefined ? {} : { position }) });
}

/**
 * An event by name, with filters over its properties. `where` is unvalidated input. Returns the event's
 * properties.
 */
export function checkChoice(
	event: string,
	where: unknown,
	room: CheckRoom,
	inside: Inside = [],
	part = "field",
): ReadonlyMap<string, ValueType> | null {
	const properties = room.catalog.events.get(event);
	if (!checkName("event", event, room.catalog.events, room, { inside, part }) || !properties) return null;
	if (where === undefined) return properties;
	if (isLeaf(where)) {
		room.report({ inside: [...inside, "where"], message: "Property filters begin with a group" });
	} else {
		const counter = { leaves: 0 };
		checkFilters(where, [...inside, "where"], 1, event, properties, room, counter);
		if (counter.leaves > ruleLimits.leaves) {
			room.report({
				inside: [...inside, "where"],
				message: `There are ${counter.leaves} filters; ${ruleLimits.leaves} are allowed`,
			});
		}
	}
	return properties;
}

function isLeaf(node: unknown): boolean {
	return typeof node === "object" && node !== null && "kind" in node && node.kind !== undefined;
}

const groupShape = z.object({
	combinator: z.enum(["and", "or"], "must be and / or"),
	not: z.boolean().optional(),
	rules: z.array(z.unknown(), "must be a list of conditions"),
});

function checkFilters(
	node: unknown,
	inside: Inside,
	depth: number,
	event: string,
	properties: ReadonlyMap<string, ValueType>,
	room: CheckRoom,
	counter: { leaves: number },
): void {
	if (depth > ruleLimits.depth) {
		room.report({ inside, message: `Groups are nested too deep; ${ruleLimits.depth} levels are allowed` });
		return;
	}
	if (isLeaf(node)) {
		counter.leaves++;
		checkFilter(node, inside, event, properties, room);
		return;
	}
	const group = groupShape.safeParse(node);
	if (!group.success) {
		for (const { path, message } of group.error.issues)
			room.report({ inside, part: path.join("."), message });
		return;
	}
	if (group.data.rules.length === 0) {
		room.report({ inside, message: "This group is empty: add a condition or remove it" });
	}
	for (const [index, child] of group.data.rules.entries()) {
		checkFilters(child, [...inside, index], depth + 1, event, properties, room, counter);
	}
}

function checkFilter(
	node: unknown,
	inside: Inside,
	event: string,
	properties: ReadonlyMap<string, ValueType>,
	room: CheckRoom,
): void {
	const parsed = propertyLeaf.safeParse(node);
	if (!parsed.success) {
		for (const issue of parsed.error.issues) {
			const part = issue.path.join(".");
			const isKind = part === "kind";
			room.report({
				inside,
				part,
				message: isKind
					? "Only properties of the event can be filtered here"
					: filterMessage(part, shapeText(issue, node)),
			});
		}
		return;
	}
	const leaf = parsed.data;
	if (!checkName(`property of ${event}`, leaf.field, properties, room, { inside })) return;
	checkComparison("property", leaf, properties.get(leaf.field), room, inside);
}

function filterMessage(part: string, message: string): string {
	if (part === "field") return "Choose what the condition is about";
	if (part === "operator") return "Choose how to compare";
	return message;
}

/** What is measured of an event, and that the event has the property with a type that can be measured so. */
export function checkAggregate(
	aggregate: EventAggregate,
	event: string,
	properties: ReadonlyMap<string, ValueType>,
	room: CheckRoom,
	inside: Inside = [],
): void {
	if (!("property" in aggregate)) return;
	const at = { inside, part: "aggregate" };
	if (!checkName(`property of ${event}`, aggregate.property, properties, room, at)) return;
	const known = properties.get(aggregate.property);
	if (aggregateOf(aggregate.kind).property === "number" && known !== "number") {
		room.report({
			...at,
			message: `The property "${aggregate.property}" is a ${known}; ${aggregate.kind} needs a number`,
		});
	} else if (known === "list") {
		room.report({ ...at, message: `The property "${aggregate.property}" is a list; choose a single value` });
	}
}

/** What an aggregate is compared with. */
export function checkAggregateValue(
	aggregate: EventAggregate,
	leaf: { operator: string; value: OperandValue },
	room: CheckRoom,
): void {
	const allowed = aggregateOperators(aggregate.kind).map((operator) => operator.id as string);
	if (!allowed.includes(leaf.operator)) {
		room.report({ part: "operator", message: `"${leaf.operator}" does not work on a ${aggregate.kind}` });
		return;
	}
	checkNumber(leaf, { isWhole: aggregateOf(aggregate.kind).isWhole }, room);
}

/** An operator and value of a number; with `isWhole` a whole one, 0 or more. */
export function checkNumber(
	leaf: { operator: string; value: OperandValue },
	{ isWhole }: { isWhole: boolean },
	room: CheckRoom,
): void {
	const read = readComparison({ type: "number", operator: leaf.operator, value: leaf.value }, room.timeZone);
	if (!read.ok) {
		reportValue(read.problem, read.problem.field, room);
		return;
	}
	const numbers = [leaf.value].flat().filter((value) => typeof value === "number");
	if (isWhole && !numbers.every((value) => Number.isInteger(value) && value >= 0)) {
		room.report({ part: "value", message: "Write a whole number, 0 or more" });
	} else if (numbers.some((value) => Math.abs(value) > 1e12)) {
		room.report({ part: "value", message: "The number is too large" });
	}
}

export function checkWindow(window: EventWindow, room: CheckRoom, part = "window"): void {
	if (window.kind === "last" || window.kind === "before") {
		checkDuration({ amount: window.amount, unit: window.unit }, part, room);
	} else if (window.kind === "ago") {
		const span = readSpan(window);
		if ("message" in span) reportValue(span, part, room);
	} else if (window.kind === "between") {
		const range = readDateRange(window.from, window.to, room.timeZone, "range");
		if ("message" in range) reportValue(range, part, room);
	} else if (window.kind === "sinceTrait") {
		const known = room.catalog.traits.get(window.trait);
		if (known === undefined) checkName("trait", window.trait, room.catalog.traits, room, { part });
		else if (known !== "date") {
			room.report({ part, message: `The trait "${window.trait}" is a ${known}, not a date` });
		}
	}
}

/** A length of time within the limit. */
export function checkDuration(value: unknown, part: string, room: CheckRoom, inside: Inside = []): void {
	const read = readDuration(value);
	if ("message" in read) reportValue(read, part, room, inside);
}
