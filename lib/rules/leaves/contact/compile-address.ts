import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";

/** Root people who have an email address today, by its keyed hash, a bitmap. */
export function addressedSql(hash: string, binder: SqlBinder, scope: CompileScope): string {
	const people = scope.contacts.get(hash);
	if (!people) throw new Error("The people with an address that the rule mentions were not looked up");
	const root = rootExpressionSql(binder, scope);
	return `(SELECT groupBitmapState(toUInt32(${root})) FROM (SELECT arrayJoin(${binder.bind([...people], "Array(UInt32)")}) AS uid))`;
}
