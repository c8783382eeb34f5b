import { readTypedNumber, unreadListText, unreadText } from "@/lib/kernel/typed-number";
import type { OperatorOf, ValueType } from "@/lib/rules/catalog";
import { findPatternProblem } from "@/lib/rules/pattern";
import { dateReaders } from "@/lib/rules/read-date";
import {
	type ComparisonProblem,
	isNumber,
	isText,
	nameOf,
	readMany,
	readPair,
	wrong,
} from "@/lib/rules/read-operand";
import type { Test } from "@/lib/rules/value-test";

type Given = { ignoreCase: boolean; timeZone: string };
/** Turns an operator and its operands into a test; a negated operator uses its counterpart's. */
export type Reader = (value: unknown, given: Given) => Test | ComparisonProblem;

const set: Reader = () => ({ is: "set" });

const equalsText: Reader = (value, { ignoreCase }) =>
	isText(value) ? { is: "stringIn", values: [value], ignoreCase } : notText(value);

const isOneOf: Reader = (value, { ignoreCase }) => {
	const values = readMany(value, isText, "text");
	return "message" in values ? values : { is: "stringIn", values: values.items, ignoreCase };
};

function holdsText(is: "stringContains" | "stringStarts" | "stringEnds"): Reader {
	return (value, { ignoreCase }) => {
		if (!isText(value)) return notText(value);
		return value === "" ? wrong("Type the text to look for") : { is, value, ignoreCase };
	};
}

const matches: Reader = (value, { ignoreCase }) => {
	if (!isText(value)) return notText(value);
	if (value === "") return wrong("Type a pattern");
	return findPatternProblem(value) ?? { is: "stringMatches", pattern: value, ignoreCase };
};

function notText(value: unknown): ComparisonProblem {
	return wrong(`Expected text, got ${nameOf(value)}`);
}

function ofNumber(read: (value: number) => Test): Reader {
	return (value) => (isNumber(value) ? read(value) : notNumber(value));
}

function notNumber(value: unknown): ComparisonProblem {
	return wrong(isText(value) ? unreadText(value) : `Expected a number, got ${nameOf(value)}`);
}

const noBounds = { is: "numberWithin", from: null, fromOpen: false, to: null, toOpen: false } as const;

const equalsNumber = ofNumber((value) => ({ is: "numberIn", values: [value] }));

const isOneOfNumbers: Reader = (value) => {
	if (isText(value)) return wrong(unreadListText(value));
	const values = readMany(value, isNumber, "a number");
	return "message" in values ? values : { is: "numberIn", values: values.items };
};

const isBetween: Reader = (value) => {
	const pair = readPair(value, isNumber, "two numbers");
	if ("message" in pair) return findUnread(value) ?? pair;
	if (pair.from > pair.to) return wrong(`${pair.from} is more than ${pair.to}: nothing lies between them`);
	return { ...noBounds, ...pair };
};

/** A bound that was typed and is no number. */
function findUnread(value: unknown): ComparisonProblem | undefined {
	const bounds: unknown[] = Array.isArray(value) ? value : [];
	const unread = bounds.filter(isText).find((text) => readTypedNumber(text) === null);
	if (unread === undefined) return undefined;
	return wrong(unread.trim() === "" ? "Write both numbers" : unreadText(unread));
}

const isYesOrNo: Reader = (value) =>
	typeof value === "boolean" ? { is: "booleanIs", value } : wrong("Choose true or false");

function includes(all: boolean): Reader {
	return (value) => {
		const values = readMany(value, isText, "text");
		return "message" in values ? values : { is: "listIncludes", values: values.items, all };
	};
}

const hasItem: Reader = (value, { ignoreCase }) =>
	isText(value) && value !== ""
		? { is: "listContains", value, ignoreCase }
		: wrong("Type the text to look for");

/** For each operator of the catalogue how it is read; one without a row here does not compile. */
export const operatorReaders: { [Type in ValueType]: Record<OperatorOf<Type>, Reader> } = {
	string: {
		equals: equalsText,
		notEquals: equalsText,
		oneOf: isOneOf,
		noneOf: isOneOf,
		contains: holdsText("stringContains"),
		notContains: holdsText("stringContains"),
		startsWith: holdsText("stringStarts"),
		endsWith: holdsText("stringEnds"),
		matches,
		isSet: set,
		isNotSet: set,
	},
	number: {
		equals: equalsNumber,
		notEquals: equalsNumber,
		oneOf: isOneOfNumbers,
		noneOf: isOneOfNumbers,
		">": ofNumber((from) => ({ ...noBounds, from, fromOpen: true })),
		">=": ofNumber((from) => ({ ...noBounds, from })),
		"<": ofNumber((to) => ({ ...noBounds, to, toOpen: true })),
		"<=": ofNumber((to) => ({ ...noBounds, to })),
		between: isBetween,
		isSet: set,
		isNotSet: set,
	},
	boolean: { equals: isYesOrNo, notEquals: isYesOrNo, isSet: set, isNotSet: set },
	date: { ...dateReaders, isSet: set, isNotSet: set },
	list: {
		includesAny: includes(false),
		includesAll: includes(true),
		includesNone: includes(false),
		contains: hasItem,
		notContains: hasItem,
		isSet: set,
		isNotSet: set,
	},
};
