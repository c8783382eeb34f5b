import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { seriesStep } from "@/lib/lift/fold-outcomes";
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
 * People per epoch and arm, with complete and with open windows, and those assigned after the read-out's instant. A window
 * opens at assignment and is complete once N exact days (24 h) have passed by that instant.
 */
export function peopleSql(scope: CampaignScope & { asOf: Date; windowDays: number }): BoundSql {
	const binder = new SqlBinder();
	const people = assignedPeopleSql(binder, scope);
	const cutoff = binder.bindInstant(scope.asOf.getTime() - scope.windowDays * DAY_MS);
	const asOf = binder.bindInstant(scope.asOf);
	return binder.finish(`SELECT epoch, arm, countIf(assigned_at <= ${cutoff}) AS complete,
			countIf(assigned_at > ${cutoff} AND assigned_at <= ${asOf}) AS open, countIf(assigned_at > ${asOf}) AS future,
			countIf(is_contaminated) AS contaminated, toString(toUnixTimestamp64Milli(maxIf(assigned_at, assigned_at <= ${asOf}))) AS lastAssignedMs
		FROM ${people} GROUP BY epoch, arm ORDER BY epoch, arm`);
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

/** Values further from zero than this are no money: they are left out, counted and named. */
export const LARGEST_VALUE = 1e12;

/**
 * Moments of a column over people, as `Sample` holds them: around their own mean, because raw sums of squares lose the
 * digits in which large values differ. Third and fourth moments are needed roughly and come from raw ones.
 */
function momentsSql(column: string, prefix: string): string {
	const active = `${column} != 0`;
	const finite = (sql: string) => `ifNotFinite(${sql}, 0)`;
	const log = `log(if(${column} > 0, ${column}, 1))`;
	return `sum(${column}) AS ${prefix}Total, countIf(${active}) AS ${prefix}Active, ${finite(`avgIf(${column}, ${active})`)} AS ${prefix}Mean,
			${finite(`varPopStableIf(${column}, ${active})`)} AS ${prefix}Variance, ${finite(`skewPopIf(${column}, ${active})`)} AS ${prefix}Skew,
			${finite(`varPopStableIf(${log}, ${active})`)} AS ${prefix}LogVariance, ${finite(`kurtPopIf(${log}, ${active})`)} AS ${prefix}LogKurtosis,
			min(${column}) AS ${prefix}Lowest, max(${column}) AS ${prefix}Highest`;
}

/**
 * Outcomes of everyone whose window is complete, as sufficient statistics per epoch, arm and day since assignment
 * (day 1 is the first 24 hours): of each day, the people with any goal by its end and the moments of their running totals;
 * of a long window every few days. Each person's parts with a goal are stretched to the one before the next, so no one
 * without a goal has a row.
 * An event counts for a person when assigned_at < time <= assigned_at + N days.
 */
export function outcomesSql(scope: OutcomeScope): BoundSql {
	const binder = new SqlBinder();
	const people = assignedPeopleSql(binder, scope);
	const ws = binder.bind(scope.ws, "UInt32");
	const cutoff = binder.bindInstant(scope.asOf.getTime() - scope.windowDays * DAY_MS);
	const windowMs = binder.bind(scope.windowDays * DAY_MS, "Int64");
	const windowDays = binder.bind(scope.windowDays, "UInt16");
	const amount = amountSql(scope.valueProperty);
	const isValue = `isFinite(e.amount) AND abs(e.amount) <= ${LARGEST_VALUE}`;
	const root = rootExpressionSql(binder, scope);
	const campaign = binder.bind(scope.campaignId, "String");
	const step = seriesStep(scope.windowDays);
	return binder.finish(`SELECT epoch, arm, toUInt16(least(part * ${step}, ${windowDays})) AS day, count() AS converters,
			${momentsSql("goals_so_far", "goals")},
			${momentsSql("value_so_far", "value")},
			sum(if(part = first_part, without_value, 0)) AS goalsWithoutValue,
			sum(if(part = first_part, beyond_value, 0)) AS goalsBeyondValue
		FROM (
			SELECT epoch, arm, goals_so_far, value_so_far, without_value, beyond_value, own_part AS first_part,
				arrayJoin(range(own_part, if(next_part = 0, ${Math.ceil(scope.windowDays / step) + 1}, next_part))) AS part
			FROM (
				SELECT epoch, arm, own_part, without_value, beyond_value,
					leadInFrame(own_part, 1, 0) OVER (PARTITION BY uid ORDER BY own_part ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_part,
					sum(goals) OVER (PARTITION BY uid ORDER BY own_part ROWS UNBOUNDED PRECEDING) AS goals_so_far,
					sum(value) OVER (PARTITION BY uid ORDER BY own_part ROWS UNBOUNDED PRECEDING) AS value_so_far
				FROM (
					SELECT uid, any(p.arm) AS arm, any(p.epoch) AS epoch,
						toUInt16(intDiv(dateDiff('millisecond', p.assigned_at, e.time) - 1, ${step * DAY_MS}) + 1) AS own_part,
						toFloat64(count()) AS goals,
						toFloat64(sum(if(${isValue}, assumeNotNull(e.amount), 0))) AS value,
						countIf(isNull(e.amount)) AS without_value,
						countIf(isNotNull(e.amount) AND NOT (${isValue})) AS beyond_value
					FROM (
						SELECT toUInt32(${root}) AS uid, time, ${amount} AS amount
						FROM events
						WHERE ws = ${ws} AND event = ${binder.bind(scope.goalEvent, "String")} AND time <= ${binder.bindInstant(scope.asOf)}
							AND time > (SELECT min(assigned_at) FROM assignment WHERE ws = ${ws} AND campaign = ${campaign})
					) AS e
					INNER JOIN (SELECT uid, arm, epoch, assigned_at FROM ${people} WHERE assigned_at <= ${cutoff}) AS p ON e.uid = p.uid
					WHERE e.time > p.assigned_at AND dateDiff('millisecond', p.assigned_at, e.time) <= ${windowMs}
					GROUP BY uid, own_part
				)
			)
		)
		GROUP BY epoch, arm, part ORDER BY epoch, arm, part`);
}

/** A numeric property of an event; null where it is missing or not a number. */
function amountSql(property: string | null): string {
	if (property === null) return "CAST(NULL, 'Nullable(Float64)')";
	return `properties.${propertyPath(property)}.:Float64`;
}

/**
 * Outcomes of an imported campaign: one value per person and metric, as sufficient statistics per arm; people of the arm
 * without one are what is missing.
 */
export function importedOutcomesSql(scope: CampaignScope): BoundSql {
	const binder = new SqlBinder();
	const people = assignedPeopleSql(binder, scope);
	const root = rootExpressionSql(binder, scope);
	const isValue = `isFinite(o.value) AND abs(o.value) <= ${LARGEST_VALUE}`;
	return binder.finish(`SELECT p.epoch AS epoch, p.arm AS arm, o.metric AS metric, countIf(${isValue}) AS people,
			countIf(NOT (${isValue})) AS beyond, countIf(o.recorded_at < p.assigned_at) AS early,
			${momentsSql(`if(${isValue}, o.value, 0)`, "value")}
		FROM (
			SELECT toUInt32(${root}) AS uid, metric, any(value) AS value, min(recorded_at) AS recorded_at FROM outcome
			WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND campaign = ${binder.bind(scope.campaignId, "String")}
			GROUP BY uid, metric
		) AS o
		INNER JOIN ${people} AS p ON o.uid = p.uid
		GROUP BY epoch, arm, metric ORDER BY epoch, arm, metric`);
}
