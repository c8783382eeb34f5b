import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { mergedPeopleSql, rootExpressionSql } from "@/lib/profiles/root-sql";

export interface CampaignScope {
	/** Workspace number. */
	ws: number;
	campaignId: string;
	/** Whether the workspace has merged people (`hasMerges`); without any, rows need not be mapped to their root. */
	hasMerges: boolean;
	/** A bound array of root people: only of these. */
	among?: string | undefined;
}

/**
 * One row per person of a campaign: uid, arm, variant, epoch, assigned_at. Where people were merged the earliest assignment
 * stays; `is_contaminated` is 1 for a person whose parts had been in different arms. People who were never merged, which is
 * nearly everyone, are read in the table's order: grouping a million of them takes twenty times as long.
 */
export function assignedPeopleSql(
	binder: SqlBinder,
	{ ws, campaignId, hasMerges, among }: CampaignScope,
): string {
	const root = rootExpressionSql(binder, { ws, hasMerges });
	const rows = `assignment WHERE ws = ${binder.bind(ws, "UInt32")} AND campaign = ${binder.bind(campaignId, "String")}${among ? ` AND ${root} IN (${among})` : ""}`;
	const single = (
		condition: string,
	) => `SELECT uid, arm, variant, epoch, assigned_at, 0 AS is_contaminated FROM ${rows}${condition}
			ORDER BY uid, assigned_at LIMIT 1 BY uid`;
	if (!hasMerges) return `(${single("")})`;
	const merged = mergedPeopleSql(binder, { ws });
	return `(
		${single(` AND uid NOT IN (${merged})`)}
		UNION ALL
		SELECT person AS uid,
			argMin(row_arm, (row_at, original)) AS arm,
			argMin(row_variant, (row_at, original)) AS variant,
			argMin(row_epoch, (row_at, original)) AS epoch,
			min(row_at) AS assigned_at,
			uniqExact(row_arm) > 1 AS is_contaminated
		FROM (
			SELECT toUInt32(${root}) AS person, uid AS original, arm AS row_arm, variant AS row_variant, epoch AS row_epoch, assigned_at AS row_at
			FROM ${rows} AND uid IN (${merged})
		) GROUP BY person)`;
}
