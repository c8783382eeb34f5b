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

/**
 * The lowest number a root person was ever known by, as a SQL expression of type UInt32 of a column of roots. It is the
 * number they were created with first, and a merge with someone newer does not change it.
 */
export function lowestNumberSql(
	binder: SqlBinder,
	{ ws, hasMerges, column = "uid" }: { ws: number; hasMerges: boolean; column?: "uid" | "person" },
): string {
	if (!hasMerges) return column;
	const merges = `(SELECT (groupArray(root), groupArray(lowest)) FROM (
		SELECT root, least(root, min(absorbed)) AS lowest FROM (
			SELECT uid AS absorbed, argMax(root, recorded_at) AS root FROM profile_change
			WHERE ws = ${binder.bind(ws, "UInt32")} AND change IN ('merged', 'split') GROUP BY uid HAVING root != absorbed)
		GROUP BY root))`;
	return `transform(${column}, tupleElement(${merges}, 1), tupleElement(${merges}, 2), ${column})`;
}
