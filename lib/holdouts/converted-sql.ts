import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";

/** What counts as a conversion of a campaign: its goal, within so many days of assignment. */
export type Conversion = { goalEvent: string; windowDays: number };

const dayMs = 86_400_000;

/**
 * The treated people of a campaign who converted by an instant, as a scalar subquery of one bitmap of root
 * people. A conversion is what the lift analysis counts: the goal event at assigned_at < time <= assigned_at
 * + N days. Held-out people are not among them: no one sends to them, and the analysis reads assignments only.
 */
export function convertedSql(
	binder: SqlBinder,
	{
		ws,
		campaignId,
		hasMerges,
		among,
		asOf,
		goalEvent,
		windowDays,
	}: CampaignScope & Conversion & { asOf: Date },
): string {
	const scope = { ws, campaignId, hasMerges, among };
	const root = rootExpressionSql(binder, scope);
	const boundWs = binder.bind(ws, "UInt32");
	const started = `(SELECT min(assigned_at) FROM assignment
		WHERE ws = ${boundWs} AND campaign = ${binder.bind(campaignId, "String")})`;
	return `(SELECT groupBitmapState(toUInt32(p.uid)) FROM (
			SELECT toUInt32(${root}) AS person, time FROM events
			WHERE ws = ${boundWs} AND event = ${binder.bind(goalEvent, "String")}
				AND time > ${started} AND time <= ${binder.bindInstant(asOf)}${among ? ` AND ${root} IN (${among})` : ""}
		) AS e
		INNER JOIN (SELECT uid, assigned_at FROM ${assignedPeopleSql(binder, scope)} WHERE arm = 'treated') AS p
			ON e.person = p.uid
		WHERE e.time > p.assigned_at
			AND dateDiff('millisecond', p.assigned_at, e.time) <= ${binder.bind(windowDays * dayMs, "Int64")})`;
}
