import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { amountSql, covariateSql, LARGEST_VALUE, logSql, momentsSql } from "@/lib/lift/live-outcomes-sql";
import { rootExpressionSql } from "@/lib/profiles/root-sql";

/** How an event becomes a number of one person: did it or not, how often, or the sum of a property. */
export type Tally = { event: string; by: "did" | "times" } | { event: string; by: "sum"; property: string };

/** A number per person; of a ratio with what it is divided by once people are added up. */
export interface TalliedMetric {
	amount: Tally;
	per: Tally | null;
}

/** What people are told apart by, besides their arm: nothing, the variant they got, or a trait as it was at assignment. */
export type Grouping = { by: "nothing" } | { by: "variant" } | { by: "trait"; trait: string };

export interface GroupedScope extends CampaignScope {
	asOf: Date;
	windowDays: number;
	metrics: readonly TalliedMetric[];
	grouping: Grouping;
	/** At most so many rows are returned. */
	limit: number;
}

const DAY_MS = 86_400_000;

/**
 * Outcomes of everyone whose window is complete, as sufficient statistics per epoch, arm, group and metric (by its place).
 * One scan of the events of all metrics: each person's become one number per metric, people without any have 0, and of
 * these numbers the warehouse returns moments. `label` is the group's name; `is_known` is 0 where the person has none.
 */
export function groupedOutcomesSql(scope: GroupedScope): BoundSql {
	const binder = new SqlBinder();
	const tallies = scope.metrics.flatMap(({ amount, per }) => (per === null ? [amount] : [amount, per]));
	const events = [...new Set(tallies.map(({ event }) => event))];
	const properties = [...new Set(tallies.flatMap((tally) => (tally.by === "sum" ? [tally.property] : [])))];
	const ws = binder.bind(scope.ws, "UInt32");
	const cutoff = binder.bindInstant(scope.asOf.getTime() - scope.windowDays * DAY_MS);
	const windowMs = binder.bind(scope.windowDays * DAY_MS, "Int64");
	const asOf = binder.bindInstant(scope.asOf);
	const names = events.map((event) => binder.bind(event, "String"));
	const root = rootExpressionSql(binder, scope);
	const campaign = binder.bind(scope.campaignId, "String");
	const isOf = (event: string) => `e.event = ${names[events.indexOf(event)]}`;
	const amountOf = (property: string) => `e.amount_${properties.indexOf(property)}`;
	const isUsable = (column: string) => `isFinite(${column}) AND abs(${column}) <= ${LARGEST_VALUE}`;
	const tallySql = (tally: Tally | null): string => {
		if (tally === null) return "toFloat64(0)";
		const times = `countIf(${isOf(tally.event)})`;
		if (tally.by !== "sum") return `toFloat64(${times}${tally.by === "did" ? " > 0" : ""})`;
		const column = amountOf(tally.property);
		return `toFloat64(sumIf(assumeNotNull(${column}), ${isOf(tally.event)} AND isNotNull(${column}) AND ${isUsable(column)}))`;
	};
	const unusableSql = ({ amount }: TalliedMetric): string => {
		if (amount.by !== "sum") return "toUInt64(0)";
		const column = amountOf(amount.property);
		return `countIf(${isOf(amount.event)} AND (isNull(${column}) OR NOT (${isUsable(column)})))`;
	};
	const list = (of: (metric: TalliedMetric) => string) => `[${scope.metrics.map(of).join(", ")}]`;
	const columns = properties.map((property, index) => `${amountSql(property)} AS amount_${index}`);
	const since = "dateDiff('millisecond', p.assigned_at, e.time)";
	const place = `arrayJoin(range(toUInt32(${scope.metrics.length})))`;
	return binder.finish(`SELECT epoch, arm, label, is_known AS isKnown, metric, count() AS people, sum(unusable_here) AS unusable,
			${momentsSql("amount", "log_amount", "value")},
			${covariateSql("per", "amount", "per")}
		FROM (
			SELECT epoch, arm, label, is_known, ${place} AS metric, t.amounts[metric + 1] AS amount, t.pers[metric + 1] AS per,
				t.unusable[metric + 1] AS unusable_here, ${logSql("amount")} AS log_amount
			FROM (SELECT uid, arm, epoch, label, is_known FROM ${groupedPeopleSql(binder, scope)} WHERE assigned_at <= ${cutoff}) AS g
			LEFT JOIN (
				SELECT e.uid AS uid, ${list(({ amount }) => tallySql(amount))} AS amounts, ${list(({ per }) => tallySql(per))} AS pers,
					${list(unusableSql)} AS unusable
				FROM (
					SELECT toUInt32(${root}) AS uid, event, time${columns.map((column) => `, ${column}`).join("")}
					FROM events
					WHERE ws = ${ws} AND event IN (${names.join(", ")}) AND time <= ${asOf}
						AND time > (SELECT min(assigned_at) FROM assignment WHERE ws = ${ws} AND campaign = ${campaign})
				) AS e
				INNER JOIN (SELECT uid, assigned_at FROM ${assignedPeopleSql(binder, scope)} WHERE assigned_at <= ${cutoff}) AS p ON e.uid = p.uid
				WHERE ${since} > 0 AND ${since} <= ${windowMs}
				GROUP BY e.uid
			) AS t ON t.uid = g.uid
		)
		GROUP BY epoch, arm, label, is_known, metric ORDER BY epoch, arm, is_known DESC, label, metric
		LIMIT ${binder.bind(scope.limit, "UInt32")}`);
}

/** The assigned people with the name of their group. */
function groupedPeopleSql(binder: SqlBinder, scope: GroupedScope): string {
	const people = assignedPeopleSql(binder, scope);
	const { grouping } = scope;
	if (grouping.by === "nothing")
		return `(SELECT uid, arm, epoch, assigned_at, '' AS label, 1 AS is_known FROM ${people})`;
	if (grouping.by === "variant")
		return `(SELECT uid, arm, epoch, assigned_at, toString(variant) AS label, 1 AS is_known FROM ${people})`;
	const root = rootExpressionSql(binder, scope);
	const isThen = "t.valid_from <= p.assigned_at AND t.uid != 0";
	// A trait that was removed is unknown; a boolean is told by its number.
	const then = `argMaxIf((t.type IN ('string', 'boolean'), if(t.type = 'boolean', if(t.number_value = 0, 'No', 'Yes'), t.string_value)), (t.priority, t.valid_from, t.recorded_at, t.seq), ${isThen})`;
	return `(SELECT uid, arm, epoch, assigned_at, if(is_known, tupleElement(latest, 2), '') AS label, tupleElement(latest, 1) AND tupleElement(latest, 2) != '' AS is_known
		FROM (SELECT p.uid AS uid, any(p.arm) AS arm, any(p.epoch) AS epoch, any(p.assigned_at) AS assigned_at, ${then} AS latest
			FROM ${people} AS p
			LEFT JOIN (SELECT toUInt32(${root}) AS uid, type, string_value, number_value, priority, valid_from, recorded_at, seq FROM trait_history
				WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND trait = ${binder.bind(grouping.trait, "String")}) AS t ON t.uid = p.uid
			GROUP BY uid))`;
}
