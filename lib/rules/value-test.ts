import type { DateTest } from "@/lib/rules/date-test";

/** A test on one existing value. Bounds of numbers: null is "no bound". Instants are milliseconds. */
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

/** Tests of a value other than a date. */
export type ValueTest = Exclude<Test, { is: "set" } | DateTest>;
