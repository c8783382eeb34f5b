import type { SqlBinder } from "@/lib/kernel/sql-binder";
import type { Place } from "@/lib/rules/compile/compile-comparison";
import { type DateTest, daysOf, instantsOf, type Stretch } from "@/lib/rules/date-test";

/** The two forms of a date as SQL expressions, or conditions on each: milliseconds; days since 1970-01-01. */
type DateSql = { instant: string; day: string };

/** Whether a date that is there passes, for each form of it. */
export function compileDateTest(test: DateTest, value: DateSql, binder: SqlBinder, moment: Place): DateSql {
	switch (test.is) {
		case "dateWeekday": {
			// 1970-01-01 was a Thursday.
			const isOne = (day: string) =>
				`has(${binder.bind(test.days, "Array(UInt32)")}, toUInt32(positiveModulo(${day} + 3, 7) + 1))`;
			return {
				instant: isOne(localDaySql(value.instant, binder, moment)),
				day: isOne(`toInt64(${value.day})`),
			};
		}
		case "dateAnniversary": {
			const local = `toDate32(${zoned(value.instant, binder, moment)})`;
			return {
				instant: compileAnniversary(test.days, local, binder, moment),
				day: compileAnniversary(test.days, dateSql(value.day), binder, moment),
			};
		}
		default:
			return {
				instant: within(instantsOf(test, moment), value.instant, binder),
				day: within(daysOf(test, moment), value.day, binder),
			};
	}
}

function within({ from, to }: Stretch, value: string, binder: SqlBinder): string {
	const parts: string[] = [];
	if (from !== null) parts.push(`${value} >= ${binder.bind(from, "Int64")}`);
	if (to !== null) parts.push(`${value} < ${binder.bind(to, "Int64")}`);
	if (parts.length === 0) throw new Error("A stretch of time without a bound");
	return `(${parts.join(" AND ")})`;
}

function zoned(instant: string, binder: SqlBinder, { timeZone }: Place): string {
	return `fromUnixTimestamp64Milli(toInt64(${instant}), ${binder.bind(timeZone, "String")})`;
}

function localDaySql(instant: string, binder: SqlBinder, moment: Place): string {
	return `toInt64(toDate32(${zoned(instant, binder, moment)}))`;
}

/** A day as a date of the engine, which knows those from 1900 to 2299. */
function dateSql(day: string): string {
	// Not least and greatest: they pass over NULL, and text that is no date would become 1 January 1900.
	return `toDate32(toInt32(if(${day} < -25567, -25567, if(${day} > 120529, 120529, ${day}))))`;
}

/** The first instant of a day in the workspace's zone, in milliseconds. */
export function startOfDaySql(day: string, binder: SqlBinder, { timeZone }: Pick<Place, "timeZone">): string {
	return `toUnixTimestamp64Milli(toDateTime64(${dateSql(day)}, 3, ${binder.bind(timeZone, "String")}))`;
}

/**
 * The anniversary of the day falls this year or next, later than the day itself, and within so many days of
 * today.
 */
function compileAnniversary(
	days: number,
	born: string,
	binder: SqlBinder,
	{ asOf, timeZone }: Place,
): string {
	const today = `toDate32(fromUnixTimestamp64Milli(${binder.bind(asOf, "Int64")}, ${binder.bind(timeZone, "String")}))`;
	const limit = binder.bind(days, "UInt16");
	const inYear = (year: string) => {
		const comes = `addYears(born, ${year} - toYear(born))`;
		return `(${year} > toYear(born) AND ${comes} >= today AND ${comes} <= today + ${limit})`;
	};
	// The lambda keeps both dates from standing many times.
	return `arrayExists((born, today) -> ifNull(${inYear("toYear(today)")} OR ${inYear("(toYear(today) + 1)")}, 0), [${born}], [${today}])`;
}

const time = "T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-](0\\d|1[0-4]):[0-5]\\d)";
const dateGrammar = `^\\d{4}-\\d{2}-\\d{2}(${time})?$`;

/** Milliseconds of ISO text, of a bare day its midnight in UTC; NULL of any other text. */
export function dateOf(text: string): string {
	const ms = `toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(${text}, 3, 'UTC'))`;
	const isDate = `match(${text}, '${dateGrammar.replaceAll("\\", "\\\\")}')`;
	return `if(${isDate} AND ${ms} BETWEEN -2208988800000 AND 10413791999999, ${ms}, NULL)`;
}

const day = "intDiv(at, 86400000)";

/** Whether ISO text, an instant or a bare day, passes. The lambda keeps the reading of the text from standing many times. */
export function compileTextDateTest(test: DateTest, text: string, binder: SqlBinder, moment: Place): string {
	const passes = compileDateTest(test, { instant: "at", day }, binder, moment);
	const either = `if(length(${text}) = 10, ${passes.day}, ${passes.instant})`;
	return `arrayExists(at -> ifNull(${either}, 0), [${dateOf(text)}])`;
}

/** ISO text as an instant, a bare day as its first instant; NULL of any other text. */
export function instantOfText(text: string, binder: SqlBinder, place: Pick<Place, "timeZone">): string {
	const start = startOfDaySql(day, binder, place);
	return `arrayMap(at -> if(length(${text}) = 10, ${start}, at), [${dateOf(text)}])[1]`;
}
