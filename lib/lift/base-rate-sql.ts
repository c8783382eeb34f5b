import { type AudiencesToAssign, assignableByAllSql } from "@/lib/holdouts/assign-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";

const DAY_MS = 86_400_000;

/**
 * Of the people a campaign could reach, and of all known people: how many reached the goal in the preceding
 * days. Comparable with the later outcomes: the same people, the same event, as many days.
 */
export function baseRateSql(of: AudiencesToAssign, goal: { event: string; windowDays: number }): BoundSql {
	const binder = new SqlBinder();
	const [{ ws, hasMerges, asOf }] = of.audiences;
	const number = binder.bind(ws, "UInt32");
	const to = binder.bindInstant(asOf);
	const root = `toUInt32(${rootExpressionSql(binder, { ws, hasMerges })})`;
	const people = assignableByAllSql(binder, of);
	const did = `(SELECT groupBitmapState(${root}) FROM events WHERE ws = ${number} AND event = ${binder.bind(goal.event, "String")}
		AND time > ${binder.bindInstant(asOf.getTime() - goal.windowDays * DAY_MS)} AND time <= ${to})`;
	const known = `(SELECT groupBitmapState(${root}) FROM profile_change WHERE ws = ${number} AND change = 'known' AND effective_at <= ${to})`;
	// Aliases of their own: their expressions use columns named people.
	return binder.finish(`WITH ${people} AS reachable_people, ${did} AS goal_people, ${known} AS known_people
		SELECT bitmapCardinality(reachable_people) AS people, bitmapAndCardinality(reachable_people, goal_people) AS did,
			bitmapCardinality(known_people) AS everyone, bitmapAndCardinality(known_people, goal_people) AS everyoneDid`);
}
