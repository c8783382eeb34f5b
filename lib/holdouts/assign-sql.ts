import { consentingSql } from "@/lib/consent/consenting-sql";
import type { ConsentPurpose } from "@/lib/consent/purposes";
import { BUCKETS } from "@/lib/holdouts/assign-arm";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";

export interface AudienceToAssign {
	ws: number;
	hasMerges: boolean;
	/** Which version's people are being served. */
	served: ServedPointer;
	/** People who have not agreed to this are not assigned. */
	purpose: ConsentPurpose;
	/** Which identifiers the destination accepts; people with none of them are not assigned. */
	identifierKinds: readonly string[];
	asOf: Date;
}

export interface Assignment {
	campaignId: string;
	salt: string;
	epoch: number;
	holdoutBp: number;
	source: string;
}

/** Bucket of the column `uid`, as `bucketOf` computes it. */
function bucketSql(binder: SqlBinder, salt: string): string {
	return `toUInt16(murmurHash3_32(concat(${binder.bind(salt, "String")}, ':', toString(uid))) % ${BUCKETS})`;
}

/**
 * Members a campaign could reach, as a bitmap: still existing, consenting to the purpose, with an identifier
 * it sends.
 */
export function assignableSql(binder: SqlBinder, audience: AudienceToAssign): string {
	const { ws, hasMerges, purpose, asOf } = audience;
	const root = rootExpressionSql(binder, { ws, hasMerges });
	const members = servedMembershipSql(binder, audience.ws, audience.served);
	const consenting = consentingSql(binder, { ws, purpose, asOf, root });
	const reachable = reachableSql(binder, audience, root);
	const erased = `(SELECT groupBitmapState(uid) FROM profile_change WHERE ws = ${binder.bind(ws, "UInt32")} AND change = 'erased')`;
	return `bitmapAndnot(bitmapAnd(bitmapAnd(${members}, ${consenting}), ${reachable}), ${erased})`;
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

/**
 * Assigns every assignable member without an arm to one, inside the warehouse. Running it again adds no one
 * twice; the next run finishes what a crash interrupted, with the same result, because the bucket is a hash.
 */
export function assignSql(audience: AudienceToAssign, assignment: Assignment): BoundSql {
	const binder = new SqlBinder();
	const newcomers = `bitmapAndnot(${assignableSql(binder, audience)}, ${alreadyAssignedSql(binder, audience.ws, assignment.campaignId, audience.hasMerges)})`;
	return binder.finish(`INSERT INTO assignment (ws, campaign, uid, arm, bucket, epoch, assigned_at, source)
		SELECT ${binder.bind(audience.ws, "UInt32")}, ${binder.bind(assignment.campaignId, "String")}, uid,
			if(bucket < ${binder.bind(assignment.holdoutBp, "UInt16")}, 'holdout', 'treated'), bucket,
			${binder.bind(assignment.epoch, "UInt16")}, ${binder.bindInstant(audience.asOf)}, ${binder.bind(assignment.source, "String")}
		FROM (SELECT uid, ${bucketSql(binder, assignment.salt)} AS bucket
			FROM (SELECT arrayJoin(bitmapToArray(${newcomers})) AS uid))`);
}

/** How many of the audience would be sent and held out, counted by the same hash that will decide. */
export function previewSplitSql(audience: AudienceToAssign, salt: string, holdoutBp: number): BoundSql {
	const binder = new SqlBinder();
	const members = servedMembershipSql(binder, audience.ws, audience.served);
	const assignable = assignableSql(binder, audience);
	return binder.finish(`SELECT bitmapCardinality(${members}) AS members, count() AS assignable,
			countIf(bucket < ${binder.bind(holdoutBp, "UInt16")}) AS heldOut
		FROM (SELECT ${bucketSql(binder, salt)} AS bucket FROM (SELECT arrayJoin(bitmapToArray(${assignable})) AS uid))`);
}
