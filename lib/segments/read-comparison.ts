import { RE2JS, RE2JSException } from "re2js";
import {
	type CalendarPeriod,
	calendarPeriods,
	findOperator,
	type OperatorDefinition,
	unitMs,
	type ValueType,
} from "@/lib/segments/catalog";
import { type Duration, duration, ruleLimits } from "@/lib/segments/rule";
import { readInstant } from "@/lib/segments/zoned-time";

/** A question about one value that is there. Bounds of numbers: null is "no bound". Instants are milliseconds. */
export type Test =
	| { is: "set" }
	| { is: "stringIn"; values: string[]; ignoreCase: boolean }
	| { is: "stringContains" | "stringStarts" | "stringEnds"; value: string; ignoreCase: boolean }
	| { is: "stringMatches"; pattern: string; ignoreCase: boolean }
	| { is: "numberIn"; values: number[] }
	| { is: "numberWithin"; from: number | null; fromOpen: boolean; to: number | null; toOpen: boolean }
	| { is: "booleanIs"; value: boolean }
	| { is: "dateBefore" | "dateAfter"; instant: number }
	| { is: "dateBetween"; from: number; to: number }
	| { is: "dateInLast" | "dateInNext"; length: Duration }
	| { is: "dateInThis"; unit: CalendarPeriod }
	| { is: "dateAnniversary"; days: number }
	| { is: "listIncludes"; values: string[]; all: boolean };

/**
 * An operator with its value, read. A missing value answers false to every test; `negated` turns the whole answer
 * round, so the negated twin is true of people without a value.
 */
export type Comparison = { negated: boolean; test: Test };

export type ComparisonProblem = { field: "operator" | "value"; message: string; position?: number };
export type ReadResult = { ok: true; comparison: Comparison } | { ok: false; problem: ComparisonProblem };

export type ComparisonSource = {
	type: ValueType;
	operator: string;
	value: unknown;
	ignoreCase?: boolean | undefined;
};

const negatedOperators = new Set(["notEquals", "noneOf", "notContains", "includesNone", "isNotSet"]);

/** Reads operator and value of a leaf into a comparison, or says what is wrong with them. */
export function readComparison(source: ComparisonSource, timeZone: string): ReadResult {
	const operator = findOperator(source.type, source.operator);
	if (!operator) {
		return refuse("operator", `"${source.operator}" does not work on a ${source.type}`);
	}
	const test = readTest(operator, source, timeZone);
	if ("message" in test) return { ok: false, problem: test };
	return { ok: true, comparison: { negated: negatedOperators.has(operator.id), test } };
}

function refuse(field: "operator" | "value", message: string): ReadResult {
	return { ok: false, problem: { field, message } };
}

function wrong(message: string, position?: number): ComparisonProblem {
	return { field: "value", message, ...(position === undefined ? {} : { position }) };
}

function readTest(
	operator: OperatorDefinition,
	source: ComparisonSource,
	timeZone: string,
): Test | ComparisonProblem {
	if (operator.operand === "none") return { is: "set" };
	if (source.value === null || source.value === undefined) return wrong("Choose a value");
	switch (source.type) {
		case "string":
			return readStringTest(operator, source.value, source.ignoreCase ?? false);
		case "number":
			return readNumberTest(operator, source.value);
		case "boolean":
			return typeof source.value === "boolean"
				? { is: "booleanIs", value: source.value }
				: wrong("Choose true or false");
		case "date":
			return readDateTest(operator, source.value, timeZone);
		case "list": {
			const values = readMany(source.value, isText, "text");
			if ("message" in values) return values;
			return { is: "listIncludes", values: values.items, all: operator.id === "includesAll" };
		}
	}
}

function readStringTest(
	operator: OperatorDefinition,
	value: unknown,
	ignoreCase: boolean,
): Test | ComparisonProblem {
	if (operator.operand === "many") {
		const values = readMany(value, isText, "text");
		return "message" in values ? values : { is: "stringIn", values: values.items, ignoreCase };
	}
	if (!isText(value)) return wrong(`Expected text, got ${nameOf(value)}`);
	switch (operator.id) {
		case "equals":
		case "notEquals":
			return { is: "stringIn", values: [value], ignoreCase };
		case "contains":
		case "notContains":
			return value === "" ? wrong("Type the text to look for") : { is: "stringContains", value, ignoreCase };
		case "startsWith":
			return value === "" ? wrong("Type the text to look for") : { is: "stringStarts", value, ignoreCase };
		case "endsWith":
			return value === "" ? wrong("Type the text to look for") : { is: "stringEnds", value, ignoreCase };
		case "matches": {
			if (value === "") return wrong("Type a pattern");
			const problem = findPatternProblem(value);
			return problem ?? { is: "stringMatches", pattern: value, ignoreCase };
		}
		default:
			return { field: "operator", message: `"${operator.id}" does not work on a string` };
	}
}

function readNumberTest(operator: OperatorDefinition, value: unknown): Test | ComparisonProblem {
	if (operator.operand === "many") {
		const values = readMany(value, isNumber, "a number");
		return "message" in values ? values : { is: "numberIn", values: values.items };
	}
	if (operator.operand === "pair") {
		const pair = readPair(value, isNumber, "two numbers");
		if ("message" in pair) return pair;
		if (pair.from > pair.to) return wrong(`${pair.from} is more than ${pair.to}: nothing lies between them`);
		return { is: "numberWithin", from: pair.from, fromOpen: false, to: pair.to, toOpen: false };
	}
	if (!isNumber(value)) return wrong(`Expected a number, got ${nameOf(value)}`);
	switch (operator.id) {
		case "equals":
		case "notEquals":
			return { is: "numberIn", values: [value] };
		case ">":
			return { is: "numberWithin", from: value, fromOpen: true, to: null, toOpen: false };
		case ">=":
			return { is: "numberWithin", from: value, fromOpen: false, to: null, toOpen: false };
		case "<":
			return { is: "numberWithin", from: null, fromOpen: false, to: value, toOpen: true };
		case "<=":
			return { is: "numberWithin", from: null, fromOpen: false, to: value, toOpen: false };
		default:
			return { field: "operator", message: `"${operator.id}" does not work on a number` };
	}
}

function readDateTest(
	operator: OperatorDefinition,
	value: unknown,
	timeZone: string,
): Test | ComparisonProblem {
	switch (operator.id) {
		case "inLast":
		case "inNext": {
			const length = readDuration(value);
			if ("message" in length) return length;
			return { is: operator.id === "inLast" ? "dateInLast" : "dateInNext", length };
		}
		case "inThis": {
			const unit = calendarPeriods.find((period) => period === value);
			return unit ? { is: "dateInThis", unit } : wrong("Choose day, week, month or year");
		}
		case "before":
		case "after": {
			const instant = readDate(value, timeZone);
			if (typeof instant !== "number") return instant;
			return { is: operator.id === "before" ? "dateBefore" : "dateAfter", instant };
		}
		case "between": {
			const pair = readPair(value, isText, "two dates");
			if ("message" in pair) return pair;
			return readDateRange(pair.from, pair.to, timeZone, "dateBetween");
		}
		case "anniversary":
			if (!isNumber(value) || !Number.isInteger(value) || value < 0 || value > 365) {
				return wrong("Expected a whole number of days from 0 to 365");
			}
			return { is: "dateAnniversary", days: value };
		default:
			return { field: "operator", message: `"${operator.id}" does not work on a date` };
	}
}

/** Reads `[from, to)`; both bare days and instants. */
export function readDateRange<Is extends string>(
	fromText: string,
	toText: string,
	timeZone: string,
	is: Is,
): { is: Is; from: number; to: number } | ComparisonProblem {
	const from = readDate(fromText, timeZone);
	if (typeof from !== "number") return from;
	const to = readDate(toText, timeZone);
	if (typeof to !== "number") return to;
	if (from >= to) return wrong("The first date must be before the second");
	return { is, from, to };
}

const roughDays = { ...unitMs, months: 30 * unitMs.days, years: 365 * unitMs.days };

/** A duration within the limit. */
export function readDuration(value: unknown): Duration | ComparisonProblem {
	const parsed = duration.safeParse(value);
	if (!parsed.success)
		return wrong("Expected a whole number of minutes, hours, days, weeks, months or years");
	const { amount, unit } = parsed.data;
	return amount * roughDays[unit] <= ruleLimits.durationDays * unitMs.days
		? { amount, unit }
		: wrong(`At most ${ruleLimits.durationDays} days`);
}

function readDate(value: unknown, timeZone: string): number | ComparisonProblem {
	const instant = isText(value) ? readInstant(value, timeZone) : null;
	return instant ?? wrong(`Expected a date such as 2026-11-22, got ${nameOf(value)}`);
}

function readMany<T>(
	value: unknown,
	isItem: (item: unknown) => item is T,
	what: string,
): { items: T[] } | ComparisonProblem {
	if (!Array.isArray(value)) return wrong(`Expected a list, got ${nameOf(value)}`);
	if (value.length === 0) return wrong("Add at least one value");
	if (value.length > ruleLimits.values) return wrong(`At most ${ruleLimits.values} values`);
	return value.every(isItem) ? { items: value } : wrong(`Each value must be ${what}`);
}

function readPair<T>(
	value: unknown,
	isItem: (item: unknown) => item is T,
	what: string,
): { from: T; to: T } | ComparisonProblem {
	if (!Array.isArray(value) || value.length !== 2) return wrong(`Expected ${what}`);
	const [from, to]: unknown[] = value;
	return isItem(from) && isItem(to) ? { from, to } : wrong(`Expected ${what}`);
}

function isText(value: unknown): value is string {
	return typeof value === "string";
}

function isNumber(value: unknown): value is number {
	return typeof value === "number" && Number.isFinite(value);
}

function nameOf(value: unknown): string {
	if (value === "") return "nothing";
	if (Array.isArray(value)) return "a list";
	if (typeof value === "object") return "a duration";
	return typeof value === "string" ? `"${value.slice(0, 40)}"` : `the ${typeof value} ${String(value)}`;
}

/** Where and why a pattern is not RE2, or null. */
function findPatternProblem(pattern: string): ComparisonProblem | null {
	try {
		RE2JS.compile(pattern);
		return null;
	} catch (error) {
		if (!(error instanceof RE2JSException)) throw error;
		const reason = error.message.replace(/^error parsing regexp: /, "");
		const culprit = /`(.*)`$/s.exec(reason)?.[1];
		const position = culprit === undefined ? 0 : Math.max(0, pattern.lastIndexOf(culprit));
		return wrong(`The pattern breaks at character ${position + 1}: ${reason}`, position);
	}
}
