import { consentingSql } from "@/lib/consent/consenting-sql";
import type { ConsentPurpose } from "@/lib/consent/purposes";
import { type Conversion, convertedSql } from "@/lib/holdouts/converted-sql";
import type { GlobalHoldout } from "@/lib/holdouts/global-holdout";
import { globallyHeldOutSql, treatedBeforeSql } from "@/lib/holdouts/global-holdout-sql";
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
	/** The variant whose people are wanted; null: everyone treated. */
	variant: string | null;
	/** Campaigns whose held-out people, as far as they are members, are held out of a sync without a campaign. */
	holdouts: readonly string[];
	/** Whom nothing reaches; null where no one is, or where a sync reaches them all the same. */
	globalHoldout: GlobalHoldout | null;
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

type Common = {
	ws: number;
	root: string;
	hasMerges: boolean;
	asOf: Date;
	/** A bound array of the only people who matter; all when undefined. */
	among: string | undefined;
};

/** Named expressions, in order: what is read from tables, and what is derived from what comes before it. */
type Sets = { read: string[]; derived: string[] };

/**
 * The sets that decide whom one sync wants, each named `<name>_…`. `lastWanted` is given when exclusions are
 * not known: only people who were wanted before stay.
 */
function ownSets(
	binder: SqlBinder,
	name: string,
	facts: AudienceFacts,
	{ ws, root, hasMerges, asOf, among }: Common,
	lastWanted: string | null,
): Sets {
	const { served, isOpen, purpose, campaignId, variant, holdouts, exclusions, conversion, suppressedBuild } =
		facts;
	const members = () => (served === null || !isOpen ? noOne : servedMembershipSql(binder, ws, served, among));
	const campaign = campaignId === null ? null : { ws, campaignId, hasMerges, among };
	const excluded = exclusions.map((pointer, index) => ({
		name: `${name}_excluded_${index + 1}`,
		sql: pointer === null ? noOne : servedMembershipSql(binder, ws, pointer, among),
	}));
	const known = unionOf(excluded.map((one) => one.name));
	const read = {
		members: members(),
		consenting:
			purpose === null
				? noOne
				: consentingSql(binder, { ws, purpose, asOf, root, among, countsReceived: true }),
		own_held_out: campaign ? heldOutSql(binder, campaign) : noOne,
		others_held_out: unionOf(
			holdouts.map((id) => heldOutSql(binder, { ws, campaignId: id, hasMerges, among })),
		),
		globally_held_out: globalSql(binder, facts, members(), { ws, hasMerges, among }),
		suppressed: suppressedBuild === null ? noOne : suppressedSql(binder, ws, purpose, suppressedBuild, among),
		converted: campaign && conversion ? convertedSql(binder, { ...campaign, ...conversion, asOf }) : noOne,
		...(campaign ? { treated: treatedSql(binder, { ...campaign, variant }) } : {}),
	};
	const derived = {
		held_out: `bitmapOr(bitmapOr(${name}_own_held_out, bitmapAnd(${name}_members, ${name}_others_held_out)), ${name}_globally_held_out)`,
		agreeing: `bitmapAndnot(bitmapAndnot(bitmapAnd(${name}_members, ${name}_consenting), ${name}_held_out), set_erased)`,
		reachable: `bitmapAndnot(${name}_agreeing, ${name}_suppressed)`,
		excluded: lastWanted ? `bitmapOr(${known}, bitmapAndnot(${name}_reachable, ${lastWanted}))` : known,
		eligible: `bitmapAndnot(${name}_reachable, ${name}_excluded)`,
		open: `bitmapAndnot(${name}_eligible, ${name}_converted)`,
		allowed: campaign ? `bitmapAnd(${name}_open, ${name}_treated)` : `${name}_open`,
	};
	const named = (sets: Record<string, string>) =>
		Object.entries(sets).map(([set, sql]) => `${sql} AS ${name}_${set}`);
	return {
		read: [...excluded.map((one) => `${one.sql} AS ${one.name}`), ...named(read)],
		derived: named(derived),
	};
}

/** Of the members, those whom the global holdout leaves out: of a campaign's not those it treated before. */
function globalSql(
	binder: SqlBinder,
	{ globalHoldout, campaignId }: Pick<AudienceFacts, "globalHoldout" | "campaignId">,
	members: string,
	place: Pick<Common, "ws" | "hasMerges" | "among">,
): string {
	if (globalHoldout === null || members === noOne) return noOne;
	const held = globallyHeldOutSql(binder, place, globalHoldout, members);
	return campaignId === null
		? held
		: `bitmapAndnot(${held}, ${treatedBeforeSql(binder, { ...place, campaignId }, globalHoldout)})`;
}

function suppressedSql(
	binder: SqlBinder,
	ws: number,
	purpose: ConsentPurpose | null,
	build: string,
	among: string | undefined,
): string {
	// The row of uid 0 marks that the build was written; no person has that number.
	return `(SELECT groupBitmapState(uid) FROM suppressed_person WHERE ws = ${binder.bind(ws, "UInt32")}
		AND purpose = ${binder.bind(purpose ?? "", "String")} AND build = ${binder.bind(build, "String")}${among ? ` AND (uid = 0 OR uid IN (${among}))` : ""}
		HAVING throwIf(count() = 0, 'These suppressions were never written') = 0)`;
}

/**
 * One row with a bitmap of people by each criterion, and those of `more`. What is read is a row of its own, from which
 * the rest is derived: as names of a WITH, each set would be analyzed again wherever another one mentions it.
 * With `among`, of these people only, at their cost.
 */
function factsOf(
	binder: SqlBinder,
	scope: AudienceScope,
	{ among, more = [] }: { among?: string; more?: readonly string[] } = {},
): string {
	const { ws, hasMerges, asOf, syncId, isExclusionKnown, outrankedBy } = scope;
	const common = { ws, hasMerges, asOf, among, root: rootExpressionSql(binder, { ws, hasMerges }) };
	const higher = outrankedBy.map((facts, index) => ownSets(binder, `rank_${index + 1}`, facts, common, null));
	const own = ownSets(binder, "set", scope, common, isExclusionKnown ? null : "set_last_wanted");
	const erased = `(SELECT groupBitmapState(uid) FROM profile_change
		WHERE ws = ${binder.bind(ws, "UInt32")} AND change = 'erased'${among ? ` AND uid IN (${among})` : ""}) AS set_erased`;
	const lastWanted = isExclusionKnown ? [] : [`${planned(binder, ws, syncId, "wanted")} AS set_last_wanted`];
	const read = [erased, ...lastWanted, ...own.read, ...higher.flatMap((one) => one.read), ...more];
	const derived = [
		...own.derived,
		...higher.flatMap((one) => one.derived),
		`${unionOf(outrankedBy.map((_, index) => `rank_${index + 1}_allowed`))} AS set_outranked`,
		"bitmapAndnot(set_allowed, set_outranked) AS set_wanted",
	];
	return `(SELECT *, ${derived.join(",\n\t\t\t")}
		FROM (SELECT ${read.join(",\n\t\t\t")}))`;
}

/** The place, from 1, of the first of these sets that has a person; 0 when none has. */
function firstWith(sets: readonly string[]): string {
	if (sets.length === 0) return "0";
	return `indexOf([${sets.map((set) => `bitmapContains(${set}, uid)`).join(", ")}], 1)`;
}

/** What is known of a person, as bits of one number: reading a row of named columns for everyone costs far more. */
export const personFlags = {
	isWanted: 1,
	isHeldOut: 2,
	isMember: 4,
	hasConsent: 8,
	isErased: 16,
	isSuppressed: 32,
	isConverted: 64,
	isPlanned: 128,
	isPlannedHeldOut: 256,
} as const;
export type PersonFlag = keyof typeof personFlags;

const setOfFlag: Record<PersonFlag, string> = {
	isWanted: "set_wanted",
	isHeldOut: "set_held_out",
	isMember: "set_members",
	hasConsent: "set_consenting",
	isErased: "set_erased",
	isSuppressed: "set_suppressed",
	isConverted: "set_converted",
	isPlanned: "next_wanted",
	isPlannedHeldOut: "next_held",
};

/** How many numbers of people share a row, at most. */
const uidsPerRow = 4_096;

/**
 * Whether people are wanted, and what prevents it: rows of tuples (uid, flags, excludedBy, outrankedBy) in order of uid.
 * `excludedBy` is the place of an exclusion, or one more than there are for people who wait because an exclusion is not
 * known.
 */
function peopleRows(
	{ exclusions, outrankedBy, isExclusionKnown }: AudienceScope,
	facts: string,
	uids: string,
): string {
	const excluded = exclusions.map((_, index) => `set_excluded_${index + 1}`);
	const flags = Object.entries(setOfFlag).map(
		// Safe because the keys of this record are flags.
		([flag, set]) => `${personFlags[flag as PersonFlag]} * bitmapContains(${set}, uid)`,
	);
	return `SELECT arraySort(groupArray(tuple(uid,
			toUInt16(${flags.join(" + ")}),
			toUInt16(${firstWith(isExclusionKnown ? excluded : [...excluded, "set_excluded"])}),
			toUInt16(${firstWith(outrankedBy.map((_, index) => `rank_${index + 1}_allowed`))})))) AS people
		FROM (SELECT *, arrayJoin(${uids}) AS uid FROM ${facts}) GROUP BY intDiv(uid, ${uidsPerRow}) AS page ORDER BY page`;
}

export const nextPlanOf = (syncId: string): string => `${syncId}/next`;

/** Records who is wanted and held out now, for comparison with the ledger's last plan. */
export function storeNextPlanSql(scope: AudienceScope, plannedAt: Date): BoundSql {
	const binder = new SqlBinder();
	const ws = binder.bind(scope.ws, "UInt32");
	const next = binder.bind(nextPlanOf(scope.syncId), "String");
	return binder.finish(`INSERT INTO planned_audience (ws, sync, planned_at, wanted, held_out)
		SELECT ${ws}, ${next}, ${binder.bindInstant(plannedAt)}, set_wanted, set_held_out FROM ${factsOf(binder, scope)}`);
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

/** People of the stored plans: whose state differs between the last and the next one, or with `isFull` those of either. */
function differing(isFull: boolean): string {
	const combine = isFull ? "bitmapOr" : "bitmapXor";
	return `bitmapOr(${combine}(last_wanted, next_wanted), ${combine}(last_held, next_held))`;
}

function bothPlans(binder: SqlBinder, scope: Pick<AudienceScope, "ws" | "syncId">): string[] {
	return [
		`${planned(binder, scope.ws, scope.syncId, "wanted")} AS last_wanted`,
		`${planned(binder, scope.ws, scope.syncId, "held_out")} AS last_held`,
		...nextPlan(binder, scope),
	];
}

/** The facts of everyone whose wanted or held-out state differs from the last plan; with `isFull`, of everyone in either. */
export function changedPeopleSql(scope: AudienceScope, isFull: boolean): BoundSql {
	const binder = new SqlBinder();
	const facts = factsOf(binder, scope, { more: bothPlans(binder, scope) });
	return binder.finish(peopleRows(scope, facts, `bitmapToArray(${differing(isFull)})`));
}

/** Who they are, in order, if there are no more than `limit`, and how many there are. */
export function changedUidsSql(scope: Pick<AudienceScope, "ws" | "syncId">, limit: number): BoundSql {
	const binder = new SqlBinder();
	return binder.finish(`SELECT bitmapCardinality(changed) AS count,
			arraySort(bitmapToArray(bitmapSubsetLimit(changed, 0, ${binder.bind(limit, "UInt32")}))) AS uids
		FROM (SELECT ${differing(false)} AS changed FROM (SELECT ${bothPlans(binder, scope).join(", ")}))`);
}

/** The same facts for individually named people, at most some thousands, from the next plan as stored. */
export function namedPeopleSql(scope: AudienceScope, uids: readonly number[]): BoundSql {
	const binder = new SqlBinder();
	const among = binder.bind([...uids], "Array(UInt32)");
	const facts = factsOf(binder, scope, { among, more: nextPlan(binder, scope) });
	return binder.finish(peopleRows(scope, facts, among));
}

function nextPlan(binder: SqlBinder, { ws, syncId }: Pick<AudienceScope, "ws" | "syncId">): string[] {
	return [
		`${planned(binder, ws, nextPlanOf(syncId), "wanted")} AS next_wanted`,
		`${planned(binder, ws, nextPlanOf(syncId), "held_out")} AS next_held`,
	];
}

/** How many people are held out now who were not when the plan was made. */
export function newlyHeldOutSql(scope: AudienceScope): BoundSql {
	const { ws, syncId, hasMerges, campaignId, holdouts, served, isOpen } = scope;
	const binder = new SqlBinder();
	const members = served === null || !isOpen ? noOne : servedMembershipSql(binder, ws, served);
	const global = globalSql(binder, scope, members, { ws, hasMerges, among: undefined });
	const own = campaignId === null ? noOne : heldOutSql(binder, { ws, campaignId, hasMerges });
	const others =
		holdouts.length === 0 || served === null || !isOpen
			? noOne
			: `bitmapAnd(${servedMembershipSql(binder, ws, served)},
				${unionOf(holdouts.map((id) => heldOutSql(binder, { ws, campaignId: id, hasMerges })))})`;
	const heldOut = unionOf([own, others, global].filter((one) => one !== noOne));
	return binder.finish(`SELECT bitmapAndnotCardinality(${heldOut},
		${planned(binder, ws, nextPlanOf(syncId), "held_out")}) AS newlyHeldOut`);
}

const leaving = "bitmapAndnot(last_wanted, set_wanted)";
/** Of them, those whom an add-only sync keeps. */
const merelyLeaving = `bitmapAndnot(bitmapAndnot(bitmapAndnot(bitmapAnd(${leaving}, set_consenting), set_suppressed),
	set_held_out), set_erased)`;

/** How many people have which state. */
export function countPeopleSql(scope: AudienceScope): BoundSql {
	const binder = new SqlBinder();
	const more = [`${planned(binder, scope.ws, scope.syncId, "wanted")} AS last_wanted`];
	return binder.finish(`SELECT bitmapCardinality(set_members) AS members, bitmapCardinality(set_wanted) AS wanted,
			bitmapAndCardinality(set_members, set_held_out) AS heldOut,
			bitmapCardinality(set_globally_held_out) AS globallyHeldOut,
			bitmapCardinality(bitmapAndnot(bitmapAndnot(bitmapAndnot(set_members, set_consenting), set_held_out), set_erased)) AS noConsent,
			bitmapAndCardinality(set_agreeing, set_suppressed) AS suppressed,
			bitmapAndCardinality(set_reachable, set_excluded) AS excluded,
			bitmapAndCardinality(set_eligible, set_converted) AS converted,
			${scope.variant === null ? "0" : "bitmapAndnotCardinality(set_open, set_allowed)"} AS otherVariant,
			bitmapAndCardinality(set_allowed, set_outranked) AS outranked,
			bitmapAndCardinality(set_members, set_erased) AS erased,
			bitmapAndnotCardinality(set_wanted, last_wanted) AS entering,
			bitmapCardinality(${leaving}) AS leaving, bitmapCardinality(${merelyLeaving}) AS merelyLeaving
		FROM ${factsOf(binder, scope, { more })}`);
}

/** A statement of everyone who is wanted, to be part of another one. */
export function wantedPeopleSql(binder: SqlBinder, scope: AudienceScope): string {
	return `SELECT arrayJoin(bitmapToArray(set_wanted)) AS uid FROM ${factsOf(binder, scope)}`;
}

/** The people who would be added by the next run, in order. */
export function enteringPeopleSql(scope: AudienceScope): BoundSql {
	const binder = new SqlBinder();
	const more = [`${planned(binder, scope.ws, scope.syncId, "wanted")} AS last_wanted`];
	return binder.finish(`SELECT arrayJoin(bitmapToArray(bitmapAndnot(set_wanted, last_wanted))) AS uid
		FROM ${factsOf(binder, scope, { more })} ORDER BY uid`);
}

/**
 * The people whom the next run would remove and whose removal may wait for an answer: whoever must not be there, or
 * converted, goes whatever is asked. The bitmaps of `neverAskedAbout`.
 */
export function askedLeavingPeopleSql(scope: AudienceScope): BoundSql {
	const binder = new SqlBinder();
	const more = [`${planned(binder, scope.ws, scope.syncId, "wanted")} AS last_wanted`];
	return binder.finish(`SELECT arrayJoin(bitmapToArray(bitmapAndnot(${merelyLeaving}, set_converted))) AS uid
		FROM ${factsOf(binder, scope, { more })} ORDER BY uid`);
}

/** Some of the people whom the next run would remove, in order. */
export function leavingPeopleSql(
	scope: AudienceScope,
	{ keepsWhoLeft, limit }: { keepsWhoLeft: boolean; limit: number },
): BoundSql {
	const binder = new SqlBinder();
	const more = [`${planned(binder, scope.ws, scope.syncId, "wanted")} AS last_wanted`];
	const set = keepsWhoLeft ? `bitmapAndnot(${leaving}, ${merelyLeaving})` : leaving;
	return binder.finish(`SELECT arrayJoin(bitmapToArray(${set})) AS uid
		FROM ${factsOf(binder, scope, { more })} ORDER BY uid LIMIT ${binder.bind(limit, "UInt32")}`);
}

/** When the last plan and the next one were made: they differ when planning was interrupted. */
export function planInstantsSql(scope: Pick<AudienceScope, "ws" | "syncId">): BoundSql {
	const binder = new SqlBinder();
	return binder.finish(`SELECT sync, toUnixTimestamp64Milli(max(planned_at)) AS at FROM planned_audience
		WHERE ws = ${binder.bind(scope.ws, "UInt32")}
			AND sync IN (${binder.bind(scope.syncId, "String")}, ${binder.bind(nextPlanOf(scope.syncId), "String")})
		GROUP BY sync`);
}
