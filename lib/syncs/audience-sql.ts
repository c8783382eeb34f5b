import { consentingSql } from "@/lib/consent/consenting-sql";
import type { ConsentPurpose } from "@/lib/consent/purposes";
import { heldOutSql, treatedSql } from "@/lib/holdouts/held-out-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";

/** Whose people a sync delivers, as of an instant. */
export type AudienceScope = {
	ws: number;
	syncId: string;
	/** What is being served of the segment; null when nothing ever was. */
	served: ServedPointer | null;
	purpose: ConsentPurpose;
	campaignId: string | null;
	/** An archived segment and a campaign that is not running want no one. */
	isOpen: boolean;
	hasMerges: boolean;
	asOf: Date;
};

const noOne = "bitmapBuild(emptyArrayUInt32())";

/** Bitmaps of people by each criterion; each is evaluated once. */
function factsWith(binder: SqlBinder, scope: AudienceScope): string {
	const { ws, hasMerges, served, purpose, asOf, campaignId, isOpen } = scope;
	const root = rootExpressionSql(binder, { ws, hasMerges });
	const campaign = campaignId === null ? null : { ws, campaignId, hasMerges };
	const members = served === null || !isOpen ? noOne : servedMembershipSql(binder, ws, served);
	return `WITH
		${members} AS set_members,
		${consentingSql(binder, { ws, purpose, asOf, root })} AS set_consenting,
		${campaign ? heldOutSql(binder, campaign) : noOne} AS set_held_out,
		(SELECT groupBitmapState(uid) FROM profile_change
			WHERE ws = ${binder.bind(ws, "UInt32")} AND change = 'erased') AS set_erased,
		bitmapAndnot(bitmapAndnot(bitmapAnd(set_members, set_consenting), set_held_out), set_erased) AS set_allowed,
		${campaign ? `bitmapAnd(set_allowed, ${treatedSql(binder, campaign)})` : "set_allowed"} AS set_wanted`;
}

/** Whether people are wanted, and what prevents it, one row per uid in order. */
const personColumns = `SELECT uid, bitmapContains(set_wanted, uid) AS isWanted, bitmapContains(set_held_out, uid) AS isHeldOut,
		bitmapContains(set_members, uid) AS isMember, bitmapContains(set_consenting, uid) AS hasConsent,
		bitmapContains(set_erased, uid) AS isErased`;

export const nextPlanOf = (syncId: string): string => `${syncId}/next`;

/** Records who is wanted and held out now, for comparison with the ledger's last plan. */
export function storeNextPlanSql(scope: AudienceScope, plannedAt: Date): BoundSql {
	const binder = new SqlBinder();
	const ws = binder.bind(scope.ws, "UInt32");
	const next = binder.bind(nextPlanOf(scope.syncId), "String");
	const facts = factsWith(binder, scope);
	return binder.finish(`INSERT INTO planned_audience (ws, sync, planned_at, wanted, held_out)
		${facts} SELECT ${ws}, ${next}, ${binder.bindInstant(plannedAt)}, set_wanted, set_held_out`);
}

/** Makes the next plan the last one: the ledger now matches it. */
export function promotePlanSql(scope: Pick<AudienceScope, "ws" | "syncId">, plannedAt: Date): BoundSql {
	const binder = new SqlBinder();
	const ws = binder.bind(scope.ws, "UInt32");
	return binder.finish(`INSERT INTO planned_audience (ws, sync, planned_at, wanted, held_out)
		SELECT ws, ${binder.bind(scope.syncId, "String")}, planned_at, wanted, held_out FROM planned_audience
		WHERE ws = ${ws} AND sync = ${binder.bind(nextPlanOf(scope.syncId), "String")}
			AND planned_at = ${binder.bindInstant(plannedAt)} LIMIT 1`);
}

function planned(binder: SqlBinder, ws: number, sync: string, column: "wanted" | "held_out"): string {
	return `(SELECT groupBitmapMergeState(${column}) FROM (SELECT ${column} FROM planned_audience
		WHERE ws = ${binder.bind(ws, "UInt32")} AND sync = ${binder.bind(sync, "String")}
		ORDER BY planned_at DESC LIMIT 1))`;
}

/**
 * Everyone whose wanted or held-out state differs from the last plan; with `isFull`, everyone of either plan.
 */
export function changedPeopleSql(scope: AudienceScope, isFull: boolean): BoundSql {
	const binder = new SqlBinder();
	const { ws, syncId } = scope;
	const [lastWanted, lastHeld, nextWanted, nextHeld] = [
		planned(binder, ws, syncId, "wanted"),
		planned(binder, ws, syncId, "held_out"),
		planned(binder, ws, nextPlanOf(syncId), "wanted"),
		planned(binder, ws, nextPlanOf(syncId), "held_out"),
	];
	const combine = isFull ? "bitmapOr" : "bitmapXor";
	return binder.finish(`${factsWith(binder, scope)},
		${nextWanted} AS next_wanted, ${nextHeld} AS next_held
		${personColumns}, bitmapContains(next_wanted, uid) AS isPlanned, bitmapContains(next_held, uid) AS isPlannedHeldOut
		FROM (SELECT arrayJoin(bitmapToArray(bitmapOr(
			${combine}(${lastWanted}, next_wanted), ${combine}(${lastHeld}, next_held)))) AS uid)
		ORDER BY uid`);
}

/** The same facts for individually named people, at most some thousands, from the next plan as stored. */
export function namedPeopleSql(scope: AudienceScope, uids: readonly number[]): BoundSql {
	const binder = new SqlBinder();
	const list = binder.bind([...uids], "Array(UInt32)");
	const nextWanted = planned(binder, scope.ws, nextPlanOf(scope.syncId), "wanted");
	const nextHeld = planned(binder, scope.ws, nextPlanOf(scope.syncId), "held_out");
	return binder.finish(`${factsWith(binder, scope)}, ${nextWanted} AS next_wanted, ${nextHeld} AS next_held
		${personColumns}, bitmapContains(next_wanted, uid) AS isPlanned, bitmapContains(next_held, uid) AS isPlannedHeldOut
		FROM (SELECT arrayJoin(${list}) AS uid) ORDER BY uid`);
}

/** How many people have which state, and how many are held out since the plan was made. */
export function countPeopleSql(scope: AudienceScope): BoundSql {
	const binder = new SqlBinder();
	const { ws, syncId } = scope;
	const lastWanted = planned(binder, ws, syncId, "wanted");
	const nextHeld = planned(binder, ws, nextPlanOf(syncId), "held_out");
	return binder.finish(`${factsWith(binder, scope)}, ${lastWanted} AS last_wanted
		SELECT bitmapCardinality(set_members) AS members, bitmapCardinality(set_wanted) AS wanted,
			bitmapAndCardinality(set_members, set_held_out) AS heldOut,
			bitmapCardinality(bitmapAndnot(bitmapAndnot(bitmapAndnot(set_members, set_consenting), set_held_out), set_erased)) AS noConsent,
			bitmapAndCardinality(set_members, set_erased) AS erased,
			bitmapAndnotCardinality(set_wanted, last_wanted) AS entering,
			bitmapAndnotCardinality(last_wanted, set_wanted) AS leaving,
			bitmapCardinality(bitmapAndnot(bitmapAndnot(bitmapAnd(bitmapAndnot(last_wanted, set_members),
				set_consenting), set_held_out), set_erased)) AS merelyLeaving,
			bitmapAndnotCardinality(set_held_out, ${nextHeld}) AS newlyHeldOut`);
}

/** The people who would be added by the next run, in order. */
export function enteringPeopleSql(scope: AudienceScope): BoundSql {
	const binder = new SqlBinder();
	const lastWanted = planned(binder, scope.ws, scope.syncId, "wanted");
	return binder.finish(`${factsWith(binder, scope)}
		SELECT arrayJoin(bitmapToArray(bitmapAndnot(set_wanted, ${lastWanted}))) AS uid ORDER BY uid`);
}

/** When the last plan and the next one were made: they differ when planning was interrupted. */
export function planInstantsSql(scope: Pick<AudienceScope, "ws" | "syncId">): BoundSql {
	const binder = new SqlBinder();
	return binder.finish(`SELECT sync, toUnixTimestamp64Milli(max(planned_at)) AS at FROM planned_audience
		WHERE ws = ${binder.bind(scope.ws, "UInt32")}
			AND sync IN (${binder.bind(scope.syncId, "String")}, ${binder.bind(nextPlanOf(scope.syncId), "String")})
		GROUP BY sync`);
}
