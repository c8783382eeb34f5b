import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { compileProperties } from "@/lib/rules/compile/compile-properties";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { compileWindow } from "@/lib/rules/leaves/event/compile-event";
import { datedSql } from "@/lib/rules/leaves/trait/compile-trait";
import type { EventChoice, EventWindow } from "@/lib/rules/rule";

/** The events of a choice in a window, one row each: `person` for whom it counts, and the columns requested ("… AS name"). */
export function compileEvents(
	{ event, where }: EventChoice,
	window: EventWindow,
	columns: string[],
	binder: SqlBinder,
	scope: CompileScope,
): string {
	const conditions = [
		`ws = ${binder.bind(scope.ws, "UInt32")}`,
		`event = ${binder.bind(event, "String")}`,
		compileWindow(window, binder, scope),
		...(where ? [compileProperties(where, binder, scope)] : []),
	];
	const from = `FROM events WHERE ${conditions.join(" AND ")}`;
	const person = `${rootExpressionSql(binder, scope)} AS person`;
	if (window.kind !== "sinceTrait") return `SELECT ${[person, ...columns].join(", ")} ${from}`;
	const since = datedSql(window.trait, binder, scope);
	const names = columns.map((column) => column.slice(column.lastIndexOf(" AS ") + 4));
	return `SELECT ${["happened.person AS person", ...names].join(", ")} FROM (
	SELECT ${[person, "time AS happened_at", ...columns].join(", ")} ${from}
) AS happened
INNER JOIN (${since}) AS since ON happened.person = since.person
WHERE toUnixTimestamp64Milli(happened_at) >= since.value`;
}
