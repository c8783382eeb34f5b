import { findOperator, type OperatorDefinition, type ValueType } from "@/lib/rules/catalog";
import { type DateTest, readDateTest } from "@/lib/rules/date-test";
import { findPatternProblem } from "@/lib/rules/pattern";
import {
	type ComparisonProblem,
	isNumber,
	isText,
	nameOf,
	readMany,
	readPair,
	wrong,
} from "@/lib/rules/read-operand";

/** A question about one value that is there. Bounds of numbers: null is "no bound". Instants are milliseconds. */
export type Test =
	| { is: "set" }
	| { is: "stringIn"; values: string[]; ignoreCase: boolean }
	| { is: "stringContains" | "stringStarts" | "stringEnds"; value: string; ignoreCase: boolean }
	| { is: "stringMatches"; pattern: string; ignoreCase: boolean }
	| { is: "numberIn"; values: number[] }
	| { is: "numberWithin"; from: number | null; fromOpen: boolean; to: number | null; toOpen: boolean }
	| { is: "booleanIs"; value: boolean }
	| DateTest
	| { is: "listIncludes"; values: string[]; all: boolean }
	| { is: "listContains"; value: string; ignoreCase: boolean };

/**
 * An operator with its value, read. A missing value answers false to every test; `negated` turns the whole answer
 * round, so the negated twin is true of people without a value.
 */
export type Comparison = { negated: boolean; test: Test };

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
			return readDateTest(operator.id, source.value, timeZone);
		case "list": {
			if (operator.operand === "text") {
				if (!isText(source.value) || source.value === "") return wrong("Type the text to look for");
				return { is: "listContains", value: source.value, ignoreCase: source.ignoreCase ?? false };
			}
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
