import { consentingSql } from "@/lib/consent/consenting-sql";
import type { ConsentPurpose } from "@/lib/consent/purposes";
import { type Conversion, convertedSql } from "@/lib/holdouts/converted-sql";
import { heldOutSql, treatedSql } from "@/lib/holdouts/held-out-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";

/** What decides whom one sync wants. */
export type AudienceFacts = {
	/** What is being served of the segment; null when nothing ever was. */
	served: ServedPointer | null;
	/** Null when the network has no such purpose, or none is known: then no one counts as consenting. */
	purpose: ConsentPurpose | null;
	campaignId: string | null;
	/** An archived segment, a campaign that is not running and a sync being emptied want no one. */
	isOpen: boolean;
	/** Segments whose members are kept out; null what was never computed. */
	exclusions: readonly (ServedPointer | null)[];
	/** Set when people who converted in the campaign are sent no more. */
	conversion: Conversion | null;
	/** The build of `suppressed_person` for the purpose; null when nothing is suppressed for it. */
	suppressedBuild: string | null;
};

/** Whose people a sync delivers, as of an instant. */
export type AudienceScope = AudienceFacts & {
	ws: number;
	syncId: string;
	/** False when an exclusion is not up to date: then no one is added, because who is kept out is not known. */
	isExclusionKnown: boolean;
	/** The syncs of the same group that come first, highest first: whoever they want is not wanted here. */
	outrankedBy: readonly AudienceFacts[];
	hasMerges: boolean;
	asOf: Date;
};

const noOne = "bitmapBuild(emptyArrayUInt32())";

function unionOf(sets: readonly string[]): string {
	return sets.reduce((all, one) => (all === noOne ? one : `bitmapOr(${all}, ${one})`), noOne);
}

type Common = { ws: number; root: string; hasMerges: boolean; asOf: Date };

/**
 * The sets that decide whom one sync wants, each named `<name>_…` and evaluated once. `lastWanted` is given
 * when exclusions are not known: only people who were wanted before stay.
 */
function ownSets(
	binder: SqlBinder,
	name: string,
	facts: AudienceFacts,
	{ ws, root, hasMerges, asOf }: Common,
	lastWanted: string | null,
): string {
	const { served, isOpen, purpose, campaignId, exclusions, conversion, suppressedBuild } = facts;
	const campaign = campaignId === null ? null : { ws, campaignId, hasMerges };
	const excluded = exclusions.map((pointer, index) => ({
		name: `${name}_excluded_${index + 1}`,
		sql: pointer === null ? noOne : servedMembershipSql(binder, ws, pointer),
	}));
	const known = unionOf(excluded.map((one) => one.name));
	const sets: [string, string][] = [
		["members", served === null || !isOpen ? noOne : servedMembershipSql(binder, ws, served)],
		["consenting", purpose === null ? noOne : consentingSql(binder, { ws, purpose, asOf, root })],
		["held_out", campaign ? heldOutSql(binder, campaign) : noOne],
		[
			"agreeing",
			`bitmapAndnot(bitmapAndnot(bitmapAnd(${name}_members, ${name}_consenting), ${name}_held_out), set_erased)`,
		],
		["suppressed", suppressedBuild === null ? noOne : suppressedSql(binder, ws, purpose, suppressedBuild)],
		["reachable", `bitmapAndnot(${name}_agreeing, ${name}_suppressed)`],
		["excluded", lastWanted ? `bitmapOr(${known}, bitmapAndnot(${name}_reachable, ${lastWanted}))` : known],
		["eligible", `bitmapAndnot(${name}_reachable, ${name}_excluded)`],
		[
			"converted",
			campaign && conversion ? convertedSql(binder, { ...campaign, ...conversion, asOf }) : noOne,
		],
		["open", `bitmapAndnot(${name}_eligible, ${name}_converted)`],
		["allowed", campaign ? `bitmapAnd(${name}_open, ${treatedSql(binder, campaign)})` : `${name}_open`],
	];
	return [
		...excluded.map((one) => `${one.sql} AS ${one.name}`),
		...sets.map(([set, sql]) => `${once(sql)} AS ${name}_${set}`),
	].join(",\n\t\t");
}

/** A set as a scalar: a set made of others would be made again, and held in memory, for every row that asks about it. */
const once = (sql: string): string => `(SELECT ${sql})`;

function suppressedSql(binder: SqlBinder, ws: number, purpose: ConsentPurpose | null, build: string): string {
	// The row of uid 0 marks that the build was written; no person has that number.
	return `(SELECT groupBitmapState(uid) FROM suppressed_person WHERE ws = ${binder.bind(ws, "UInt32")}
		AND purpose = ${binder.bind(purpose ?? "", "String")} AND build = ${binder.bind(build, "String")}
		HAVING throwIf(count() = 0, 'These suppressions were never written') = 0)`;
}

/** Bitmaps of people by each criterion; each is evaluated once. */
function factsWith(binder: SqlBinder, scope: AudienceScope): string {
	const { ws, hasMerges, asOf, syncId, isExclusionKnown, outrankedBy } = scope;
	const common = { ws, hasMerges, asOf, root: rootExpressionSql(binder, { ws, hasMerges }) };
	const lastWanted = isExclusionKnown ? null : planned(binder, ws, syncId, "wanted");
	const higher = outrankedBy.map((facts, index) => ownSets(binder, `rank_${index + 1}`, facts, common, null));
	return `WITH
		(SELECT groupBitmapState(uid) FROM profile_change
			WHERE ws = ${binder.bind(ws, "UInt32")} AND change = 'erased') AS set_erased,
		${[ownSets(binder, "set", scope, common, lastWanted), ...higher].join(",\n\t\t")},
		${once(unionOf(outrankedBy.map((_, index) => `rank_${index + 1}_allowed`)))} AS set_outranked,
		${once("bitmapAndnot(set_allowed, set_outranked)")} AS set_wanted`;
}

/** The place, from 1, of the first of these sets that has a person; 0 when none has. */
function firstWith(sets: readonly string[]): string {
	if (sets.length === 0) return "0";
	return `indexOf([${sets.map((set) => `bitmapContains(${set}, uid)`).join(", ")}], 1)`;
}

/**
 * Whether people are wanted, and what prevents it, one row per uid in order. `excludedBy` is the place of an
 * exclusion, or one more than there are for people who wait because an exclusion is not known.
 */
function personColumns({ exclusions, outrankedBy, isExclusionKnown }: AudienceScope): string {
	const excluded = exclusions.map((_, index) => `set_excluded_${index + 1}`);
	return `SELECT uid, bitmapContains(set_wanted, uid) AS isWanted, bitmapContains(set_held_out, uid) AS isHeldOut,
		bitmapContains(set_members, uid) AS isMember, bitmapContains(set_consenting, uid) AS hasConsent,
		bitmapContains(set_erased, uid) AS isErased, bitmapContains(set_suppressed, uid) AS isSuppressed,
		bitmapContains(set_converted, uid) AS isConverted,
		${firstWith(isExclusionKnown ? excluded : [...excluded, "set_excluded"])} AS excludedBy,
		${firstWith(outrankedBy.map((_, index) => `rank_${index + 1}_allowed`))} AS outrankedBy`;
}

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
		${personColumns(scope)}, bitmapContains(next_wanted, uid) AS isPlanned, bitmapContains(next_held, uid) AS isPlannedHeldOut
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
		${personColumns(scope)}, bitmapContains(next_wanted, uid) AS isPlanned, bitmapContains(next_held, uid) AS isPlannedHeldOut
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
			bitmapAndCardinality(set_agreeing, set_suppressed) AS suppressed,
			bitmapAndCardinality(set_reachable, set_excluded) AS excluded,
			bitmapAndCardinality(set_eligible, set_converted) AS converted,
			bitmapAndCardinality(set_allowed, set_outranked) AS outranked,
			bitmapAndCardinality(set_members, set_erased) AS erased,
			bitmapAndnotCardinality(set_wanted, last_wanted) AS entering,
			bitmapAndnotCardinality(last_wanted, set_wanted) AS leaving,
			bitmapCardinality(bitmapAndnot(bitmapAndnot(bitmapAndnot(bitmapAnd(bitmapAndnot(last_wanted, set_wanted),
				set_consenting), set_suppressed), set_held_out), set_erased)) AS merelyLeaving,
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
