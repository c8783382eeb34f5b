import { giveWay } from "@/lib/kernel/give-way";
import { anyOf } from "@/lib/platform/postgres/any-of";
import type { Transaction } from "@/lib/platform/postgres/database";
import { listed } from "@/lib/platform/postgres/listed";
import { keyedHash, seal } from "@/lib/platform/secrets/keyring";
import { type Contact, type ContactKind, readContact } from "@/lib/profiles/server/read-contact";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import type { OwnerReason } from "@/lib/syncs/decide-key";
import { noteStays } from "@/lib/syncs/server/delivery-stays";
import { dueAtOnce } from "@/lib/syncs/server/flipped-columns";
import type { Lease } from "@/lib/syncs/server/hold-lease";
import { assertLeaseHeld } from "@/lib/syncs/server/hold-lease";
import { forgetGone } from "@/lib/syncs/server/ledger-rows";
import { linkMoves } from "@/lib/syncs/server/link-moves";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import type { PlannedPerson } from "@/lib/syncs/server/people-facts";
import { type PlannedPayloads, planPayloads, writeVersions } from "@/lib/syncs/server/plan-versions";
import { recomputeDesired } from "@/lib/syncs/server/recompute-desired";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import type { Context } from "@/lib/workspaces/server/context";

/** So many people are hashed before others have their turn. */
const stretch = 250;

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

/** One page of people of a plan: who has which key. Reads only. */
export async function preparePage(
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
export async function writePage(
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
			if (open.network.movesRecords) {
				await linkMoves(
					tx,
					{ syncId, now: new Date(world.now()) },
					{ gone, owners, keys, touched: [...touched] },
				);
			}
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
