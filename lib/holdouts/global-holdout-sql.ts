import { BUCKETS } from "@/lib/holdouts/assign-arm";
import { assignedPeopleSql, type CampaignScope } from "@/lib/holdouts/assigned-people-sql";
import type { GlobalHoldout } from "@/lib/holdouts/global-holdout";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { lowestNumberSql } from "@/lib/profiles/root-sql";

type Place = { ws: number; hasMerges: boolean };

/** Whether the root person in a column is globally held out, as `isGloballyHeldOut` decides: a condition. */
export function isGloballyHeldOutSql(
	binder: SqlBinder,
	place: Place,
	{ salt, shareBp }: Pick<GlobalHoldout, "salt" | "shareBp">,
	column: "uid" | "person" = "uid",
): string {
	const lowest = lowestNumberSql(binder, { ...place, column });
	return `murmurHash3_32(concat(${binder.bind(salt, "String")}, ':', toString(${lowest}))) % ${BUCKETS} < ${binder.bind(shareBp, "UInt16")}`;
}

/** Those of a bitmap of root people who are globally held out, as a scalar subquery of one bitmap. */
export function globallyHeldOutSql(
	binder: SqlBinder,
	place: Place,
	holdout: Pick<GlobalHoldout, "salt" | "shareBp">,
	people: string,
): string {
	return amongSql(people, isGloballyHeldOutSql(binder, place, holdout));
}

/** A bitmap of root people without those who are globally held out. */
export function notGloballyHeldOutSql(
	binder: SqlBinder,
	place: Place,
	holdout: GlobalHoldout | null,
	people: string,
): string {
	return holdout ? amongSql(people, `NOT (${isGloballyHeldOutSql(binder, place, holdout)})`) : people;
}

function amongSql(people: string, condition: string): string {
	return `(SELECT groupBitmapState(uid) FROM (SELECT arrayJoin(bitmapToArray(${people})) AS uid) WHERE ${condition})`;
}

/** Whom a campaign treated before the global holdout began, as a bitmap: they stay with it until it ends. */
export function treatedBeforeSql(
	binder: SqlBinder,
	scope: CampaignScope,
	{ startedAt }: Pick<GlobalHoldout, "startedAt">,
): string {
	return `(SELECT groupBitmapState(uid) FROM ${assignedPeopleSql(binder, scope)}
		WHERE arm = 'treated' AND assigned_at < ${binder.bindInstant(startedAt)})`;
}
