import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import type { Transaction } from "@/lib/platform/postgres/database";
import { keyedHash, seal } from "@/lib/platform/secrets/keyring";
import { runSql } from "@/lib/platform/warehouse/define-query";
import { type Contact, type ContactKind, readContact } from "@/lib/profiles/server/read-contact";
import { type AudienceScope, promotePlanSql, storeNextPlanSql } from "@/lib/syncs/audience-sql";
import { decideKey, type OwnerReason } from "@/lib/syncs/decide-key";
import type { LedgerPolicy } from "@/lib/syncs/ledger";
import { mappingVersion } from "@/lib/syncs/mapping/mapping-version";
import type { Lease } from "@/lib/syncs/server/hold-lease";
import { assertLeaseHeld } from "@/lib/syncs/server/hold-lease";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { changedPeople, isPlanWhole, namedPeople, type PlannedPerson } from "@/lib/syncs/server/people-facts";
import {
	hasMappingChanged,
	peopleWithNewValues,
	planPayloads,
	writeVersions,
} from "@/lib/syncs/server/plan-versions";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import type { Context } from "@/lib/workspaces/server/context";

const pageSize = 5_000;
// A row written by a transaction that was open when we last looked may carry an earlier time.
const vaultOverlapMs = 10 * 60_000;
const fullEveryMs = 24 * 3_600_000;

export type PlanProgress = (done: number) => Promise<void>;

/**
 * Updates owners and desired states in the ledger. Checks only people whose state or identifiers changed
 * since the last plan; once a day, or after an interrupted plan, everyone. Sends nothing.
 */
export async function planSync(
	ctx: Context,
	open: OpenSync,
	scope: AudienceScope,
	lease: Lease,
	world: RunWorld,
	{ isFull: isFullRequested, onProgress }: { isFull: boolean; onProgress: PlanProgress },
): Promise<{ isFull: boolean }> {
	const { sync } = open;
	if (sync.campaignId !== null) await assignNewMembers(ctx, sync.campaignId);
	const startedAt = new Date(world.now());
	const isFull =
		isFullRequested ||
		hasMappingChanged(open) ||
		!(await isPlanWhole(ctx, scope)) ||
		(await isFullDue(ctx, sync.id, world));
	const plannedAt = new Date();
	world.checkpoint("plan.before_store");
	await runSql(ctx.warehouse, "syncs.store_plan", storeNextPlanSql(scope, plannedAt));
	world.checkpoint("plan.stored");
	let done = 0;
	const apply = async (people: readonly PlannedPerson[]): Promise<void> => {
		if (people.length === 0) return;
		world.checkpoint("plan.before_page");
		await applyPage(ctx, open, scope, lease, world, people);
		world.checkpoint("plan.after_page");
		done += people.length;
		await onProgress(done);
	};
	let page: PlannedPerson[] = [];
	const seen = new Set<number>();
	for await (const person of changedPeople(ctx, scope, isFull)) {
		seen.add(person.uid);
		page.push(person);
		if (page.length < pageSize) continue;
		await apply(page);
		page = [];
	}
	await apply(page);
	const since = sync.vaultSeenAt && new Date(sync.vaultSeenAt.getTime() - vaultOverlapMs);
	for (const found of [
		peopleToRecheck(ctx, sync.id, sync.vaultSeenAt, isFull),
		peopleWithNewValues(ctx, open, scope, since),
	]) {
		for await (const uids of found) {
			const unseen = uids.filter((uid) => !seen.has(uid));
			if (unseen.length > 0) await apply(await namedPeople(ctx, scope, unseen));
		}
	}
	world.checkpoint("plan.before_promote");
	await runSql(ctx.warehouse, "syncs.promote_plan", promotePlanSql(scope, plannedAt));
	await ctx.db.sync.update({
		where: { id: sync.id },
		data: { vaultSeenAt: startedAt, mappingPlanned: mappingVersion(open.mapping) },
	});
	world.checkpoint("plan.promoted");
	return { isFull };
}

async function isFullDue(ctx: Context, syncId: string, world: RunWorld): Promise<boolean> {
	const [row] = await ctx.db.$queryRaw<{ at: Date | null }[]>`
		SELECT max(started_at) AS at FROM sync_run
		WHERE sync_id = ${syncId} AND status = 'finished' AND (counts ->> 'isFull')::boolean`;
	return !row?.at || world.now() - row.at.getTime() > fullEveryMs;
}

/** People whose identifiers or merges changed since the last check; in a full plan, every owner. */
async function* peopleToRecheck(
	ctx: Context,
	syncId: string,
	seenAt: Date | null,
	isFull: boolean,
): AsyncGenerator<number[]> {
	const ws = ctx.workspace.number;
	for (let after = 0; ; ) {
		const since = seenAt === null ? null : new Date(seenAt.getTime() - vaultOverlapMs);
		const rows = isFull
			? await ctx.db.$queryRaw<{ uid: number }[]>`
				SELECT DISTINCT uid FROM delivery_owner WHERE sync_id = ${syncId} AND uid > ${after} ORDER BY uid LIMIT ${pageSize}`
			: since === null
				? []
				: await ctx.db.$queryRaw<{ uid: number }[]>`
				SELECT DISTINCT uid FROM (
					SELECT p.root_uid AS uid FROM vault_value v
						JOIN profile p ON p.workspace_number = v.workspace_number AND p.uid = v.uid
						WHERE v.workspace_number = ${ws} AND v.updated_at > ${since}
					UNION ALL
					SELECT p.root_uid FROM identifier i
						JOIN profile p ON p.workspace_number = i.workspace_number AND p.uid = i.uid
						WHERE i.workspace_number = ${ws} AND i.created_at > ${since}
					UNION ALL
					SELECT unnest(ARRAY[root_uid, absorbed_uid]) FROM profile_merge
						WHERE workspace_number = ${ws} AND (merged_at > ${since} OR undone_at > ${since})
					UNION ALL
					SELECT uid FROM profile WHERE workspace_number = ${ws} AND erased_at > ${since}
				) changed WHERE uid > ${after} ORDER BY uid LIMIT ${pageSize}`;
		if (rows.length === 0) return;
		yield rows.map((row) => row.uid);
		after = rows[rows.length - 1]?.uid ?? after;
	}
}

type OwnerRow = { uid: number; id: string; isDesired: boolean; reason: OwnerReason };
/** People whose keys are in the ledger because they have them, whether or not they are sent. */
const carries: ReadonlySet<OwnerReason> = new Set(["wanted", "unmapped", "held_out"]);
type NewKey = { id: string; kind: string; value: string };

function keysOf(open: OpenSync, contact: Contact | undefined): NewKey[] {
	if (!contact) return [];
	return open.network.identifierKinds.flatMap((kind) => {
		if (!open.sync.identifierKinds.includes(kind.kind)) return [];
		const raw = contact[kind.origin.from === "vault" ? kind.origin.field : kind.origin.kind];
		const value = raw === undefined ? null : kind.toRemoteKey(raw, open.connection);
		if (value === null) return [];
		const hash = keyedHash(`${kind.kind}\n${value}`, "delivery");
		return [{ id: Buffer.from(hash).toString("hex"), kind: kind.kind, value }];
	});
}

/** One page of people: who has which key, and the desired state of each affected key. One transaction. */
async function applyPage(
	ctx: Context,
	open: OpenSync,
	scope: AudienceScope,
	lease: Lease,
	world: RunWorld,
	given: readonly PlannedPerson[],
): Promise<void> {
	const syncId = open.sync.id;
	const { people, versions } = await planPayloads(ctx, open, scope, given);
	const carrying = people.filter(({ reason }) => carries.has(reason));
	const kinds = open.network.identifierKinds
		.filter((kind) => open.sync.identifierKinds.includes(kind.kind))
		// Safe because origins name vault fields and identifier kinds that readContact knows.
		.map((kind) => (kind.origin.from === "vault" ? kind.origin.field : kind.origin.kind) as ContactKind);
	const contacts = await readContact(
		ctx,
		carrying.map((one) => one.uid),
		kinds,
	);
	const owners: OwnerRow[] = [];
	const keys = new Map<string, NewKey>();
	for (const { uid, reason } of carrying) {
		for (const key of keysOf(open, contacts.get(uid))) {
			keys.set(key.id, key);
			owners.push({ uid, id: key.id, isDesired: reason === "wanted", reason });
		}
	}
	await ctx.db.$transaction(
		async (tx) => {
			await assertLeaseHeld(tx, lease, world);
			const before = await tx.$queryRaw<{ uid: number; id: string }[]>`
				SELECT uid, encode(key_hash, 'hex') AS id FROM delivery_owner
				WHERE sync_id = ${syncId} AND uid = ANY(${people.map((one) => one.uid)}::int[])`;
			const reasons = new Map(people.map((one) => [one.uid, one.reason]));
			const kept = new Set(owners.map((owner) => `${owner.uid} ${owner.id}`));
			const gone: { uid: number; id: string }[] = [];
			for (const row of before) {
				if (kept.has(`${row.uid} ${row.id}`)) continue;
				const reason = reasons.get(row.uid) ?? "left";
				// People wanted or held out who no longer have this key; an erased person has none.
				if (carries.has(reason) || reason === "erased") gone.push(row);
				else owners.push({ ...row, isDesired: reason === "kept", reason });
			}
			await insertKeys(tx, syncId, [...keys.values()], world.now());
			await writeOwners(tx, syncId, owners, gone);
			const ids = [...new Set([...keys.keys(), ...before.map((row) => row.id)])];
			await recomputeDesired(tx, { syncId, policy: open.policy }, ids);
			await writeVersions(tx, open, versions, ids);
		},
		{ timeout: 120_000 },
	);
}

async function insertKeys(
	tx: Transaction,
	syncId: string,
	keys: readonly NewKey[],
	now: number,
): Promise<void> {
	if (keys.length === 0) return;
	const existing = await tx.$queryRaw<{ id: string }[]>`
		SELECT encode(key_hash, 'hex') AS id FROM delivery_key k
		JOIN unnest(${keys.map((key) => key.id)}::text[]) AS n(id) ON k.sync_id = ${syncId} AND k.key_hash = decode(n.id, 'hex')`;
	const known = new Set(existing.map((row) => row.id));
	const missing = keys.filter((key) => !known.has(key.id));
	if (missing.length === 0) return;
	await tx.$executeRaw`
		INSERT INTO delivery_key (sync_id, key_hash, identifier_kind, remote_key_encrypted, is_desired, state, since)
		SELECT ${syncId}, decode(id, 'hex'), kind, decode(sealed, 'hex'), false, 'absent', ${new Date(now)}
		FROM unnest(${missing.map((key) => key.id)}::text[], ${missing.map((key) => key.kind)}::text[],
			${missing.map((key) => Buffer.from(seal(key.value)).toString("hex"))}::text[]) AS n(id, kind, sealed)
		ON CONFLICT DO NOTHING`;
}

async function writeOwners(
	tx: Transaction,
	syncId: string,
	owners: readonly OwnerRow[],
	gone: readonly { uid: number; id: string }[],
): Promise<void> {
	if (gone.length > 0) {
		await tx.$executeRaw`
			DELETE FROM delivery_owner o USING unnest(${gone.map((row) => row.uid)}::int[], ${gone.map((row) => row.id)}::text[]) AS n(uid, id)
			WHERE o.sync_id = ${syncId} AND o.uid = n.uid AND o.key_hash = decode(n.id, 'hex')`;
	}
	if (owners.length === 0) return;
	await tx.$executeRaw`
		INSERT INTO delivery_owner AS o (sync_id, uid, key_hash, is_desired, reason)
		SELECT ${syncId}, uid, decode(id, 'hex'), is_desired, reason
		FROM unnest(${owners.map((row) => row.uid)}::int[], ${owners.map((row) => row.id)}::text[],
			${owners.map((row) => row.isDesired)}::bool[], ${owners.map((row) => row.reason)}::text[]) AS n(uid, id, is_desired, reason)
		ON CONFLICT (sync_id, uid, key_hash) DO UPDATE SET is_desired = excluded.is_desired, reason = excluded.reason
		WHERE o.is_desired <> excluded.is_desired OR o.reason <> excluded.reason`;
}

/** The desired state of a key depends on everyone who has it, on this page or not. */
export async function recomputeDesired(
	tx: Transaction,
	{ syncId, policy }: { syncId: string; policy: LedgerPolicy },
	ids: readonly string[],
): Promise<void> {
	if (ids.length === 0) return;
	// Due at once.
	const at = new Date(0);
	const rows = await tx.$queryRaw<{ id: string; reasons: OwnerReason[] | null }[]>`
		SELECT n.id, array_agg(DISTINCT o.reason) FILTER (WHERE o.reason IS NOT NULL) AS reasons
		FROM unnest(${[...ids]}::text[]) AS n(id)
		LEFT JOIN delivery_owner o ON o.sync_id = ${syncId} AND o.key_hash = decode(n.id, 'hex')
		GROUP BY n.id`;
	// As in setDesired and dueAt.
	await tx.$executeRaw`
		UPDATE delivery_key k SET is_desired = n.is_desired, occurrence = nextval('delivery_occurrence'),
			due_at = CASE
				WHEN k.state IN ('adding', 'removing') THEN k.due_at
				WHEN k.state = 'rejected' THEN NULL
				WHEN k.state = 'unknown' THEN coalesce(k.retry_at, ${at}::timestamptz)
				WHEN k.state = 'absent' THEN CASE WHEN n.is_desired THEN ${at}::timestamptz END
				WHEN NOT n.is_desired THEN ${at}::timestamptz
				WHEN k.desired_version IS DISTINCT FROM k.sent_version THEN ${at}::timestamptz
				ELSE k.expires_at - ${policy.renewAheadMs}::float8 * interval '1 millisecond' END,
			reason = CASE WHEN k.state IN ('present', 'accepted', 'absent') THEN NULL ELSE k.reason END,
			retry_at = CASE WHEN k.state IN ('present', 'accepted', 'absent') THEN NULL ELSE k.retry_at END
		FROM unnest(${rows.map((row) => row.id)}::text[],
			${rows.map((row) => decideKey(row.reasons ?? []).isDesired)}::bool[]) AS n(id, is_desired)
		WHERE k.sync_id = ${syncId} AND k.key_hash = decode(n.id, 'hex') AND k.is_desired <> n.is_desired`;
}
