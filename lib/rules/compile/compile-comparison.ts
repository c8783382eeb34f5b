import { assertNever } from "@/lib/kernel/assert-never";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import type { TypedProperties } from "@/lib/rules/typed/typed-properties";
import type { Test, ValueTest } from "@/lib/rules/value-test";

/** Where and when a query runs, and the properties that have columns of their own. */
export type Place = { asOf: number; timeZone: string; typed?: TypedProperties | undefined };

/**
 * Whether a value that is there passes, as a SQL condition. `value` is an expression of the test's own type: String,
 * Float64, UInt8, or Array(String).
 */
export function compileTest(test: ValueTest, value: string, binder: SqlBinder): string {
	switch (test.is) {
		case "stringIn":
			return `${foldSql(value, test)} IN (${binder.bind(
				test.values.map((item) => foldText(item, test)),
				"Array(String)",
			)})`;
		case "stringContains":
			return `position(${foldSql(value, test)}, ${binder.bind(foldText(test.value, test), "String")}) > 0`;
		case "stringStarts":
			return `startsWith(${foldSql(value, test)}, ${binder.bind(foldText(test.value, test), "String")})`;
		case "stringEnds":
			return `endsWith(${foldSql(value, test)}, ${binder.bind(foldText(test.value, test), "String")})`;
		case "stringMatches":
			// ClickHouse lets a dot match line ends by default; RE2 itself does not.
			return `match(${value}, ${binder.bind(`(?${test.ignoreCase ? "i" : ""}-s)${test.pattern}`, "String")})`;
		case "numberIn":
			return `has(${binder.bind(test.values, "Array(Float64)")}, ${value})`;
		case "numberWithin":
			return compileBounds(test, value, (bound) => binder.bind(bound, "Float64"));
		case "booleanIs":
			return `${value} = ${test.value ? 1 : 0}`;
		case "listIncludes":
			return `${test.all ? "hasAll" : "hasAny"}(${value}, ${binder.bind(test.values, "Array(String)")})`;
		case "listContains":
			return `arrayExists(item -> position(${foldSql("item", test)}, ${binder.bind(foldText(test.value, test), "String")}) > 0, ${value})`;
		default:
			return assertNever(test);
	}
}

/** Both bounds of a number; at least one is there. */
export function compileBounds(
	{ from, fromOpen, to, toOpen }: Extract<Test, { is: "numberWithin" }>,
	value: string,
	bindBound: (bound: number) => string,
): string {
	const parts: string[] = [];
	if (from !== null) parts.push(`${value} ${fromOpen ? ">" : ">="} ${bindBound(from)}`);
	if (to !== null) parts.push(`${value} ${toOpen ? "<" : "<="} ${bindBound(to)}`);
	if (parts.length === 0) throw new Error("A comparison without a bound");
	return `(${parts.join(" AND ")})`;
}

function foldText(text: string, { ignoreCase }: { ignoreCase: boolean }): string {
	return ignoreCase ? text.toLowerCase() : text;
}

function foldSql(value: string, { ignoreCase }: { ignoreCase: boolean }): string {
	return ignoreCase ? `lowerUTF8(${value})` : value;
}
