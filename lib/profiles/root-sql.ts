import type { SqlBinder } from "@/lib/kernel/sql-binder";

/**
 * The person a `uid` belongs to today, as a SQL expression of type UInt32: absorbed people become the root
 * they were merged into. Apply it before any grouping. Workspaces without merges pay nothing.
 */
export function rootExpressionSql(
	binder: SqlBinder,
	{ ws, hasMerges, column = "uid" }: { ws: number; hasMerges: boolean; column?: "uid" },
): string {
	if (!hasMerges) return column;
	const merges = `(SELECT (groupArray(absorbed), groupArray(root)) FROM (
		SELECT uid AS absorbed, argMax(root, recorded_at) AS root FROM profile_change
		WHERE ws = ${binder.bind(ws, "UInt32")} AND change IN ('merged', 'split') GROUP BY uid HAVING root != absorbed))`;
	return `transform(${column}, tupleElement(${merges}, 1), tupleElement(${merges}, 2), ${column})`;
}

/** Everyone who was merged with someone, as rows (uid): those who were absorbed and their roots. */
export function mergedPeopleSql(binder: SqlBinder, { ws }: { ws: number }): string {
	return `SELECT DISTINCT arrayJoin([uid, root]) AS uid FROM (
		SELECT uid, argMax(root, recorded_at) AS root FROM profile_change
		WHERE ws = ${binder.bind(ws, "UInt32")} AND change IN ('merged', 'split') GROUP BY uid HAVING root != uid)`;
}
