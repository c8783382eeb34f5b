import { AppError } from "@/lib/kernel/app-error";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";

/** Root people on the current build of a stored list, a bitmap. The query fails for a build that is not there. */
export function listedPeopleSql(listId: string, binder: SqlBinder, scope: CompileScope): string {
	const build = scope.lists.get(listId);
	if (build === undefined) {
		throw new AppError("precondition", "A list that this rule names has not been computed yet.");
	}
	const people = `(SELECT groupBitmapMergeState(people) FROM stored_list
	WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND list = ${binder.bind(listId, "String")} AND build = ${binder.bind(build, "String")}
	HAVING throwIf(count() = 0, 'This list was never built') = 0)`;
	if (!scope.hasMerges) return people;
	const root = rootExpressionSql(binder, scope);
	return `(SELECT groupBitmapState(toUInt32(${root})) FROM (SELECT arrayJoin(bitmapToArray(${people})) AS uid))`;
}
