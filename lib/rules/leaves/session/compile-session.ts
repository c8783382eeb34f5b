import { assertNever } from "@/lib/kernel/assert-never";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { compileNumberTest, matchesNothing } from "@/lib/rules/compile/compile-aggregate";
import { compileProperties } from "@/lib/rules/compile/compile-properties";
import type { CompileScope, LeafSql } from "@/lib/rules/compile/compile-scope";
import { compileEvent, compileWindow, readEventComparison } from "@/lib/rules/leaves/event/compile-event";
import { groupsSql, rowsSql } from "@/lib/rules/leaves/event/compile-rows";
import { beginning, packEvents } from "@/lib/rules/leaves/event/pack-events";
import { activeSecondsLeaf, pageEvents } from "@/lib/rules/leaves/session/session-events";
import type { SessionLeaf, SessionMeasure } from "@/lib/rules/rule";
import { windowBounds } from "@/lib/rules/window";

type RunMeasure = Exclude<SessionMeasure, { kind: "activeSeconds" }>;

/** People by the sessions that their events of the window form. */
export function compileSession(leaf: SessionLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const { measure, window } = leaf;
	if (measure.kind === "activeSeconds") return compileEvent(activeSecondsLeaf(leaf, measure), binder, scope);
	const comparison = readEventComparison(leaf, scope.timeZone);
	const { after, upTo } = windowBounds(window, scope) ?? {
		after: Number.NEGATIVE_INFINITY,
		upTo: scope.asOf,
	};
	const base = Math.max(after, beginning);
	const rows = rowsSql(
		{
			events: "all",
			window,
			columns: { code: countedSql(measure, binder, scope) },
			conditions: [compileWindow(window, binder, scope)],
		},
		binder,
		scope,
	);
	const { from, personAt } = packEvents(rows, { base, end: upTo }, binder);
	// The first place of a bucket and the first of a person lie further apart than any gap there can be.
	const gap = binder.bind(Math.min(scope.sessionGapMs, Math.max(upTo - base, 1)), "Int64");
	const isCounted = measure.kind === "mostPages" || measure.kind === "mostOf";
	const sessions = from([
		`arrayMap((at, before) -> at - before > ${gap}, t, arrayPushFront(arrayPopBack(t), 0)) AS begins`,
		"arrayPushBack(arrayPopFront(begins), 1) AS ends",
		"arrayFilter((at, begin) -> begin, t, begins) AS starts",
		...(measure.kind === "longestMinutes"
			? [
					"arrayFilter((at, end) -> end, t, ends) AS lasts",
					"arrayMap((at, last) -> last - at, starts, lasts) AS values",
				]
			: []),
		...(isCounted
			? [
					"arrayCumSum(r) AS sofar",
					"arrayFilter((sum, begin) -> begin, arrayMap((sum, role) -> sum - role, sofar, r), begins) AS before",
					"arrayFilter((sum, end) -> end, sofar, ends) AS afterwards",
					"arrayMap((sum, earlier) -> sum - earlier, afterwards, before) AS values",
				]
			: []),
		...(measure.kind === "count" ? ["starts AS values"] : []),
	]);
	const perSession = `SELECT ${personAt("one.1")} AS person, one.2 AS value FROM (
	SELECT bucket, arrayJoin(arrayZip(starts, values)) AS one FROM (${sessions}))`;
	const passes = compileNumberTest(comparison, valueSql(measure), false, binder);
	const nothing = measure.kind === "longestMinutes" ? "max" : "count";
	const nothingPasses = matchesNothing(
		nothing === "max" ? { kind: "max", property: "" } : { kind: "count" },
		comparison,
	);
	return groupsSql({ rows: perSession, passes, nothingPasses, window }, binder, scope);
}

/** Whether a row is one of the events that are counted within each session: 0 or 1. */
function countedSql(measure: RunMeasure, binder: SqlBinder, scope: CompileScope): string {
	const isNamed = (name: string) => `event = ${binder.bind(name, "String")}`;
	switch (measure.kind) {
		case "count":
		case "longestMinutes":
			return "0";
		case "mostPages":
			return `(${pageEvents.map(isNamed).join(" OR ")})`;
		case "mostOf":
			return measure.where
				? `(${isNamed(measure.event)} AND ${compileProperties(measure.where, binder, scope)})`
				: isNamed(measure.event);
		default:
			return assertNever(measure);
	}
}

/** A person's number, of one row for each session. */
function valueSql({ kind }: RunMeasure): string {
	if (kind === "count") return "count()";
	return kind === "longestMinutes" ? "intDiv(max(value), 60000)" : "max(value)";
}
