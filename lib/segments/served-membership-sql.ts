import type { SqlBinder } from "@/lib/kernel/sql-binder";

/**
 * The people of a segment version that are being served, as a bitmap (an AggregateFunction state). The query fails when
 * there are none on record: a membership that was never built must not read as an empty audience.
 */
export function servedMembershipSql(
	binder: SqlBinder,
	{ ws, segmentId, version }: { ws: number; segmentId: string; version: number },
): string {
	return `(SELECT groupBitmapMergeState(people) FROM (
	SELECT people FROM membership
	WHERE ws = ${binder.bind(ws, "UInt32")} AND segment = ${binder.bind(segmentId, "String")} AND version = ${binder.bind(version, "UInt32")}
	ORDER BY served_at DESC LIMIT 1
) HAVING throwIf(count() = 0, 'This membership was never built') = 0)`;
}
