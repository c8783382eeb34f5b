import { RE2JS } from "re2js";
import { toMicros } from "@/lib/rules/micros";
import { type Comparison, readComparison } from "@/lib/rules/read-comparison";
import type { ValueTest } from "@/lib/rules/value-test";

type Value = string | number | boolean | readonly unknown[];

/** Reads a leaf that was checked; throws on one that was not. */
export function comparisonOf(leaf: Parameters<typeof readComparison>[0], timeZone: string): Comparison {
	const read = readComparison(leaf, timeZone);
	if (!read.ok) throw new Error(`Not a valid condition: ${read.problem.message}`);
	return read.comparison;
}

/** A test on an existing value, of the test's own type. */
export function prepareTest(test: ValueTest): (value: Value) => boolean {
	switch (test.is) {
		case "stringIn": {
			const wanted = new Set(test.values.map((text) => fold(text, test)));
			return (value) => wanted.has(fold(String(value), test));
		}
		case "stringContains": {
			const part = fold(test.value, test);
			return (value) => fold(String(value), test).includes(part);
		}
		case "stringStarts": {
			const part = fold(test.value, test);
			return (value) => fold(String(value), test).startsWith(part);
		}
		case "stringEnds": {
			const part = fold(test.value, test);
			return (value) => fold(String(value), test).endsWith(part);
		}
		case "stringMatches": {
			const pattern = RE2JS.compile(test.pattern, test.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
			return (value) => pattern.test(String(value));
		}
		case "numberIn":
			return (value) => test.values.some((wanted) => wanted === value);
		case "numberWithin":
			return (value) => isWithin(Number(value), test);
		case "booleanIs":
			return (value) => value === test.value;
		case "listIncludes":
			return (value) => {
				const items = Array.isArray(value) ? value : [];
				return test.all
					? test.values.every((wanted) => items.includes(wanted))
					: test.values.some((wanted) => items.includes(wanted));
			};
		case "listContains": {
			const part = fold(test.value, test);
			return (value) =>
				Array.isArray(value) &&
				value.some((item) => typeof item === "string" && fold(item, test).includes(part));
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

/** A comparison of a number that may be missing (null). With `inMicros` the number is in millionths, a bigint. */
export function prepareNumberTest(
	{ negated, test }: Comparison,
	inMicros: boolean,
): (value: number | bigint | null) => boolean {
	const scale = (bound: number): number | bigint => (inMicros ? toMicros(bound) : bound);
	let holds: (value: number | bigint) => boolean;
	if (test.is === "set") holds = () => true;
	else if (test.is === "numberIn") {
		const wanted = test.values.map(scale);
		holds = (value) => wanted.some((one) => one === value);
	} else if (test.is === "numberWithin") {
		const from = test.from === null ? null : scale(test.from);
		const to = test.to === null ? null : scale(test.to);
		const range = { from, to, fromOpen: test.fromOpen, toOpen: test.toOpen };
		holds = (value) => isWithin<number | bigint>(value, range);
	} else throw new Error(`"${test.is}" is not asked of a number`);
	return (value) => (value !== null && holds(value)) !== negated;
}
