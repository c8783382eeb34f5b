import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { propertyPath } from "@/lib/rules/property-path";

export interface OutcomeScope extends CampaignScope {
	asOf: Date;
	windowDays: number;
	goalEvent: string;
	valueProperty: string | null;
}

const DAY_MS = 86_400_000;

/**
 * People per epoch and arm, with complete and with open windows. A window opens at assignment and is complete once N
 * exact days (24 h) have passed by the read-out's instant.
 */
export function peopleSql(scope: CampaignScope & { asOf: Date; windowDays: number }): BoundSql {
	const binder = new SqlBinder();
	const people = assignedPeopleSql(binder, scope);
	const cutoff = binder.bindInstant(scope.asOf.getTime() - scope.windowDays * DAY_MS);
	return binder.finish(`SELECT epoch, arm, countIf(assigned_at <= ${cutoff}) AS complete, countIf(assigned_at > ${cutoff}) AS open,
			countIf(is_contaminated) AS contaminated, toString(toUnixTimestamp64Milli(max(assigned_at))) AS lastAssignedMs
		FROM ${people} WHERE assigned_at <= ${binder.bindInstant(scope.asOf)} GROUP BY epoch, arm ORDER BY epoch, arm`);
}

/** Of everyone assigned: how many there are, and how many reached the goal in as many days before the first assignment. */
export function beforeSql(scope: OutcomeScope): BoundSql {
	const binder = new SqlBinder();
	const people = assignedPeopleSql(binder, scope);
	const ws = binder.bind(scope.ws, "UInt32");
	const root = rootExpressionSql(binder, scope);
	const windowMs = binder.bind(scope.windowDays * DAY_MS, "Int64");
	const started = `(SELECT min(assigned_at) FROM assignment WHERE ws = ${ws} AND campaign = ${binder.bind(scope.campaignId, "String")})`;
	return binder.finish(`SELECT count() AS people, countIf(uid IN (
			SELECT toUInt32(${root}) FROM events WHERE ws = ${ws} AND event = ${binder.bind(scope.goalEvent, "String")}
				AND time <= ${started} AND time > ${started} - toIntervalMillisecond(${windowMs})
		)) AS did FROM ${people}`);
}

/**
 * Outcomes of everyone whose window is complete, as sufficient statistics per epoch, arm and day since assignment
 * (day 1 is the first 24 hours). Each row holds what the day adds to the cumulative figures: new converters, goals,
 * value, and the growth of the sums of squares of each person's running totals, so that a running sum over days gives
 * the statistics at any day and the sum over all days those of the whole window.
 * An event counts for a person when assigned_at < time <= assigned_at + N days.
 */
export function outcomesSql(scope: OutcomeScope): BoundSql {
	const binder = new SqlBinder();
	const people = assignedPeopleSql(binder, scope);
	const ws = binder.bind(scope.ws, "UInt32");
	const cutoff = binder.bindInstant(scope.asOf.getTime() - scope.windowDays * DAY_MS);
	const windowMs = binder.bind(scope.windowDays * DAY_MS, "Int64");
	const amount = amountSql(scope.valueProperty);
	const root = rootExpressionSql(binder, scope);
	const campaign = binder.bind(scope.campaignId, "String");
	return binder.finish(`SELECT epoch, arm, day,
			countIf(is_first) AS converters, sum(goals) AS goalsSum,
			sum(goals_so_far * goals_so_far - (goals_so_far - goals) * (goals_so_far - goals)) AS goalsSumSq,
			sum(value) AS valueSum,
			sum(value_so_far * value_so_far - (value_so_far - value) * (value_so_far - value)) AS valueSumSq,
			sum(without_value) AS goalsWithoutValue
		FROM (
			SELECT epoch, arm, day, goals, value, without_value,
				row_number() OVER (PARTITION BY uid ORDER BY day) = 1 AS is_first,
				sum(goals) OVER (PARTITION BY uid ORDER BY day ROWS UNBOUNDED PRECEDING) AS goals_so_far,
				sum(value) OVER (PARTITION BY uid ORDER BY day ROWS UNBOUNDED PRECEDING) AS value_so_far
			FROM (
				SELECT uid, any(p.arm) AS arm, any(p.epoch) AS epoch,
					toUInt16(intDiv(dateDiff('millisecond', p.assigned_at, e.time) - 1, ${DAY_MS}) + 1) AS day,
					toFloat64(count()) AS goals,
					toFloat64(sum(ifNull(e.amount, 0))) AS value,
					countIf(isNull(e.amount)) AS without_value
				FROM (
					SELECT toUInt32(${root}) AS uid, time, ${amount} AS amount
					FROM events
					WHERE ws = ${ws} AND event = ${binder.bind(scope.goalEvent, "String")} AND time <= ${binder.bindInstant(scope.asOf)}
						AND time > (SELECT min(assigned_at) FROM assignment WHERE ws = ${ws} AND campaign = ${campaign})
				) AS e
				INNER JOIN (SELECT uid, arm, epoch, assigned_at FROM ${people} WHERE assigned_at <= ${cutoff}) AS p ON e.uid = p.uid
				WHERE e.time > p.assigned_at AND dateDiff('millisecond', p.assigned_at, e.time) <= ${windowMs}
				GROUP BY uid, day
			)
		)
		GROUP BY epoch, arm, day ORDER BY epoch, arm, day`);
}

/** A numeric property of an event; null where it is missing or not a number. */
function amountSql(property: string | null): string {
	if (property === null) return "CAST(NULL, 'Nullable(Float64)')";
	return `properties.${propertyPath(property)}.:Float64`;
}

/** Outcomes of an imported campaign: one value per person and metric, as sufficient statistics per arm. */
export function importedOutcomesSql(scope: CampaignScope): BoundSql {
	const binder = new SqlBinder();
	const people = assignedPeopleSql(binder, scope);
	const root = rootExpressionSql(binder, scope);
	return binder.finish(`SELECT p.epoch AS epoch, p.arm AS arm, o.metric AS metric, count() AS people,
			countIf(o.value != 0) AS withValue, sum(o.value) AS valueSum, sum(o.value * o.value) AS valueSumSq
		FROM (
			SELECT toUInt32(${root}) AS uid, metric, any(value) AS value FROM outcome
			WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND campaign = ${binder.bind(scope.campaignId, "String")}
			GROUP BY uid, metric
		) AS o
		INNER JOIN ${people} AS p ON o.uid = p.uid
		GROUP BY epoch, arm, metric ORDER BY epoch, arm, metric`);
}
