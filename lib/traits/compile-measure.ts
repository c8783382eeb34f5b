import { assertNever } from "@/lib/kernel/assert-never";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { averageSql } from "@/lib/rules/compile/compile-aggregate";
import { instantOfText } from "@/lib/rules/compile/compile-date";
import { propertyPath } from "@/lib/rules/property-path";
import { propertySql, type TypedProperties, type TypedProperty } from "@/lib/rules/typed/typed-properties";
import { listLimit, type TraitMeasure } from "@/lib/traits/definition";

type Typed = Extract<TraitMeasure, { type: string }>;
type Zone = { timeZone: string; typed?: TypedProperties | undefined };

/** What must be known of each event: `fact`, and where order matters `at`. */
export function measuredColumns(measure: TraitMeasure, binder: SqlBinder, zone: Zone): string[] {
	const at = "(time, message) AS at";
	switch (measure.kind) {
		case "count":
			return [];
		case "firstTime":
		case "lastTime":
			return ["toFloat64(toUnixTimestamp64Milli(time)) AS fact"];
		case "sum":
		case "avg":
		case "min":
		case "max": {
			const number = propertySql({ path: measure.property, type: "number" }, zone);
			return [`if(abs(${number}) <= 1e12, ${number}, NULL) AS fact`];
		}
		case "first":
		case "last":
			return [`${factSql(measure, binder, zone)} AS fact`, at];
		case "mostFrequent":
		case "uniqueList":
		case "uniqueCount":
			return [`${factSql(measure, binder, zone)} AS fact`];
		default:
			return assertNever(measure);
	}
}

function factSql({ property, type }: Typed, binder: SqlBinder, zone: Zone): string {
	const typed = (as: TypedProperty["type"]) => propertySql({ path: property, type: as }, zone);
	switch (type) {
		case "string":
			return typed("string");
		case "number":
			// Adding 0 turns −0 into 0.
			return `${typed("number")} + 0`;
		case "boolean":
			return `toUInt8(${typed("boolean")})`;
		case "date":
			return `toFloat64(${instantOfText(typed("string"), binder, zone)})`;
		case "list":
			return `arrayFilter(item -> isNotNull(item), properties.${propertyPath(property)}.:\`Array(Nullable(String))\`)`;
		default:
			return assertNever(type);
	}
}

/** One row (person, value) for everyone with such an event that tells a value. */
export function compileMeasure(measure: TraitMeasure, events: string): string {
	const per = (value: string, from = events) =>
		`SELECT person, ${value} AS value FROM (${from}) GROUP BY person`;
	const there = `SELECT * FROM (${events}) WHERE isNotNull(fact)`;
	const pick = (value: string) => per(value, there);
	switch (measure.kind) {
		case "count":
			return per("toFloat64(count())");
		case "firstTime":
			return per("min(fact)");
		case "lastTime":
			return per("max(fact)");
		case "sum":
			return pick(fromMicros(sumOfMicros));
		case "avg":
			return pick(fromMicros(`assumeNotNull(${averageSql(sumOfMicros, "count()")})`));
		case "min":
			return pick("assumeNotNull(min(fact)) + 0");
		case "max":
			return pick("assumeNotNull(max(fact)) + 0");
		case "first":
			return pick("argMin(assumeNotNull(fact), at)");
		case "last":
			return pick("argMax(assumeNotNull(fact), at)");
		case "mostFrequent":
			// Most often first; of the equally frequent the smallest.
			return `SELECT person, tupleElement(min((-toInt64(times), item)), 2) AS value FROM (
	SELECT person, item, count() AS times FROM (${single(measure, events)}) GROUP BY person, item
) GROUP BY person`;
		case "uniqueList":
			return per(`arraySlice(arraySort(groupUniqArray(item)), 1, ${listLimit})`, single(measure, events));
		case "uniqueCount":
			return per("toFloat64(uniqExact(item))", single(measure, events));
		default:
			return assertNever(measure);
	}
}

/** One row for each value: a list is split into its items, and people without a value have no row. */
function single({ type }: Typed, events: string): string {
	if (type === "list") return `SELECT person, assumeNotNull(arrayJoin(fact)) AS item FROM (${events})`;
	return `SELECT person, assumeNotNull(fact) AS item FROM (${events}) WHERE isNotNull(fact)`;
}

// By way of Int64: ClickHouse's own step from a float to 128 bits is not exact.
const sumOfMicros = "sum(toInt128(toInt64(round(assumeNotNull(fact) * 1e6))))";

/** Millionths as a double, in steps that are exact or rounded once, the same as `fromMicros` in TypeScript. */
function fromMicros(sql: string): string {
	const whole = "toFloat64(toInt64(intDiv(micros, 1000000)))";
	const rest = "toFloat64(toInt64(micros % 1000000))";
	return `arrayMap(micros -> if(abs(micros) < 9000000000000000, toFloat64(toInt64(micros)) / 1000000, ${whole} + ${rest} / 1000000), [${sql}])[1]`;
}
