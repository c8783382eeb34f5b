import { assertNever } from "@/lib/kernel/assert-never";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import type { Test } from "@/lib/segments/read-comparison";
import { shiftInstant, startOfNextPeriod, startOfPeriod } from "@/lib/segments/window";

export type ValueTest = Exclude<Test, { is: "set" }>;
export type Place = { asOf: number; timeZone: string };

/**
 * Whether a value that is there passes, as a SQL condition. `value` is an expression of the test's own type: String,
 * Float64, UInt8, a date in milliseconds (Float64 or Int64), or Array(String).
 */
export function compileTest(test: ValueTest, value: string, binder: SqlBinder, moment: Place): string {
	const within = (after: number, upTo: number) =>
		`(${value} > ${binder.bind(after, "Int64")} AND ${value} <= ${binder.bind(upTo, "Int64")})`;
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
			// ClickHouse lets a dot match line ends unless told; RE2 itself does not.
			return `match(${value}, ${binder.bind(`(?${test.ignoreCase ? "i" : ""}-s)${test.pattern}`, "String")})`;
		case "numberIn":
			return `has(${binder.bind(test.values, "Array(Float64)")}, ${value})`;
		case "numberWithin":
			return compileBounds(test, value, (bound) => binder.bind(bound, "Float64"));
		case "booleanIs":
			return `${value} = ${test.value ? 1 : 0}`;
		case "dateBefore":
			return `${value} < ${binder.bind(test.instant, "Int64")}`;
		case "dateAfter":
			return `${value} > ${binder.bind(test.instant, "Int64")}`;
		case "dateBetween":
			return `(${value} >= ${binder.bind(test.from, "Int64")} AND ${value} < ${binder.bind(test.to, "Int64")})`;
		case "dateInLast":
			return within(shiftInstant(moment.asOf, test.length, -1, moment.timeZone), moment.asOf);
		case "dateInNext":
			return within(moment.asOf, shiftInstant(moment.asOf, test.length, 1, moment.timeZone));
		case "dateInThis":
			return within(
				startOfPeriod(moment.asOf, test.unit, moment.timeZone) - 1,
				startOfNextPeriod(moment.asOf, test.unit, moment.timeZone) - 1,
			);
		case "dateAnniversary":
			return compileAnniversary(test.days, value, binder, moment);
		case "listIncludes":
			return `${test.all ? "hasAll" : "hasAny"}(${value}, ${binder.bind(test.values, "Array(String)")})`;
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

/** The day comes round this year or the next, later than the day itself, and within so many days of today. */
function compileAnniversary(
	days: number,
	value: string,
	binder: SqlBinder,
	{ asOf, timeZone }: Place,
): string {
	const zone = binder.bind(timeZone, "String");
	const today = `toDate32(fromUnixTimestamp64Milli(${binder.bind(asOf, "Int64")}, ${zone}))`;
	const born = `toDate32(fromUnixTimestamp64Milli(toInt64(${value}), ${zone}))`;
	const limit = binder.bind(days, "UInt16");
	const inYear = (year: string) => {
		const comes = `addYears(${born}, ${year} - toYear(${born}))`;
		return `(${year} > toYear(${born}) AND ${comes} >= ${today} AND ${comes} <= ${today} + ${limit})`;
	};
	return `(${inYear(`toYear(${today})`)} OR ${inYear(`(toYear(${today}) + 1)`)})`;
}
