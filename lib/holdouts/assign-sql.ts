import { consentingSql } from "@/lib/consent/consenting-sql";
import type { ConsentPurpose } from "@/lib/consent/purposes";
import { BUCKETS, cumulative, type VariantShare, variantSalt } from "@/lib/holdouts/assign-arm";
import type { GlobalHoldout } from "@/lib/holdouts/global-holdout";
import { notGloballyHeldOutSql } from "@/lib/holdouts/global-holdout-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";

export interface AudienceToAssign {
	ws: number;
	hasMerges: boolean;
	/** Whose members: what is being served of one segment, or of several, at least one. */
	served: ServedPointer | readonly ServedPointer[];
	/** Segments whose members are left out of them. */
	leftOut?: readonly ServedPointer[];
	/** People who have not agreed to this are not assigned. */
	purpose: ConsentPurpose;
	/** Which identifiers the destination accepts; people with none of them are not assigned. */
	identifierKinds: readonly string[];
	/** Whom no campaign reaches are not assigned. */
	globalHoldout: GlobalHoldout | null;
	asOf: Date;
}

export interface Assignment {
	campaignId: string;
	salt: string;
	epoch: number;
	holdoutBp: number;
	/** Empty where everyone treated is treated alike. */
	variants: readonly VariantShare[];
	source: string;
}

/** People in each arm. */
export interface AssignedTotals {
	treated: number;
	heldOut: number;
	/** Treated people of each variant. */
	variants: ReadonlyMap<string, number>;
}

/** The hash of the column `uid` that `bucketOf` and `splitCohort` take. */
export function hashSql(binder: SqlBinder, salt: string): string {
	return `murmurHash3_32(concat(${binder.bind(salt, "String")}, ':', toString(uid)))`;
}

/**
 * Members a campaign could reach, as a bitmap: still existing, consenting to the purpose, with an identifier
 * it sends.
 */
function assignableSql(binder: SqlBinder, audience: AudienceToAssign): string {
	const { ws, hasMerges, purpose, asOf } = audience;
	const root = rootExpressionSql(binder, { ws, hasMerges });
	const members = membersSql(binder, audience);
	const consenting = consentingSql(binder, { ws, purpose, asOf, root });
	const reachable = reachableSql(binder, audience, root);
	const erased = `(SELECT groupBitmapState(uid) FROM profile_change WHERE ws = ${binder.bind(ws, "UInt32")} AND change = 'erased')`;
	return `bitmapAndnot(bitmapAnd(bitmapAnd(${members}, ${consenting}), ${reachable}), ${erased})`;
}

/** Members of any of the audience's segments, left out or not. */
function includedSql(binder: SqlBinder, { ws, served }: AudienceToAssign): string {
	return bitmapUnion([served].flat().map((pointer) => servedMembershipSql(binder, ws, pointer)));
}

/** Members of any of the audience's segments, without those of a segment that is left out. */
function membersSql(binder: SqlBinder, audience: AudienceToAssign): string {
	const included = includedSql(binder, audience);
	const leftOut = (audience.leftOut ?? []).map((pointer) =>
		servedMembershipSql(binder, audience.ws, pointer),
	);
	return leftOut.length === 0 ? included : `bitmapAndnot(${included}, ${bitmapUnion(leftOut)})`;
}

function bitmapUnion(sets: readonly string[]): string {
	return sets.reduce((all, one) => `bitmapOr(${all}, ${one})`);
}

/**
 * People with at least one of the identifiers, from the derived facts the warehouse has: has_email, has_phone, and for
 * a user id that the person is known. Network-only kinds fall back to known as well: both arms are treated alike, so
 * that being generous here cannot bias the difference.
 */
function reachableSql(binder: SqlBinder, audience: AudienceToAssign, root: string): string {
	const ws = binder.bind(audience.ws, "UInt32");
	const asOf = binder.bindInstant(audience.asOf);
	const facts = new Set<string>();
	let needsKnown = false;
	for (const kind of audience.identifierKinds) {
		if (kind === "email") facts.add("has_email");
		else if (kind === "phone") facts.add("has_phone");
		else needsKnown = true;
	}
	const known = `SELECT toUInt32(${root}) AS person FROM profile_change WHERE ws = ${ws} AND change = 'known' AND effective_at <= ${asOf}`;
	const withFact = `SELECT toUInt32(person) AS person FROM (
		SELECT ${root} AS person, trait, argMax(type = 'boolean' AND number_value = 1, (priority, valid_from, recorded_at, seq)) AS has
		FROM trait_history
		WHERE ws = ${ws} AND trait IN (${binder.bind([...facts], "Array(String)")}) AND valid_from <= ${asOf}
		GROUP BY person, trait HAVING has)`;
	const parts = [...(needsKnown ? [known] : []), ...(facts.size > 0 ? [withFact] : [])];
	return `(SELECT groupBitmapState(person) FROM (${parts.join(" UNION ALL ")}))`;
}

/** People of a campaign already in an arm, under their own number and their root's. */
function alreadyAssignedSql(binder: SqlBinder, ws: number, campaignId: string, hasMerges: boolean): string {
	const rows = `assignment WHERE ws = ${binder.bind(ws, "UInt32")} AND campaign = ${binder.bind(campaignId, "String")}`;
	if (!hasMerges) return `(SELECT groupBitmapState(uid) FROM ${rows})`;
	const root = rootExpressionSql(binder, { ws, hasMerges });
	return `(SELECT groupBitmapState(toUInt32(person)) FROM (SELECT arrayJoin([uid, toUInt32(${root})]) AS person FROM ${rows}))`;
}

/** The audiences a campaign is delivered to, at least one. */
export interface AudiencesToAssign {
	/**
	 * all: only people whom each of them reaches, so that everyone can get any of the variants. any: people whom one of
	 * them reaches.
	 */
	reach: "all" | "any";
	audiences: readonly [AudienceToAssign, ...AudienceToAssign[]];
}

/** Members such audiences could reach, as a bitmap. */
export function assignableByAllSql(binder: SqlBinder, of: AudiencesToAssign): string {
	const [audience] = of.audiences;
	return notGloballyHeldOutSql(binder, audience, audience.globalHoldout, reachableByAllSql(binder, of));
}

/** The same with people whom no campaign reaches. */
function reachableByAllSql(binder: SqlBinder, { reach, audiences }: AudiencesToAssign): string {
	const combine = reach === "all" ? "bitmapAnd" : "bitmapOr";
	return audiences
		.map((audience) => assignableSql(binder, audience))
		.reduce((all, one) => `${combine}(${all}, ${one})`);
}

/** Assignable members without an arm yet. */
export function newcomersSql(binder: SqlBinder, of: AudiencesToAssign, campaignId: string): string {
	const [{ ws, hasMerges }] = of.audiences;
	return `bitmapAndnot(${assignableByAllSql(binder, of)}, ${alreadyAssignedSql(binder, ws, campaignId, hasMerges)})`;
}

/** Columns of an inserted assignment. */
export const assignmentColumns = "ws, campaign, uid, arm, bucket, epoch, assigned_at, source, variant";

/**
 * Assigns every assignable member without an arm to one, by buckets, inside the warehouse. Running it again adds no one
 * twice; the next run finishes what a crash interrupted, with the same result, because the bucket is a hash.
 */
export function assignSql(of: AudiencesToAssign, assignment: Assignment): BoundSql {
	const binder = new SqlBinder();
	const newcomers = newcomersSql(binder, of, assignment.campaignId);
	const ends = cumulative(assignment.variants).map(({ key, upTo }) => ({ key, end: String(upTo) }));
	return binder.finish(`INSERT INTO assignment (${assignmentColumns})
		SELECT ${constantsSql(binder, of.audiences[0], assignment)}
		FROM (
			SELECT uid, toUInt16(${hashSql(binder, assignment.salt)} % ${BUCKETS}) AS bucket,
				bucket < ${binder.bind(assignment.holdoutBp, "UInt16")} AS is_held_out,
				${variantSql(binder, `${hashSql(binder, variantSalt(assignment.salt))} % ${BUCKETS}`, ends)} AS chosen
			FROM (SELECT arrayJoin(bitmapToArray(${newcomers})) AS uid)
		)`);
}

/**
 * Assigns a cohort that is known as a whole, as `splitCohort` does. Where a crash left a part of it assigned (`before`), the
 * rest is divided so that the whole has its exact shares: of the same cohort it is the same result.
 */
export function assignCohortSql(
	of: AudiencesToAssign,
	assignment: Assignment,
	before: AssignedTotals,
): BoundSql {
	const binder = new SqlBinder();
	const newcomers = newcomersSql(binder, of, assignment.campaignId);
	const count = (value: number) => binder.bind(value, "Int64");
	const all = count(before.treated + before.heldOut);
	const toHold = `(intDiv((${all} + cohort_size) * ${count(assignment.holdoutBp)}, ${BUCKETS}) - ${count(before.heldOut)})`;
	const treated = `(${all} + cohort_size - intDiv((${all} + cohort_size) * ${count(assignment.holdoutBp)}, ${BUCKETS}))`;
	let done = 0;
	const ends = cumulative(assignment.variants).map(({ key, upTo }) => {
		done += before.variants.get(key) ?? 0;
		return { key, end: `intDiv(${treated} * ${count(upTo)}, ${BUCKETS}) - ${count(done)}` };
	});
	return binder.finish(`INSERT INTO assignment (${assignmentColumns})
		SELECT ${constantsSql(binder, of.audiences[0], assignment)}
		FROM (
			SELECT uid, bucket, is_held_out,
				${variantSql(binder, "row_number() OVER (PARTITION BY is_held_out ORDER BY variant_hash, uid) - 1", ends)} AS chosen
			FROM (
				SELECT uid, cohort_size, toUInt16(hash % ${BUCKETS}) AS bucket,
					toInt64(row_number() OVER (ORDER BY hash, uid)) <= ${toHold} AS is_held_out,
					${hashSql(binder, variantSalt(assignment.salt))} AS variant_hash
				FROM (
					SELECT uid, cohort_size, ${hashSql(binder, assignment.salt)} AS hash
					FROM (
						SELECT arrayJoin(bitmapToArray(newcomers)) AS uid, toInt64(bitmapCardinality(newcomers)) AS cohort_size
						FROM (SELECT ${newcomers} AS newcomers)
					)
				)
			)
		)`);
}

/** What an inserted row of `assignmentColumns` holds; of a subquery with uid, bucket, is_held_out and chosen. */
export function constantsSql(binder: SqlBinder, audience: AudienceToAssign, assignment: Assignment): string {
	return `${binder.bind(audience.ws, "UInt32")}, ${binder.bind(assignment.campaignId, "String")}, uid,
			if(is_held_out, 'holdout', 'treated'), bucket, ${binder.bind(assignment.epoch, "UInt16")},
			${binder.bindInstant(audience.asOf)}, ${binder.bind(assignment.source, "String")}, if(is_held_out, '', chosen)`;
}

/** The variant whose end a place comes before; the last one takes whatever is left. */
export function variantSql(
	binder: SqlBinder,
	place: string,
	ends: readonly { key: string; end: string }[],
): string {
	const last = ends.at(-1);
	if (last === undefined) return "''";
	const cases = ends
		.slice(0, -1)
		.flatMap(({ key, end }) => [`toInt64(${place}) < ${end}`, binder.bind(key, "String")]);
	return cases.length === 0
		? binder.bind(last.key, "String")
		: `multiIf(${cases.join(", ")}, ${binder.bind(last.key, "String")})`;
}

/** How many people the segments have with and without those left out, and how many such audiences could reach. */
export function countAudienceSql(of: AudiencesToAssign): BoundSql {
	const binder = new SqlBinder();
	const [audience] = of.audiences;
	return binder.finish(`SELECT bitmapCardinality(${includedSql(binder, audience)}) AS included,
			bitmapCardinality(${membersSql(binder, audience)}) AS members,
			bitmapCardinality(${assignableByAllSql(binder, of)}) AS assignable,
			${audience.globalHoldout ? `bitmapCardinality(${reachableByAllSql(binder, of)}) - assignable` : "0"} AS "globallyHeldOut"`);
}
