import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { giveWay } from "@/lib/kernel/give-way";
import { NumberSet } from "@/lib/kernel/number-set";
import { anyOf } from "@/lib/platform/postgres/any-of";
import { bulkRead } from "@/lib/platform/postgres/bulk-read";
import type { Transaction } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { listed } from "@/lib/platform/postgres/listed";
import { keyedHash, seal } from "@/lib/platform/secrets/keyring";
import { runSql } from "@/lib/platform/warehouse/define-query";
import { type Contact, type ContactKind, readContact } from "@/lib/profiles/server/read-contact";
import { type AudienceScope, promotePlanSql, storeNextPlanSql } from "@/lib/syncs/audience-sql";
import { decideKey, type OwnerReason } from "@/lib/syncs/decide-key";
import type { LedgerPolicy } from "@/lib/syncs/ledger";
import { mappingVersion } from "@/lib/syncs/mapping/mapping-version";
import { noteStays } from "@/lib/syncs/server/delivery-stays";
import { dueAtOnce, flippedColumns } from "@/lib/syncs/server/flipped-columns";
import type { Lease } from "@/lib/syncs/server/hold-lease";
import { assertLeaseHeld } from "@/lib/syncs/server/hold-lease";
import { forgetGone } from "@/lib/syncs/server/ledger-rows";
import { ledgerStatistics } from "@/lib/syncs/server/ledger-statistics";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { changedPeople, isPlanWhole, namedPeople, type PlannedPerson } from "@/lib/syncs/server/people-facts";
import {
	hasMappingChanged,
	type PlannedPayloads,
	peopleWithNewValues,
	planPayloads,
	writeVersions,
} from "@/lib/syncs/server/plan-versions";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import type { Context } from "@/lib/workspaces/server/context";

const pageSize = 5_000;
/** So many people are hashed before others have their turn. */
const stretch = 250;
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
	{
		isFull: isFullRequested,
		isAgain = false,
		onProgress,
	}: {
		isFull: boolean;
		/** This run has planned before. */
		isAgain?: boolean;
		onProgress: PlanProgress;
	},
): Promise<{ isFull: boolean; people: number }> {
	const { sync } = open;
	// Newcomers first: whoever is going to be held out is not to be reached before.
	for (const id of sync.campaignId === null ? scope.holdouts : [sync.campaignId]) {
		await assignNewMembers(ctx, id);
	}
	const startedAt = new Date(world.now());
	const isFull =
		isFullRequested ||
		hasMappingChanged(open) ||
		// Of an audience that only grows, those who left before are in neither plan.
		(sync.mode === "add_only" && sync.emptyingSince !== null) ||
		// Never planned, or not since it was moved to another place or follows the segment in another way.
		sync.vaultSeenAt === null ||
		!(await isPlanWhole(ctx, scope)) ||
		(!isAgain && (await isFullDue(ctx, sync.id, world)));
	const hadOwners = await hasOwners(ctx, sync.id);
	const plannedAt = new Date();
	world.checkpoint("plan.before_store");
	await runSql(ctx.warehouse, "syncs.store_plan", storeNextPlanSql(scope, plannedAt));
	world.checkpoint("plan.stored");
	let done = 0;
	const noteInserted = ledgerStatistics(ctx);
	// A page is read and hashed while the one before it is written.
	let writing: Promise<void> = Promise.resolve();
	const apply = async (people: readonly PlannedPerson[]): Promise<void> => {
		if (people.length === 0) return;
		const prepared = await preparePage(ctx, open, scope, people, !hadOwners);
		await writing;
		writing = (async () => {
			world.checkpoint("plan.before_page");
			await noteInserted(await writePage(ctx, open, lease, world, { ...prepared, isNewLedger: !hadOwners }));
			world.checkpoint("plan.after_page");
			done += people.length;
			await onProgress(done);
		})();
		// Its failure is thrown where it is waited for.
		writing.catch(() => undefined);
	};
	let page: PlannedPerson[] = [];
	const seen = new NumberSet();
	for await (const people of changedPeople(ctx, scope, { isFull })) {
		for (const { uid } of people) seen.add(uid);
		if (page.length + people.length > pageSize) {
			await apply(page);
			page = [];
		}
		page.push(...people);
	}
	await apply(page);
	const since = sync.vaultSeenAt && new Date(sync.vaultSeenAt.getTime() - vaultOverlapMs);
	for (const found of [
		isFull ? (hadOwners ? everyOwner(sync.id) : []) : peopleToRecheck(ctx, sync.id, sync.vaultSeenAt),
		peopleWithNewValues(ctx, open, scope, since),
	]) {
		for await (const uids of found) {
			const unseen = uids.filter((uid) => !seen.has(uid));
			if (unseen.length > 0) await apply(await namedPeople(ctx, scope, unseen));
		}
	}
	await writing;
	world.checkpoint("plan.before_promote");
	await runSql(ctx.warehouse, "syncs.promote_plan", promotePlanSql(scope, plannedAt));
	const mappingPlanned = mappingVersion(open.mapping);
	await ctx.db.sync.update({ where: { id: sync.id }, data: { mappingPlanned } });
	sync.mappingPlanned = mappingPlanned;
	// Unless someone chose another mode meanwhile: then everyone has yet to be looked at.
	const { count } = await ctx.db.sync.updateMany({
		where: { id: sync.id, mode: sync.mode },
		data: { vaultSeenAt: startedAt },
	});
	// Should this run plan again, it looks at what changed since.
	if (count > 0) sync.vaultSeenAt = startedAt;
	world.checkpoint("plan.promoted");
	return { isFull, people: done };
}

async function isFullDue(ctx: Context, syncId: string, world: RunWorld): Promise<boolean> {
	const [row] = await ctx.db.$queryRaw<{ at: Date | null }[]>`
		SELECT max(started_at) AS at FROM sync_run
		WHERE sync_id = ${syncId} AND status = 'finished' AND (counts ->> 'isFull')::boolean`;
	return !row?.at || world.now() - row.at.getTime() > fullEveryMs;
}

async function hasOwners(ctx: Context, syncId: string): Promise<boolean> {
	return (await ctx.db.deliveryOwner.findFirst({ where: { syncId }, select: { uid: true } })) !== null;
}

/** Everyone in the ledger, in order. */
async function* everyOwner(syncId: string): AsyncGenerator<number[]> {
	for (let after = 0; ; ) {
		const [row] = await bulkRead<[uids: number[] | null]>(Prisma.sql`
			SELECT array_agg(uid) FROM (SELECT DISTINCT uid FROM delivery_owner
				WHERE sync_id = ${syncId} AND uid > ${after} ORDER BY uid LIMIT ${pageSize}) page`);
		const uids = row?.[0] ?? [];
		if (uids.length === 0) return;
		yield uids;
		after = uids.at(-1) ?? after;
	}
}

/** People whose identifiers or merges changed, or who were removed on withdrawal, since the last check. */
async function* peopleToRecheck(ctx: Context, syncId: string, seenAt: Date | null): AsyncGenerator<number[]> {
	if (seenAt === null) return;
	const ws = ctx.workspace.number;
	const since = new Date(seenAt.getTime() - vaultOverlapMs);
	for (let after = 0; ; ) {
		const rows = await ctx.db.$queryRaw<{ uid: number }[]>`
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
				UNION ALL
				SELECT uid FROM withdrawal_removal WHERE sync_id = ${syncId} AND requested_at > ${since}
			) changed WHERE uid > ${after} ORDER BY uid LIMIT ${pageSize}`;
		if (rows.length === 0) return;
		yield rows.map((row) => row.uid);
		after = rows[rows.length - 1]?.uid ?? after;
	}
}

type OwnerRow = { uid: number; id: string; isDesired: boolean; reason: OwnerReason };
/** People whose keys are in the ledger because they have them, whether or not they are sent. */
const carries: ReadonlySet<OwnerReason> = new Set(["wanted", "unmapped", "held_out"]);
/** `sealed` is the encrypted value as hex. */
type NewKey = { id: string; kind: string; value: string; sealed?: string };

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

function sealToHex(value: string): string {
	return Buffer.from(seal(value)).toString("hex");
}

type PreparedPage = {
	people: readonly PlannedPerson[];
	owners: OwnerRow[];
	versions: PlannedPayloads["versions"];
	keys: Map<string, NewKey>;
};

/** One page of people: who has which key. Reads only. */
async function preparePage(
	ctx: Context,
	open: OpenSync,
	scope: AudienceScope,
	given: readonly PlannedPerson[],
	isNewLedger: boolean,
): Promise<PreparedPage> {
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
	for (const [index, { uid, reason }] of carrying.entries()) {
		// The page before is being written meanwhile: its next statement shall not wait for a whole page of hashes.
		if (index % stretch === stretch - 1) await giveWay();
		for (const key of keysOf(open, contacts.get(uid))) {
			// All of a new ledger's keys are going to be inserted: they are encrypted while the page before is written.
			keys.set(key.id, isNewLedger ? { ...key, sealed: sealToHex(key.value) } : key);
			owners.push({ uid, id: key.id, isDesired: reason === "wanted", reason });
		}
	}
	return { people, owners, versions, keys };
}

/** Writes a page and the desired state of each affected key, in one transaction; returns how many keys are new. */
async function writePage(
	ctx: Context,
	open: OpenSync,
	lease: Lease,
	world: RunWorld,
	{ people, owners: carriers, versions, keys, isNewLedger }: PreparedPage & { isNewLedger: boolean },
): Promise<number> {
	const syncId = open.sync.id;
	const owners = [...carriers];
	return await ctx.db.$transaction(
		async (tx) => {
			await assertLeaseHeld(tx, lease, world);
			const before = await tx.$queryRaw<{ uid: number; id: string }[]>`
				SELECT uid, encode(key_hash, 'hex') AS id FROM delivery_owner
				WHERE sync_id = ${syncId} AND uid = ANY(${listed(people.map((one) => one.uid))}::int[])`;
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
			const ownersOf = new Map<string, number>();
			for (const { id } of owners) ownersOf.set(id, (ownersOf.get(id) ?? 0) + 1);
			// A new key with one owner is what its owner is; every other depends on all who have it.
			const inserted = await insertKeys(tx, { syncId, isNewLedger }, keys, owners, world.now());
			await noteStays(
				tx,
				{ syncId, endedAt: new Date(world.now()), uids: gone.map(({ uid }) => uid), isStillThere: true },
				gone.map(({ id }) => id),
			);
			await writeOwners(tx, syncId, owners, gone);
			const touched = new Set([...keys.keys(), ...before.map((row) => row.id)]);
			const shared = [...touched].filter((id) => !inserted.has(id) || (ownersOf.get(id) ?? 0) > 1);
			await recomputeDesired(tx, { syncId, policy: open.policy }, shared);
			await writeVersions(tx, open, versions, [...touched]);
			await forgetGone(tx, syncId, shared);
			return inserted.size;
		},
		{ timeout: 120_000 },
	);
}

/** Inserts the keys the ledger does not know yet, and returns their ids. Of a new ledger it knows none. */
async function insertKeys(
	tx: Transaction,
	{ syncId, isNewLedger }: { syncId: string; isNewLedger: boolean },
	keys: ReadonlyMap<string, NewKey>,
	owners: readonly OwnerRow[],
	now: number,
): Promise<ReadonlySet<string>> {
	if (keys.size === 0) return new Set();
	const known = isNewLedger ? new Set<string>() : await findKnown(tx, syncId, [...keys.keys()]);
	// In the order of the index, whose pages are then touched one after another.
	const missing = [...keys.values()]
		.filter((key) => !known.has(key.id))
		.sort((a, b) => (a.id < b.id ? -1 : 1));
	if (missing.length === 0) return new Set();
	const wanted = new Set(owners.filter((owner) => owner.isDesired).map((owner) => owner.id));
	const count = await tx.$executeRaw`
		INSERT INTO delivery_key (sync_id, key_hash, identifier_kind, remote_key_encrypted, is_desired, state, since, due_at)
		SELECT ${syncId}, decode(id, 'hex'), kind, decode(sealed, 'hex'), is_desired, 'absent', ${new Date(now)},
			CASE WHEN is_desired THEN ${dueAtOnce} END
		FROM unnest(${listed(missing.map((key) => key.id))}, ${listed(missing.map((key) => key.kind))},
			${listed(missing.map((key) => key.sealed ?? sealToHex(key.value)))},
			${listed(missing.map((key) => (wanted.has(key.id) ? "t" : "f")))}::bool[]) AS n(id, kind, sealed, is_desired)
		ON CONFLICT DO NOTHING`;
	const ids = missing.map((key) => key.id);
	if (count === missing.length) return new Set(ids);
	// An earlier page had some of them: which are new is not known, so all are decided by everyone who has them.
	return new Set();
}

async function findKnown(
	tx: Transaction,
	syncId: string,
	ids: readonly string[],
): Promise<ReadonlySet<string>> {
	const rows = await tx.$queryRaw<{ ids: string[] | null }[]>`
		SELECT array_agg(encode(key_hash, 'hex')) AS ids FROM delivery_key
		WHERE sync_id = ${syncId} AND key_hash = ${anyOf(ids)}`;
	return new Set(rows[0]?.ids ?? []);
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
		FROM unnest(${listed(owners.map((row) => row.uid))}::int[], ${listed(owners.map((row) => row.id))},
			${listed(owners.map((row) => (row.isDesired ? "t" : "f")))}::bool[], ${listed(owners.map((row) => row.reason))}) AS n(uid, id, is_desired, reason)
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
	const rows = await tx.$queryRaw<{ id: string; reasons: OwnerReason[] }[]>`
		SELECT encode(key_hash, 'hex') AS id, array_agg(DISTINCT reason) AS reasons FROM delivery_owner
		WHERE sync_id = ${syncId} AND key_hash = ${anyOf(ids)} GROUP BY key_hash`;
	const desired = new Set(rows.filter((row) => decideKey(row.reasons).isDesired).map((row) => row.id));
	for (const isDesired of [true, false]) {
		const flipped = ids.filter((id) => desired.has(id) === isDesired);
		if (flipped.length === 0) continue;
		await tx.$executeRaw`
			UPDATE delivery_key k SET ${flippedColumns(policy)} FROM (SELECT ${isDesired}::bool AS is_desired) n
			WHERE k.sync_id = ${syncId} AND k.key_hash = ${anyOf(flipped)} AND k.is_desired <> n.is_desired`;
	}
}
