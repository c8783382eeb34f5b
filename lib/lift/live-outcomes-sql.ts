import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { COVARIATE_DAYS } from "@/lib/lift/covariate";
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
 * digits in which large values differ. Third and fourth moments are needed roughly and come from raw ones. `logColumn` is
 * the logarithm where the column is above 0; `among` a condition on whose rows count.
 */
export function momentsSql(column: string, logColumn: string, prefix: string, among = "1"): string {
	const active = among === "1" ? `${column} != 0` : `${among} AND ${column} != 0`;
	const finite = (sql: string) => `ifNotFinite(${sql}, 0)`;
	return `sumIf(${column}, ${among}) AS ${prefix}Total, countIf(${active}) AS ${prefix}Active, ${finite(`avgIf(${column}, ${active})`)} AS ${prefix}Mean,
			${finite(`varPopStableIf(${column}, ${active})`)} AS ${prefix}Variance, ${finite(`skewPopIf(${column}, ${active})`)} AS ${prefix}Skew,
			${finite(`varPopStableIf(${logColumn}, ${active})`)} AS ${prefix}LogVariance, ${finite(`kurtPopIf(${logColumn}, ${active})`)} AS ${prefix}LogKurtosis,
			minIf(${column}, ${among}) AS ${prefix}Lowest, maxIf(${column}, ${among}) AS ${prefix}Highest`;
}

/** The logarithm of a column where it is above 0. */
export const logSql = (column: string) => `log(if(${column} > 0, ${column}, 1))`;

/** How a covariate varies with a metric over the same people: both around their own means. */
export function covariateSql(covariate: string, column: string, prefix: string, among = "1"): string {
	const finite = (sql: string) => `ifNotFinite(${sql}, 0)`;
	return `${finite(`avgIf(${covariate}, ${among})`)} AS ${prefix}CovariateMean, ${finite(`varPopStableIf(${covariate}, ${among})`)} AS ${prefix}CovariateVariance,
			${finite(`covarPopStableIf(${covariate}, ${column}, ${among})`)} AS ${prefix}Covariance`;
}

/** Of everyone assigned whose window is complete, by epoch and arm: how many have the trait, its mean and its spread. */
export function traitMomentsSql(
	scope: CampaignScope & { asOf: Date; windowDays: number; trait: string },
): BoundSql {
	const binder = new SqlBinder();
	const people = peopleWithTraitSql(binder, scope, scope.trait);
	return binder.finish(`SELECT epoch, arm, countIf(has_trait) AS known, ifNotFinite(avgIf(trait_value, has_trait), 0) AS mean,
			ifNotFinite(varPopStableIf(trait_value, has_trait), 0) AS variance
		FROM ${people} WHERE assigned_at <= ${binder.bindInstant(scope.asOf.getTime() - scope.windowDays * DAY_MS)}
		GROUP BY epoch, arm ORDER BY epoch, arm`);
}

/** The assigned people with a numeric trait as it was when each was assigned. */
function peopleWithTraitSql(binder: SqlBinder, scope: CampaignScope, trait: string): string {
	const root = rootExpressionSql(binder, scope);
	const isThen = "t.valid_from <= p.assigned_at AND t.uid != 0";
	const then = `argMaxIf((t.type = 'number' AND isFinite(t.number_value), t.number_value), (t.priority, t.valid_from, t.recorded_at, t.seq), ${isThen})`;
	return `(SELECT uid, arm, epoch, assigned_at, tupleElement(latest, 1) AS has_trait, if(has_trait, tupleElement(latest, 2), 0) AS trait_value
		FROM (SELECT p.uid AS uid, any(p.arm) AS arm, any(p.epoch) AS epoch, any(p.assigned_at) AS assigned_at, ${then} AS latest
			FROM ${assignedPeopleSql(binder, scope)} AS p
			LEFT JOIN (SELECT toUInt32(${root}) AS uid, type, number_value, priority, valid_from, recorded_at, seq FROM trait_history
				WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND trait = ${binder.bind(trait, "String")}) AS t ON t.uid = p.uid
			GROUP BY uid))`;
}

/** What people are adjusted by: for a trait, the mean that stands for it where it is missing. */
export type OutcomeCovariate = { kind: "before" } | { kind: "trait"; trait: string; mean: number };

/**
 * Outcomes of everyone whose window is complete, as sufficient statistics per epoch, arm and day since assignment
 * (day 1 is the first 24 hours): of each day, the people with any goal by its end, the moments of their running totals, and
 * how these vary with the covariate; of a long window every few days. Day 0 holds those with a goal in the days before.
 * Counts per person have moments on the last day only. One pass over the events: each person's parts with a goal are
 * stretched to the one before the next, so no one without a goal has a row.
 * An event counts for a person when assigned_at < time <= assigned_at + N days.
 */
export function outcomesSql(scope: OutcomeScope & { covariate: OutcomeCovariate }): BoundSql {
	const binder = new SqlBinder();
	const { covariate } = scope;
	const assigned =
		covariate.kind === "trait"
			? peopleWithTraitSql(binder, scope, covariate.trait)
			: assignedPeopleSql(binder, scope);
	// Around its mean, so that people without the trait, who count as average, have 0.
	const traitValue =
		covariate.kind === "trait"
			? `if(has_trait, trait_value - ${binder.bind(covariate.mean, "Float64")}, 0)`
			: "0";
	const ws = binder.bind(scope.ws, "UInt32");
	const cutoff = binder.bindInstant(scope.asOf.getTime() - scope.windowDays * DAY_MS);
	const windowMs = binder.bind(scope.windowDays * DAY_MS, "Int64");
	const beforeMs = covariate.kind === "before" ? COVARIATE_DAYS * DAY_MS : 0;
	const windowDays = binder.bind(scope.windowDays, "UInt16");
	const amount = amountSql(scope.valueProperty);
	const isValue = `isFinite(e.amount) AND abs(e.amount) <= ${LARGEST_VALUE}`;
	const root = rootExpressionSql(binder, scope);
	const campaign = binder.bind(scope.campaignId, "String");
	const step = seriesStep(scope.windowDays);
	const lastPart = Math.ceil(scope.windowDays / step);
	const since = "dateDiff('millisecond', p.assigned_at, e.time)";
	const soFar = "OVER (PARTITION BY uid ORDER BY own_part ROWS UNBOUNDED PRECEDING)";
	const before = (trait: string, column: string) =>
		covariate.kind === "trait" ? trait : `sum(if(own_part = 0, ${column}, 0)) ${soFar}`;
	return binder.finish(`SELECT epoch, arm, toUInt16(least(part * ${step}, ${windowDays})) AS day, count() AS converters,
			${momentsSql("goals_so_far", "log_goals", "goals", "is_last")},
			${momentsSql("value_so_far", "log_value", "value")},
			${covariateSql("did_before", "1", "conversion")},
			${covariateSql("goals_before", "goals_so_far", "goals", "is_last OR part = 0")},
			${covariateSql("value_before", "value_so_far", "value")},
			sum(if(part = first_part, without_value, 0)) AS goalsWithoutValue,
			sum(if(part = first_part, beyond_value, 0)) AS goalsBeyondValue
		FROM (
			SELECT epoch, arm, goals_so_far, value_so_far, goals_before, value_before, ${covariate.kind === "trait" ? "goals_before" : "toFloat64(goals_before > 0)"} AS did_before,
				without_value, beyond_value, own_part AS first_part, ${logSql("goals_so_far")} AS log_goals, ${logSql("value_so_far")} AS log_value,
				arrayJoin(range(own_part, multiIf(own_part = 0, 1, next_part = 0, ${lastPart + 1}, next_part))) AS part, part = ${lastPart} AS is_last
			FROM (
				SELECT epoch, arm, own_part, without_value, beyond_value,
					leadInFrame(own_part, 1, 0) OVER (PARTITION BY uid ORDER BY own_part ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_part,
					sum(if(own_part = 0, 0, goals)) ${soFar} AS goals_so_far,
					sum(if(own_part = 0, 0, value)) ${soFar} AS value_so_far,
					${before("own_trait", "goals")} AS goals_before,
					${before("own_trait", "value")} AS value_before
				FROM (
					SELECT uid, any(p.arm) AS arm, any(p.epoch) AS epoch, any(p.own_trait) AS own_trait,
						toUInt16(if(${since} <= 0, 0, intDiv(${since} - 1, ${step * DAY_MS}) + 1)) AS own_part,
						toFloat64(count()) AS goals,
						toFloat64(sum(if(${isValue}, assumeNotNull(e.amount), 0))) AS value,
						if(own_part = 0, 0, countIf(isNull(e.amount))) AS without_value,
						if(own_part = 0, 0, countIf(isNotNull(e.amount) AND NOT (${isValue}))) AS beyond_value
					FROM (
						SELECT toUInt32(${root}) AS uid, time, ${amount} AS amount
						FROM events
						WHERE ws = ${ws} AND event = ${binder.bind(scope.goalEvent, "String")} AND time <= ${binder.bindInstant(scope.asOf)}
							AND time > (SELECT min(assigned_at) FROM assignment WHERE ws = ${ws} AND campaign = ${campaign}) - toIntervalMillisecond(${beforeMs})
					) AS e
					INNER JOIN (SELECT uid, arm, epoch, assigned_at, ${traitValue} AS own_trait FROM ${assigned} WHERE assigned_at <= ${cutoff}) AS p ON e.uid = p.uid
					WHERE ${since} > ${-beforeMs} AND ${since} <= ${windowMs}
					GROUP BY uid, own_part
				)
			)
		)
		GROUP BY epoch, arm, part ORDER BY epoch, arm, part`);
}

/** A numeric property of an event; null where it is missing or not a number. */
export function amountSql(property: string | null): string {
	if (property === null) return "CAST(NULL, 'Nullable(Float64)')";
	return `properties.${propertyPath(property)}.:Float64`;
}

/**
 * Outcomes of an imported campaign: one value per person and metric, as sufficient statistics per arm; people of the arm
 * without one are what is missing.
 */
export function importedOutcomesSql(
	scope: CampaignScope & { trait: { name: string; mean: number } | null },
): BoundSql {
	const binder = new SqlBinder();
	const { trait } = scope;
	const people =
		trait === null
			? `(SELECT *, 0 AS own_trait FROM ${assignedPeopleSql(binder, scope)})`
			: `(SELECT *, if(has_trait, trait_value - ${binder.bind(trait.mean, "Float64")}, 0) AS own_trait FROM ${peopleWithTraitSql(binder, scope, trait.name)})`;
	const root = rootExpressionSql(binder, scope);
	return binder.finish(`SELECT epoch, arm, metric, countIf(is_value) AS people,
			countIf(NOT is_value) AS beyond, countIf(recorded_at < assigned_at) AS early,
			${momentsSql("kept", logSql("kept"), "value")},
			${covariateSql("own_trait", "kept", "value", "is_value")}
		FROM (
			SELECT p.epoch AS epoch, p.arm AS arm, o.metric AS metric, o.recorded_at AS recorded_at, p.assigned_at AS assigned_at,
				p.own_trait AS own_trait, isFinite(o.value) AND abs(o.value) <= ${LARGEST_VALUE} AS is_value, if(is_value, o.value, 0) AS kept
			FROM (
				SELECT toUInt32(${root}) AS uid, metric, any(value) AS value, min(recorded_at) AS recorded_at FROM outcome
				WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND campaign = ${binder.bind(scope.campaignId, "String")}
				GROUP BY uid, metric
			) AS o
			INNER JOIN ${people} AS p ON o.uid = p.uid
		)
		GROUP BY epoch, arm, metric ORDER BY epoch, arm, metric`);
}
