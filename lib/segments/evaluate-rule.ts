import { RE2JS } from "re2js";
import { aggregateOf } from "@/lib/segments/catalog";
import { averageMicros, toMicros } from "@/lib/segments/micros";
import type { EventRow, PersonHistory, PropertyValue, TraitRow } from "@/lib/segments/person-history";
import {
	type Comparison,
	readComparison,
	readDateRange,
	readDurationMs,
	type Test,
} from "@/lib/segments/read-comparison";
import type {
	EventLeaf,
	EventWindow,
	PropertyLeaf,
	PropertyNode,
	RuleLeaf,
	RuleNode,
	SegmentRule,
} from "@/lib/segments/rule";
import { dayNumber, localDay, readInstant } from "@/lib/segments/zoned-time";

/** As of which instant (milliseconds, UTC) and in which zone a rule is asked. */
export type Moment = { asOf: number; timeZone: string };

type TraitValue = TraitRow["value"];

/** Why a condition answered as it did. `path` leads through the `rules` of the groups. */
export type Evidence = { path: number[]; matches: boolean } & (
	| { kind: "everyone" }
	| { kind: "trait"; value: TraitValue | null }
	| {
			kind: "event";
			/** The aggregate's value; null is missing. Sums and averages are in millionths. */
			value: number | bigint | null;
			/** The events that counted, oldest first. */
			events: EventRow[];
	  }
);

export type Evaluation = { matches: boolean; evidence: Evidence[] };

/**
 * What a rule means, for one person: the reference that compiled SQL must agree with. Written to be read, not to be
 * fast. Throws on a rule that `checkRule` refuses.
 */
export function evaluateRule(rule: SegmentRule, person: PersonHistory, moment: Moment): Evaluation {
	const evidence: Evidence[] = [];
	const exists = !person.isErased && person.createdAt <= moment.asOf;
	const answer = evaluateNode(rule, [], person, moment, evidence);
	return { matches: exists && answer, evidence };
}

function evaluateNode(
	node: RuleNode,
	path: number[],
	person: PersonHistory,
	moment: Moment,
	evidence: Evidence[],
): boolean {
	if (node.kind !== undefined) {
		const found = evaluateLeaf(node, path, person, moment);
		evidence.push(found);
		return found.matches;
	}
	if (node.rules.length === 0) throw new Error("An empty group has no meaning");
	const answers = node.rules.map((child, index) =>
		evaluateNode(child, [...path, index], person, moment, evidence),
	);
	const together = node.combinator === "and" ? answers.every(Boolean) : answers.some(Boolean);
	return node.not ? !together : together;
}

function evaluateLeaf(leaf: RuleLeaf, path: number[], person: PersonHistory, moment: Moment): Evidence {
	switch (leaf.kind) {
		case "everyone":
			return { kind: "everyone", path, matches: true };
		case "trait": {
			const value = currentTrait(person, leaf.field, moment.asOf);
			const comparison = comparisonOf(leaf, moment.timeZone);
			return { kind: "trait", path, value, matches: compareTrait(value, comparison, moment) };
		}
		case "event":
			return { ...evaluateEvent(leaf, person, moment), path };
	}
}

function comparisonOf(leaf: Parameters<typeof readComparison>[0], timeZone: string): Comparison {
	const read = readComparison(leaf, timeZone);
	if (!read.ok) throw new Error(`Not a valid condition: ${read.problem.message}`);
	return read.comparison;
}

// Traits

/** The value valid at `asOf`: per priority the newest row counts, and the highest priority that has a value wins. */
export function currentTrait(person: PersonHistory, trait: string, asOf: number): TraitValue | null {
	const newest = new Map<number, TraitRow>();
	for (const row of person.traits) {
		if (row.trait !== trait || row.validFrom > asOf) continue;
		const best = newest.get(row.priority);
		if (!best || compareRows(row, best) > 0) newest.set(row.priority, row);
	}
	const holders = [...newest.values()].filter((row) => row.value.type !== "unset");
	holders.sort((a, b) => b.priority - a.priority);
	return holders[0]?.value ?? null;
}

const typeOrder = { unset: 0, string: 1, number: 2, boolean: 3, date: 4, list: 5 };

/** Newer wins; rows of the same instants are told apart by type and then by value, so that the answer is one. */
function compareRows(a: TraitRow, b: TraitRow): number {
	return (
		a.validFrom - b.validFrom ||
		a.recordedAt - b.recordedAt ||
		typeOrder[a.value.type] - typeOrder[b.value.type] ||
		compareValues(a.value, b.value)
	);
}

function compareValues(a: TraitValue, b: TraitValue): number {
	if (a.type === "unset" || b.type === "unset") return 0;
	if (a.type === "list" && b.type === "list") {
		for (let i = 0; i < Math.min(a.value.length, b.value.length); i++) {
			const order = compareText(a.value[i] ?? "", b.value[i] ?? "");
			if (order !== 0) return order;
		}
		return a.value.length - b.value.length;
	}
	if (a.type === "string" && b.type === "string") return compareText(a.value, b.value);
	return Number(a.value) - Number(b.value);
}

/** By code point. */
function compareText(a: string, b: string): number {
	const left = [...a];
	const right = [...b];
	for (let i = 0; i < Math.min(left.length, right.length); i++) {
		const order = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
		if (order !== 0) return order;
	}
	return left.length - right.length;
}

function compareTrait(current: TraitValue | null, { negated, test }: Comparison, moment: Moment): boolean {
	const holds =
		current !== null &&
		current.type !== "unset" &&
		(test.is === "set" || (current.type === typeOfTest(test) && holdsFor(test, current.value, moment)));
	return negated ? !holds : holds;
}

// Tests

function typeOfTest(test: Exclude<Test, { is: "set" }>): "string" | "number" | "boolean" | "date" | "list" {
	if (test.is.startsWith("string")) return "string";
	if (test.is.startsWith("number")) return "number";
	if (test.is.startsWith("boolean")) return "boolean";
	return test.is.startsWith("date") ? "date" : "list";
}

/** Whether a value that is there, of the test's own type, passes. Dates are milliseconds. */
function holdsFor(
	test: Exclude<Test, { is: "set" }>,
	value: string | number | boolean | readonly unknown[],
	{ asOf, timeZone }: Moment,
): boolean {
	switch (test.is) {
		case "stringIn":
			return test.values.some((wanted) => fold(wanted, test) === fold(String(value), test));
		case "stringContains":
			return fold(String(value), test).includes(fold(test.value, test));
		case "stringStarts":
			return fold(String(value), test).startsWith(fold(test.value, test));
		case "stringEnds":
			return fold(String(value), test).endsWith(fold(test.value, test));
		case "stringMatches":
			return RE2JS.compile(test.pattern, test.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0).test(String(value));
		case "numberIn":
			return test.values.some((wanted) => wanted === value);
		case "numberWithin":
			return isWithin(Number(value), test);
		case "booleanIs":
			return value === test.value;
		case "dateBefore":
			return Number(value) < test.instant;
		case "dateAfter":
			return Number(value) > test.instant;
		case "dateBetween":
			return test.from <= Number(value) && Number(value) < test.to;
		case "dateInLast":
			return asOf - test.ms < Number(value) && Number(value) <= asOf;
		case "dateInNext":
			return asOf < Number(value) && Number(value) <= asOf + test.ms;
		case "dateAnniversary":
			return hasAnniversary(Number(value), test.days, asOf, timeZone);
		case "listIncludes": {
			const items = Array.isArray(value) ? value : [];
			return test.all
				? test.values.every((wanted) => items.includes(wanted))
				: test.values.some((wanted) => items.includes(wanted));
		}
	}
}

function fold(text: string, { ignoreCase }: { ignoreCase: boolean }): string {
	return ignoreCase ? text.toLowerCase() : text;
}

function isWithin<N extends number | bigint>(
	value: N,
	{ from, fromOpen, to, toOpen }: { from: N | null; fromOpen: boolean; to: N | null; toOpen: boolean },
): boolean {
	const above = from === null || (fromOpen ? value > from : value >= from);
	const below = to === null || (toOpen ? value < to : value <= to);
	return above && below;
}

/** Whether the calendar day of `instant` comes round, in a later year than its own, today or within `days` days. */
function hasAnniversary(instant: number, days: number, asOf: number, timeZone: string): boolean {
	const born = localDay(instant, timeZone);
	const today = localDay(asOf, timeZone);
	return [today.year, today.year + 1].some((year) => {
		const wait = dayNumber({ ...born, year }) - dayNumber(today);
		return year > born.year && wait >= 0 && wait <= days;
	});
}

// Events

function evaluateEvent(
	leaf: EventLeaf,
	person: PersonHistory,
	moment: Moment,
): Omit<Extract<Evidence, { kind: "event" }>, "path"> {
	const window = boundsOf(leaf.window, person, moment);
	const events = person.events
		.filter((event) => event.event === leaf.field && event.time <= moment.asOf)
		.filter((event) => window?.(event.time) ?? false)
		.filter((event) => leaf.where === undefined || evaluateProperties(leaf.where, event, moment))
		.sort((a, b) => a.time - b.time || compareText(a.message, b.message));
	const value = aggregateEvents(leaf, events, moment);
	// Without the trait a window starts from, the condition cannot be answered: false whatever it compares.
	const matches = window !== null && compareAggregate(leaf, value, moment.timeZone);
	return { kind: "event", matches, value, events };
}

/** Which instants lie in the window; null when it hangs on a date trait the person lacks. */
function boundsOf(
	window: EventWindow,
	person: PersonHistory,
	moment: Moment,
): ((time: number) => boolean) | null {
	const { asOf } = moment;
	switch (window.kind) {
		case "any":
			return () => true;
		case "last": {
			const ms = sure(readDurationMs({ amount: window.amount, unit: window.unit }));
			return (time) => asOf - ms < time;
		}
		case "before": {
			const ms = sure(readDurationMs({ amount: window.amount, unit: window.unit }));
			return (time) => time <= asOf - ms;
		}
		case "between": {
			const range = readDateRange(window.from, window.to, moment.timeZone, "between");
			if ("message" in range) throw new Error(range.message);
			return (time) => range.from <= time && time < range.to;
		}
		case "sinceTrait": {
			const since = currentTrait(person, window.trait, asOf);
			return since?.type === "date" ? (time) => time >= since.value : null;
		}
	}
}

function sure(ms: number | { message: string }): number {
	if (typeof ms !== "number") throw new Error(ms.message);
	return ms;
}

function aggregateEvents(
	leaf: EventLeaf,
	events: EventRow[],
	{ asOf, timeZone }: Moment,
): number | bigint | null {
	const { aggregate } = leaf;
	switch (aggregate.kind) {
		case "count":
			return events.length;
		case "distinctDays":
			return new Set(events.map((event) => dayNumber(localDay(event.time, timeZone)))).size;
		case "distinctValues": {
			const scalars = events
				.map((event) => propertyOf(event, aggregate.property))
				.filter((value) => value !== undefined && typeof value !== "object");
			return new Set(scalars).size;
		}
		case "daysSinceFirst":
		case "daysSinceLast": {
			const chosen = aggregate.kind === "daysSinceFirst" ? events[0] : events.at(-1);
			return chosen === undefined ? null : Math.floor((asOf - chosen.time) / 86_400_000);
		}
		case "sum":
			return numbersOf(events, aggregate.property).reduce((sum, value) => sum + toMicros(value), 0n);
		case "avg": {
			const micros = numbersOf(events, aggregate.property).map(toMicros);
			return averageMicros(
				micros.reduce((sum, value) => sum + value, 0n),
				micros.length,
			);
		}
		case "min":
		case "max": {
			const numbers = numbersOf(events, aggregate.property);
			if (numbers.length === 0) return null;
			return aggregate.kind === "min" ? Math.min(...numbers) : Math.max(...numbers);
		}
	}
}

/** Numeric values only; anything else is ignored, and so are numbers too large to add exactly. */
function numbersOf(events: EventRow[], property: string): number[] {
	return events
		.map((event) => propertyOf(event, property))
		.filter((value) => typeof value === "number" && Math.abs(value) <= 1e12)
		.map(Number);
}

function compareAggregate(leaf: EventLeaf, value: number | bigint | null, timeZone: string): boolean {
	const { negated, test } = comparisonOf(
		{ type: "number", operator: leaf.operator, value: leaf.value },
		timeZone,
	);
	const isDecimal = typeof value === "bigint" || ["sum", "avg"].includes(leaf.aggregate.kind);
	const scale = (bound: number): number | bigint => (isDecimal ? toMicros(bound) : bound);
	let holds: boolean;
	if (value === null) holds = false;
	else if (test.is === "set") holds = true;
	else if (test.is === "numberIn") holds = test.values.some((wanted) => scale(wanted) === value);
	else if (test.is === "numberWithin") {
		const from = test.from === null ? null : scale(test.from);
		const to = test.to === null ? null : scale(test.to);
		holds = isWithin<number | bigint>(value, { ...test, from, to });
	} else throw new Error(`${aggregateOf(leaf.aggregate.kind).label} is a number`);
	return negated ? !holds : holds;
}

// Properties

function evaluateProperties(node: PropertyNode, event: EventRow, moment: Moment): boolean {
	if (node.kind === "property") return evaluateProperty(node, event, moment);
	if (node.rules.length === 0) throw new Error("An empty group has no meaning");
	const answers = node.rules.map((child) => evaluateProperties(child, event, moment));
	const together = node.combinator === "and" ? answers.every(Boolean) : answers.some(Boolean);
	return node.not ? !together : together;
}

function evaluateProperty(leaf: PropertyLeaf, event: EventRow, moment: Moment): boolean {
	const { negated, test } = comparisonOf(leaf, moment.timeZone);
	const value = propertyOf(event, leaf.field);
	const holds = value !== undefined && (test.is === "set" || propertyHolds(test, value, moment));
	return negated ? !holds : holds;
}

function propertyHolds(test: Exclude<Test, { is: "set" }>, value: PropertyValue, moment: Moment): boolean {
	switch (typeOfTest(test)) {
		case "string":
			return typeof value === "string" && holdsFor(test, value, moment);
		case "number":
			return typeof value === "number" && holdsFor(test, value, moment);
		case "boolean":
			return typeof value === "boolean" && holdsFor(test, value, moment);
		case "date": {
			const instant = typeof value === "string" ? readInstant(value, "UTC") : null;
			return instant !== null && holdsFor(test, instant, moment);
		}
		case "list": {
			// A list of text; one that holds anything else is not one.
			const isTextList =
				Array.isArray(value) && value.every((item) => typeof item === "string" || item === null);
			return isTextList && holdsFor(test, value, moment);
		}
	}
}

function propertyOf(event: EventRow, name: string): PropertyValue | undefined {
	return Object.hasOwn(event.properties, name) ? event.properties[name] : undefined;
}
