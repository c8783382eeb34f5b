import { assignedPeopleSql } from "@/lib/holdouts/assigned-people-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { amountSql, LARGEST_VALUE, type OutcomeScope } from "@/lib/lift/live-outcomes-sql";
import { touchEventNames } from "@/lib/lift/touch-events";
import { isMachineSql, isOfCampaignSql } from "@/lib/lift/touches-sql";
import { rootExpressionSql } from "@/lib/profiles/root-sql";

/** A click counts for conversions in the seven days after it, a delivery for those of the next day; both to the millisecond. */
export const CLICK_DAYS = 7;
export const DELIVERY_DAYS = 1;
const DAY_MS = 86_400_000;

export interface AttributionScope extends OutcomeScope {
	campaignName: string;
}

/**
 * What each model credits the campaign with, in one row. Conversions are the goal events of treated people whose window is
 * complete, each by itself. Its path is every click and delivery, of any campaign, that still counted when it happened: at
 * the same instant is before it, and the edge of the days is within them.
 */
export function attributionSql(scope: AttributionScope): BoundSql {
	const binder = new SqlBinder();
	const ws = binder.bind(scope.ws, "UInt32");
	const root = rootExpressionSql(binder, scope);
	const cutoff = binder.bindInstant(scope.asOf.getTime() - scope.windowDays * DAY_MS);
	const treated = `(SELECT uid, assigned_at FROM ${assignedPeopleSql(binder, scope)} WHERE arm = 'treated' AND assigned_at <= ${cutoff})`;
	const asOf = binder.bindInstant(scope.asOf);
	const begun = `(SELECT min(assigned_at) FROM assignment WHERE ws = ${ws} AND campaign = ${binder.bind(scope.campaignId, "String")})`;
	const windowMs = binder.bind(scope.windowDays * DAY_MS, "Int64");
	const names = (kind: "delivered" | "clicked") => binder.bind(touchEventNames(kind), "Array(String)");
	const clicked = names("clicked");
	const isValue = `isFinite(amount) AND abs(amount) <= ${LARGEST_VALUE}`;
	// Ties are broken alike everywhere: a delivery before a click, then by the message's number.
	const touches = `SELECT uid, arraySort(groupArray((at, is_click, message, is_own))) AS touches FROM (
			SELECT toUInt32(${root}) AS uid, toUnixTimestamp64Milli(time) AS at, toUInt8(has(${clicked}, event)) AS is_click, message,
				toUInt8(${isOfCampaignSql(binder, scope)}) AS is_own
			FROM events WHERE ws = ${ws} AND event IN (SELECT arrayJoin(arrayConcat(${names("delivered")}, ${clicked})))
				AND time <= ${asOf} AND time >= ${begun} - toIntervalDay(${CLICK_DAYS}) AND NOT (${isMachineSql()})
		) WHERE uid IN (SELECT uid FROM ${treated}) GROUP BY uid`;
	const goals = `SELECT g.uid AS uid, toUnixTimestamp64Milli(g.time) AS goal_at, if(isNotNull(g.amount) AND ${isValue.replaceAll("amount", "g.amount")}, assumeNotNull(g.amount), 0) AS worth
		FROM (SELECT toUInt32(${root}) AS uid, time, ${amountSql(scope.valueProperty)} AS amount FROM events
			WHERE ws = ${ws} AND event = ${binder.bind(scope.goalEvent, "String")} AND time <= ${asOf} AND time > ${begun}) AS g
		INNER JOIN ${treated} AS p ON g.uid = p.uid
		WHERE g.time > p.assigned_at AND dateDiff('millisecond', p.assigned_at, g.time) <= ${windowMs}`;
	const own = "arrayMap(x -> toFloat64(x.4), path)";
	const credits = {
		last: "if(n = 0, 0, own[if(arrayExists(x -> x.2 = 1, path), arrayLastIndex(x -> x.2 = 1, path), n)])",
		first: "if(n = 0, 0, own[1])",
		linear: "if(n = 0, 0, arraySum(own) / n)",
		position:
			"multiIf(n = 0, 0, n <= 2, arraySum(own) / n, 0.4 * own[1] + 0.4 * own[n] + 0.2 * arraySum(arraySlice(own, 2, n - 2)) / (n - 2))",
	};
	const models = Object.keys(credits);
	return binder.finish(`SELECT count() AS conversions, sum(worth) AS value, countIf(n > 0) AS touched, sumIf(worth, n > 0) AS touchedValue,
			${models.map((model) => `sum(${model}_credit) AS ${model}Conversions, sum(${model}_credit * worth) AS ${model}Value`).join(",\n\t\t\t")}
		FROM (
			SELECT worth, path, toInt64(length(path)) AS n, ${own} AS own,
				${Object.entries(credits)
					.map(([model, sql]) => `${sql} AS ${model}_credit`)
					.join(",\n\t\t\t\t")}
			FROM (
				SELECT o.worth AS worth, arrayFilter(x -> x.1 <= o.goal_at AND x.1 >= o.goal_at - if(x.2 = 1, ${CLICK_DAYS * DAY_MS}, ${DELIVERY_DAYS * DAY_MS}), t.touches) AS path
				FROM (${goals}) AS o LEFT JOIN (${touches}) AS t ON o.uid = t.uid
			)
		)`);
}
