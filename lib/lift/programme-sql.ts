import type { GlobalHoldout } from "@/lib/holdouts/global-holdout";
import { isGloballyHeldOutSql } from "@/lib/holdouts/global-holdout-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { amountSql, LARGEST_VALUE, logSql, momentsSql } from "@/lib/lift/live-outcomes-sql";
import { rootExpressionSql } from "@/lib/profiles/root-sql";

export interface ProgrammeScope {
	ws: number;
	hasMerges: boolean;
	group: Pick<GlobalHoldout, "salt" | "shareBp" | "startedAt"> & { countsFrom: Date };
	/** Until when outcomes count. */
	asOf: Date;
	/** Campaigns that began before the group and went on: whom they treated until then is in neither arm. */
	earlierCampaigns: readonly string[];
	goalEvent: string;
	valueProperty: string | null;
}

/**
 * Everyone known, each once: (uid, arm, entered_at, is_left_out). Whoever became known later counts from then on. People of
 * earlier campaigns are left out of both arms alike, whatever group they are in, so that the arms stay comparable.
 */
function programmePeopleSql(binder: SqlBinder, scope: ProgrammeScope): string {
	const { ws, group, asOf, earlierCampaigns } = scope;
	const bound = binder.bind(ws, "UInt32");
	const root = `toUInt32(${rootExpressionSql(binder, scope)})`;
	const isEarlier =
		earlierCampaigns.length === 0
			? "0"
			: `person IN (SELECT ${root} FROM assignment WHERE ws = ${bound}
				AND campaign IN (${binder.bind([...earlierCampaigns], "Array(String)")}) AND assigned_at < ${binder.bindInstant(group.startedAt)})`;
	return `(SELECT person AS uid, if(${isGloballyHeldOutSql(binder, scope, group, "person")}, 'holdout', 'treated') AS arm,
			greatest(known_at, ${binder.bindInstant(group.countsFrom)}) AS entered_at, ${isEarlier} AS is_left_out
		FROM (SELECT ${root} AS person, min(effective_at) AS known_at FROM profile_change
			WHERE ws = ${bound} AND change = 'known' AND effective_at <= ${binder.bindInstant(asOf)} GROUP BY person)
		WHERE person NOT IN (SELECT uid FROM profile_change WHERE ws = ${bound} AND change = 'erased'))`;
}

/** People per arm, and those who are left out. */
export function programmeCountsSql(scope: ProgrammeScope): BoundSql {
	const binder = new SqlBinder();
	return binder.finish(`SELECT arm, countIf(NOT is_left_out) AS people, countIf(is_left_out) AS "leftOut"
		FROM ${programmePeopleSql(binder, scope)} GROUP BY arm`);
}

/** What people of each arm did since they entered, as sufficient statistics of those who did anything. */
export function programmeOutcomesSql(scope: ProgrammeScope): BoundSql {
	const binder = new SqlBinder();
	const { ws, group, asOf, goalEvent, valueProperty } = scope;
	const root = `toUInt32(${rootExpressionSql(binder, scope)})`;
	const isValue = `isFinite(e.amount) AND abs(e.amount) <= ${LARGEST_VALUE}`;
	return binder.finish(`SELECT arm, count() AS converters, ${momentsSql("value", "log_value", "value")}
		FROM (
			SELECT arm, value, ${logSql("value")} AS log_value FROM (
				SELECT p.uid AS uid, any(p.arm) AS arm, toFloat64(sum(if(${isValue}, assumeNotNull(e.amount), 0))) AS value
				FROM (
					SELECT ${root} AS uid, time, ${amountSql(valueProperty)} AS amount FROM events
					WHERE ws = ${binder.bind(ws, "UInt32")} AND event = ${binder.bind(goalEvent, "String")}
						AND time > ${binder.bindInstant(group.countsFrom)} AND time <= ${binder.bindInstant(asOf)}
				) AS e
				INNER JOIN (SELECT uid, arm, entered_at FROM ${programmePeopleSql(binder, scope)} WHERE NOT is_left_out) AS p ON e.uid = p.uid
				WHERE e.time > p.entered_at
				GROUP BY p.uid
			)
		) GROUP BY arm`);
}
