import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { anyOf } from "@/lib/platform/postgres/any-of";
import type { Transaction } from "@/lib/platform/postgres/database";
import { streamRows } from "@/lib/platform/warehouse/define-query";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { type AudienceScope, nextPlanOf } from "@/lib/syncs/audience-sql";
import { keptFor } from "@/lib/syncs/decide-key";
import type { LedgerPolicy } from "@/lib/syncs/ledger";
import { mappingReads } from "@/lib/syncs/mapping/mapping-reads";
import { mappingVersion } from "@/lib/syncs/mapping/mapping-version";
import { dueAtOnce } from "@/lib/syncs/server/flipped-columns";
import { mapPerson } from "@/lib/syncs/server/map-person";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import type { PlannedPerson } from "@/lib/syncs/server/people-facts";
import { readValues } from "@/lib/syncs/server/read-values";
import type { Context } from "@/lib/workspaces/server/context";

const pageSize = 5_000;

type Mapped = Pick<OpenSync, "sync" | "mapping">;

/** Whether the ledger was planned under another mapping: everyone is looked at once. */
export function hasMappingChanged({ sync, mapping }: Mapped): boolean {
	return mappingVersion(mapping) !== sync.mappingPlanned;
}

type OwnVersion = { version: string | null; problem: string | null };

/** What a page of people means for the ledger, once their fields and the mode of the sync are known. */
export type PlannedPayloads = {
	people: readonly PlannedPerson[];
	/** Null: this sync maps nothing, and never did. */
	versions: ReadonlyMap<number, OwnVersion> | null;
};

/**
 * Maps the fields of the wanted people of a page. Someone whose fields cannot be sent becomes "unmapped"; in an
 * add-only sync, someone who merely left becomes "kept".
 */
export async function planPayloads(
	ctx: Context,
	open: OpenSync,
	scope: AudienceScope,
	given: readonly PlannedPerson[],
): Promise<PlannedPayloads> {
	const { sync, mapping } = open;
	const people = keepsWhoLeft(sync) ? given.map(keepWhoLeft) : given;
	if (mapping.length === 0 && sync.mappingPlanned === null) return { people, versions: null };
	const wanted = people.flatMap(({ uid, reason }) => (reason === "wanted" ? [uid] : []));
	const values = await readValues(ctx, { mapping, hasMerges: scope.hasMerges, asOf: scope.asOf }, wanted);
	const versions = new Map<number, OwnVersion>();
	for (const uid of wanted) {
		const { version, problems } = mapPerson(open, values.get(uid));
		versions.set(uid, { version, problem: problems[0]?.reason ?? null });
	}
	return {
		people: people.map((one) =>
			one.reason === "wanted" && versions.get(one.uid)?.problem ? { ...one, reason: "unmapped" } : one,
		),
		versions,
	};
}

/** Whether nobody is removed merely because the sync wants them no more. */
export function keepsWhoLeft(sync: Pick<OpenSync["sync"], "mode" | "emptyingSince">): boolean {
	return sync.mode === "add_only" && sync.emptyingSince === null;
}

/** Not being wanted is no reason to be removed from an add-only audience; withdrawn consent and suppression are. */
function keepWhoLeft(person: PlannedPerson): PlannedPerson {
	if (!keptFor.has(person.reason)) return person;
	if (!person.hasConsent) return { ...person, reason: "no_consent" };
	return { ...person, reason: person.isSuppressed ? "suppressed" : "kept" };
}

/** Writes the versions of a page, after its owners and what is wanted of their keys. */
export async function writeVersions(
	tx: Transaction,
	{ sync, policy }: OpenSync,
	versions: PlannedPayloads["versions"],
	ids: readonly string[],
): Promise<void> {
	if (keepsWhoLeft(sync)) await keepAsTheyAre(tx, sync.id, ids);
	if (versions === null) return;
	const rows = [...versions];
	if (rows.length > 0) {
		await tx.$executeRaw`
			UPDATE delivery_owner o SET version = n.version, problem = n.problem
			FROM unnest(${rows.map(([uid]) => uid)}::int[], ${rows.map(([, one]) => one.version)}::text[],
				${rows.map(([, one]) => one.problem)}::text[]) AS n(uid, version, problem)
			WHERE o.sync_id = ${sync.id} AND o.uid = n.uid
				AND (o.version IS DISTINCT FROM n.version OR o.problem IS DISTINCT FROM n.problem)`;
	}
	await setDesiredVersions(tx, { syncId: sync.id, policy }, ids);
}

/**
 * What shall be sent for each of these keys. Where several wanted people have one key, the fields are those of the
 * person with the lowest number. Other fields than those last sent make the key due, also one that was rejected: what
 * the network did not take was something else.
 */
export async function setDesiredVersions(
	tx: Transaction,
	{ syncId, policy }: { syncId: string; policy: LedgerPolicy },
	ids: readonly string[],
): Promise<void> {
	if (ids.length === 0) return;
	// As in dueAt.
	await tx.$executeRaw`
		UPDATE delivery_key k SET desired_version = v.version,
			occurrence = CASE WHEN NOT k.is_desired THEN k.occurrence ELSE nextval('delivery_occurrence') END,
			state = CASE WHEN k.state = 'rejected' AND k.is_desired THEN 'absent' ELSE k.state END,
			reason = CASE WHEN k.state = 'unknown' OR NOT k.is_desired THEN k.reason END,
			retry_at = CASE WHEN k.state = 'unknown' OR NOT k.is_desired THEN k.retry_at END,
			due_at = CASE
				WHEN k.state IN ('adding', 'removing') OR NOT k.is_desired THEN k.due_at
				WHEN k.state = 'unknown' THEN coalesce(k.retry_at, ${dueAtOnce})
				WHEN k.state IN ('present', 'accepted') AND k.sent_version IS NOT DISTINCT FROM v.version
					THEN CASE WHEN k.expires_at IS NOT NULL
						THEN greatest(k.expires_at - ${policy.renewAheadMs}::float8 * interval '1 millisecond', ${dueAtOnce}) END
				ELSE ${dueAtOnce} END
		FROM (SELECT DISTINCT ON (o.key_hash) o.key_hash, o.version
			FROM delivery_owner o WHERE o.sync_id = ${syncId} AND o.key_hash = ${anyOf(ids)}
				AND o.reason = 'wanted' ORDER BY o.key_hash, o.uid) v
		WHERE k.sync_id = ${syncId} AND k.key_hash = ${anyOf(ids)} AND k.key_hash = v.key_hash
			AND (k.desired_version IS DISTINCT FROM v.version
				-- Fields are read when they are sent: what was sent may be newer than what was planned then.
				OR (k.is_desired AND k.state IN ('present', 'accepted') AND k.sent_version IS DISTINCT FROM v.version
					AND (k.due_at IS NULL OR (k.retry_at IS NULL AND k.due_at > ${dueAtOnce}))))`;
}

/** Keys whose owners all merely left stay what they are: nothing is sent for them and nothing is removed. */
async function keepAsTheyAre(tx: Transaction, syncId: string, ids: readonly string[]): Promise<void> {
	if (ids.length === 0) return;
	await tx.$executeRaw`
		UPDATE delivery_key k SET is_desired = k.state NOT IN ('absent', 'rejected'),
			due_at = CASE WHEN k.state IN ('adding', 'removing') THEN k.due_at END
		FROM (SELECT o.key_hash FROM delivery_owner o WHERE o.sync_id = ${syncId} AND o.key_hash = ${anyOf(ids)}
			GROUP BY o.key_hash HAVING bool_or(o.reason = 'kept') AND NOT bool_or(o.reason IN ('wanted', 'held_out'))) v
		WHERE k.sync_id = ${syncId} AND k.key_hash = ${anyOf(ids)} AND k.key_hash = v.key_hash`;
}

/**
 * People whose mapped traits changed since the last plan, wanted ones only; in an add-only sync also those who left and
 * have since said something about their consent. In proportion to what changed.
 */
export async function* peopleWithNewValues(
	ctx: Context,
	{ sync, mapping }: Mapped,
	scope: AudienceScope,
	since: Date | null,
): AsyncGenerator<number[]> {
	if (since === null) return;
	const { traits } = mappingReads(mapping);
	if (traits.length > 0) {
		yield* pages(ctx, changedSql(scope, { kind: "trait", names: traits, since, isWantedOnly: true }));
	}
	if (!keepsWhoLeft(sync) || scope.purpose === null) return;
	const consents = changedSql(scope, { kind: "consent", names: [scope.purpose], since, isWantedOnly: false });
	for await (const uids of pages(ctx, consents)) {
		const rows = await ctx.db.$queryRaw<{ uid: number }[]>`
			SELECT DISTINCT uid FROM delivery_owner
			WHERE sync_id = ${sync.id} AND uid = ANY(${uids}::int[]) AND reason = 'kept'`;
		if (rows.length > 0) yield rows.map((row) => row.uid);
	}
}

function changedSql(
	{ ws, syncId, hasMerges, asOf }: AudienceScope,
	given: { kind: "trait" | "consent"; names: string[]; since: Date; isWantedOnly: boolean },
) {
	const binder = new SqlBinder();
	const bound = binder.bind(ws, "UInt32");
	const root = rootExpressionSql(binder, { ws, hasMerges });
	const wanted = `(SELECT groupBitmapMergeState(wanted) FROM (SELECT wanted FROM planned_audience
		WHERE ws = ${bound} AND sync = ${binder.bind(nextPlanOf(syncId), "String")} ORDER BY planned_at DESC LIMIT 1))`;
	return binder.finish(`SELECT DISTINCT toUInt32(${root}) AS person FROM person_change
		WHERE ws = ${bound} AND kind = ${binder.bind(given.kind, "String")} AND name IN ${binder.bind(given.names, "Array(String)")}
			AND at > ${binder.bindInstant(given.since)} AND at <= ${binder.bindInstant(asOf)}
			${given.isWantedOnly ? `AND bitmapContains(${wanted}, toUInt32(${root}))` : ""}
		ORDER BY person`);
}

async function* pages(ctx: Context, query: ReturnType<typeof changedSql>): AsyncGenerator<number[]> {
	const row = z.object({ person: z.coerce.number().int() });
	let page: number[] = [];
	for await (const { person } of streamRows(ctx.warehouse, { ...query, name: "syncs.new_values", row })) {
		page.push(person);
		if (page.length < pageSize) continue;
		yield page;
		page = [];
	}
	if (page.length > 0) yield page;
}
