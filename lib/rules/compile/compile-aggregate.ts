import { assertNever } from "@/lib/kernel/assert-never";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { aggregateOf } from "@/lib/rules/catalog";
import { compileBounds, type Place } from "@/lib/rules/compile/compile-comparison";
import { toMicros } from "@/lib/rules/micros";
import type { Comparison } from "@/lib/rules/read-comparison";
import type { EventAggregate } from "@/lib/rules/rule";
import { propertySql } from "@/lib/rules/typed/typed-properties";

/** Sums and averages are in millionths, Int128. */
export function isDecimal({ kind }: EventAggregate): boolean {
	return kind === "sum" || kind === "avg";
}

/**
 * What is measured of one event row: its time, or a property. With numeric aggregates NULL where it is not a number
 * that can be added exactly. For a count it is not needed.
 */
export function compileFact(aggregate: EventAggregate, place: Pick<Place, "typed">): string {
	if (!("property" in aggregate)) return "time";
	const { property: path } = aggregate;
	const number = propertySql({ path, type: "number" }, place);
	if (aggregate.kind === "distinctValues") {
		const text = propertySql({ path, type: "string" }, place);
		// Adding 0 turns −0 into 0.
		return `(${text}, ${number} + 0, ${propertySql({ path, type: "boolean" }, place)})`;
	}
	return `if(abs(${number}) <= 1e12, ${number}, NULL)`;
}

/** More are not kept individually. */
const maxKept = 15;

/**
 * An aggregate over the rows of a group: over all of them, or over those that pass `filter`. `fact` is what
 * `compileFact` says of a row. NULL of nothing where the aggregate is missing. Beyond `enough` a number of different
 * values need not be exact: it is only compared with smaller ones.
 */
export function compileAggregate(
	{ kind }: EventAggregate,
	{ fact, filter = null, enough = null }: { fact: string; filter?: string | null; enough?: number | null },
	binder: SqlBinder,
	{ asOf, timeZone }: Place,
): string {
	const over = (name: string, argument: string, condition?: string) => {
		const conditions = [condition, filter].filter((part) => part !== undefined && part !== null);
		if (conditions.length === 0) return `${name}(${argument})`;
		return `${name}If(${argument === "" ? "" : `${argument}, `}${conditions.join(" AND ")})`;
	};
	const different = (argument: string) => {
		if (enough === null || enough > maxKept) return over("uniqExact", argument);
		const kept = Math.max(enough, 1);
		return filter === null ? `uniqUpTo(${kept})(${argument})` : `uniqUpToIf(${kept})(${argument}, ${filter})`;
	};
	// By way of Int64: ClickHouse's own step from a float to 128 bits is not exact. Rows without a number take the step as
	// well, and behind a NULL there may be one that is too large for it.
	const micros = `toInt128(toInt64(round(ifNull(${fact}, 0) * 1e6)))`;
	const isThere = `isNotNull(${fact})`;
	const daysSince = (instant: string) =>
		`intDiv(${binder.bind(asOf, "Int64")} - toUnixTimestamp64Milli(${instant}), 86400000)`;
	switch (kind) {
		case "count":
			return over("count", "");
		case "distinctDays":
			return different(`toInt32(toDate32(${fact}, ${binder.bind(timeZone, "String")}))`);
		case "distinctValues":
			// A set for each type is half the work of one set of tuples; a missing value is in none.
			return `(${[1, 2, 3].map((type) => different(`tupleElement(${fact}, ${type})`)).join(" + ")})`;
		case "sum":
			return over("sum", micros, isThere);
		case "avg":
			return averageSql(over("sum", micros, isThere), over("count", "", isThere));
		case "min":
			return over("minOrNull", fact);
		case "max":
			return over("maxOrNull", fact);
		case "daysSinceFirst":
			return daysSince(over("minOrNull", fact));
		case "daysSinceLast":
			return daysSince(over("maxOrNull", fact));
		default:
			return assertNever(kind);
	}
}

/** Sum over count in millionths, half to even; NULL of nothing. */
export function averageSql(sum: string, count: string): string {
	const by = `toInt128(${count})`;
	const safe = `greatest(${by}, 1)`;
	const quotient = `intDiv(${sum}, ${safe})`;
	const rest = `(${sum} - ${quotient} * ${safe})`;
	const twice = `(abs(${rest}) * 2)`;
	const away = `(${twice} > ${safe} OR (${twice} = ${safe} AND ${quotient} % 2 != 0))`;
	return `if(${by} = 0, NULL, ${quotient} + if(${away}, sign(${sum}), 0))`;
}

/** Whether a number passes, as SQL that is never NULL. `value` may be NULL: missing. */
export function compileNumberTest(
	{ negated, test }: Comparison,
	value: string,
	inMicros: boolean,
	binder: SqlBinder,
): string {
	const bindNumber = (bound: number) =>
		inMicros ? `toInt128(${binder.bind(String(toMicros(bound)), "String")})` : binder.bind(bound, "Float64");
	let condition: string;
	if (test.is === "set") condition = `isNotNull(${value})`;
	else if (test.is === "numberIn")
		condition = `(${test.values.map((wanted) => `${value} = ${bindNumber(wanted)}`).join(" OR ")})`;
	else if (test.is === "numberWithin") condition = compileBounds(test, value, bindNumber);
	else throw new Error(`"${test.is}" is not asked of a number`);
	return negated ? `NOT ifNull(${condition}, 0)` : `ifNull(${condition}, 0)`;
}

/** Whether someone without a single such event passes. */
export function matchesNothing(aggregate: EventAggregate, { negated, test }: Comparison): boolean {
	if (aggregateOf(aggregate.kind).ofNothing === "missing") return negated;
	const inMicros = (bound: number) => Number(toMicros(bound));
	return negated !== passesZero(test, aggregate.kind === "sum" ? inMicros : (bound) => bound);
}

function passesZero(test: Comparison["test"], scale: (bound: number) => number): boolean {
	if (test.is === "numberIn") return test.values.some((value) => scale(value) === 0);
	if (test.is !== "numberWithin") throw new Error(`"${test.is}" is not asked of a number`);
	const from = test.from === null ? Number.NEGATIVE_INFINITY : scale(test.from);
	const to = test.to === null ? Number.POSITIVE_INFINITY : scale(test.to);
	return (test.fromOpen ? from < 0 : from <= 0) && (test.toOpen ? to > 0 : to >= 0);
}
