import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { type CompileScope, type LeafSql, peopleOf } from "@/lib/rules/compile/compile-scope";
import { datedSql } from "@/lib/rules/leaves/trait/compile-trait";
import type { EventWindow } from "@/lib/rules/rule";

/**
 * Rows (person, time, …columns) of some events ("all" for any) that pass the conditions; `columns` are names and what
 * they are. A window since a trait leaves out what happened before a person's date, and people without one; any other
 * bounds are among the conditions.
 */
export function rowsSql(
	{
		events,
		window,
		columns = {},
		conditions,
		from = "events",
	}: {
		events: readonly string[] | "all";
		window: EventWindow;
		columns?: Record<string, string>;
		conditions: readonly string[];
		from?: "events" | "events_by_person";
	},
	binder: SqlBinder,
	scope: CompileScope,
): string {
	const names = Object.keys(columns);
	const all = [
		`ws = ${binder.bind(scope.ws, "UInt32")}`,
		...(events === "all" ? [] : [isOneOf(events, binder)]),
		...conditions,
	];
	const wanted = [
		`${rootExpressionSql(binder, scope)} AS person`,
		"time",
		...names.map((name) => `${columns[name]} AS ${name}`),
	];
	const rows = `SELECT ${wanted.join(", ")} FROM ${from} WHERE ${all.join(" AND ")}`;
	if (window.kind !== "sinceTrait") return rows;
	return `SELECT ${["person", "time", ...names].map((name) => `happened.${name} AS ${name}`).join(", ")} FROM (${rows}) AS happened
INNER JOIN (SELECT person, value AS since FROM (${datedSql(window.trait, binder, scope)})) AS dated
ON happened.person = dated.person WHERE toUnixTimestamp64Milli(happened.time) >= dated.since`;
}

function isOneOf(events: readonly string[], binder: SqlBinder): string {
	const names = [...new Set(events)].map((name) => binder.bind(name, "String"));
	return names.length === 1 ? `event = ${names[0]}` : `event IN (${names.join(", ")})`;
}

/** The people who have the window at all, as a bitmap; null for everyone. */
export function eligibleSql(window: EventWindow, binder: SqlBinder, scope: CompileScope): string | null {
	if (window.kind !== "sinceTrait") return null;
	return peopleOf(`(${datedSql(window.trait, binder, scope)})`, scope);
}

/**
 * People with rows (person, …) whose group passes. With `nothingPasses` people without a row pass as well, if
 * they have the window. `passes` is never NULL.
 */
export function groupsSql(
	{
		rows,
		passes,
		nothingPasses,
		window,
	}: { rows: string; passes: string; nothingPasses: boolean; window: EventWindow },
	binder: SqlBinder,
	scope: CompileScope,
): LeafSql {
	const kept = nothingPasses ? `NOT ${passes}` : passes;
	const people = peopleOf(`(SELECT person FROM (${rows}) GROUP BY person HAVING ${kept})`, scope);
	if (!nothingPasses) return { people, are: "matching" };
	const within = eligibleSql(window, binder, scope);
	return within === null
		? { people, are: "failing" }
		: { people: `bitmapAndnot(${within}, ${people})`, are: "matching" };
}
