import { assertNever } from "@/lib/kernel/assert-never";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { compileTest } from "@/lib/rules/compile/compile-comparison";
import { type CompileScope, type LeafSql, peopleOf } from "@/lib/rules/compile/compile-scope";
import { isDateTest } from "@/lib/rules/date-test";
import { comparisonOf } from "@/lib/rules/evaluate/prepare-test";
import { compileWindow } from "@/lib/rules/leaves/event/compile-event";
import { eligibleSql, rowsSql } from "@/lib/rules/leaves/event/compile-rows";
import {
	aspectPaths,
	comparedAspect,
	latitudePath,
	longitudePath,
} from "@/lib/rules/leaves/situation/aspects";
import { circleAround } from "@/lib/rules/leaves/situation/circle";
import type { SituationLeaf, SituationTest } from "@/lib/rules/rule";
import { propertySql } from "@/lib/rules/typed/typed-properties";

/** People by where and when their events of a window happened. */
export function compileSituation(leaf: SituationLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const { test, window, event } = leaf;
	const rowsWith = (condition: string, columns: Record<string, string> = {}) => {
		const conditions = [compileWindow(window, binder, scope), condition];
		return rowsSql(
			{ events: event === undefined ? "all" : [event], window, columns, conditions },
			binder,
			scope,
		);
	};
	let people: string;
	let isNegated = leaf.operator === "isNot";
	if (test.kind === "latest") {
		const comparison = comparisonOf(comparedAspect(test), scope.timeZone);
		const value = propertySql({ path: aspectPaths[test.aspect], type: "string" }, scope);
		const rows = rowsWith(`isNotNull(${value})`, { value: `assumeNotNull(${value})`, message: "message" });
		const tested = comparison.test;
		if (isDateTest(tested)) throw new Error(`"${tested.is}" is not asked of text`);
		const passes = tested.is === "set" ? "1" : compileTest(tested, "held", binder);
		people = `SELECT person, argMax(value, (time, message)) AS held FROM (${rows}) GROUP BY person HAVING ${passes}`;
		isNegated = isNegated !== comparison.negated;
	} else {
		people = rowsWith(eventTest(test, binder, scope));
	}
	const bitmap = peopleOf(`(${people})`, scope);
	if (!isNegated) return { people: bitmap, are: "matching" };
	// Without the date that a window begins with, the condition is false, whatever it says.
	const within = eligibleSql(window, binder, scope);
	if (within === null) return { people: bitmap, are: "failing" };
	return { people: `bitmapAndnot(${within}, ${bitmap})`, are: "matching" };
}

function eventTest(
	test: Exclude<SituationTest, { kind: "latest" }>,
	binder: SqlBinder,
	scope: CompileScope,
): string {
	const zone = () => binder.bind(scope.timeZone, "String");
	switch (test.kind) {
		case "hours": {
			const hour = `toHour(time, ${zone()})`;
			const from = `${hour} >= ${binder.bind(test.from, "UInt8")}`;
			const to = `${hour} < ${binder.bind(test.to, "UInt8")}`;
			return `(${from} ${test.from < test.to ? "AND" : "OR"} ${to})`;
		}
		case "weekdays":
			return `has(${binder.bind(test.days, "Array(UInt32)")}, toDayOfWeek(time, 0, ${zone()}))`;
		case "near": {
			const { longitude, south, reach } = circleAround(test, test.km);
			const latitudes = propertySql({ path: latitudePath, type: "number" }, scope);
			const longitudes = propertySql({ path: longitudePath, type: "number" }, scope);
			const inHundredths = (degrees: string) => `toInt32(floor(assumeNotNull(${degrees}) * 100 + 0.5))`;
			const row = `${inHundredths(latitudes)} - ${binder.bind(south, "Int64")} + 1`;
			const apart = `abs(${inHundredths(longitudes)} - ${binder.bind(longitude, "Int64")})`;
			const isPlace = `ifNull(abs(${latitudes}) <= 90 AND abs(${longitudes}) <= 180, 0)`;
			const inRows = `${row} BETWEEN 1 AND ${binder.bind(reach.length, "Int64")}`;
			// Whole numbers of our own, in the statement: what is bound travels in an address, too short for the widest circles.
			const reaches = `[${reach.map(Math.trunc).join(", ")}]`;
			const within = `least(${apart}, 36000 - ${apart}) <= arrayElement(${reaches}, if(${isPlace} AND ${inRows}, ${row}, 1))`;
			return `(${isPlace} AND ${inRows} AND ${within})`;
		}
		default:
			return assertNever(test);
	}
}
