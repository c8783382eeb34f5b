import { anyOf } from "@/lib/platform/postgres/any-of";
import { bulkRead } from "@/lib/platform/postgres/bulk-read";
import type { Transaction } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { unseal } from "@/lib/platform/secrets/keyring";
import type { DueKey } from "@/lib/syncs/deliver";
import { dueAt, type KeyState, type LedgerKey, type LedgerPolicy, type Operation } from "@/lib/syncs/ledger";

type Row = {
	id: string;
	kind: string;
	sealed: Uint8Array;
	is_desired: boolean;
	state: KeyState;
	state_before: KeyState | null;
	since: Date;
	reason: string | null;
	retry_at: Date | null;
	expires_at: Date | null;
	may_apply_until: Date | null;
	desired_version: string | null;
	sent_version: string | null;
	remote_id: string | null;
};

type DueRow = [
	id: string,
	kind: string,
	sealed: Uint8Array,
	isDesired: boolean,
	state: KeyState,
	since: number,
	reason: string | null,
	retryAt: number | null,
	expiresAt: number | null,
	mayApplyUntil: number | null,
	desiredVersion: string | null,
	sentVersion: string | null,
	remoteId: string | null,
	dueAt: number,
	occurrence: string,
];

/**
 * Milliseconds as a number: reading a date from text costs more than all the rest of a row, and so does the exact
 * arithmetic of `extract`. Instants of the ledger are whole milliseconds, which the rounding gives back.
 */
const ms = (column: string) => Prisma.raw(`round(date_part('epoch', ${column}) * 1000)`);

const columns = Prisma.sql`encode(key_hash, 'hex') AS id, identifier_kind AS kind, remote_key_encrypted AS sealed,
	is_desired, state, state_before, since, reason, retry_at, expires_at, may_apply_until, desired_version, sent_version,
	remote_id`;

function ledgerOf(row: Row): LedgerKey {
	return {
		isDesired: row.is_desired,
		state: row.state,
		stateBefore: row.state_before,
		since: row.since.getTime(),
		reason: row.reason,
		retryAt: row.retry_at?.getTime() ?? null,
		expiresAt: row.expires_at?.getTime() ?? null,
		mayApplyUntil: row.may_apply_until?.getTime() ?? null,
		desiredVersion: row.desired_version,
		sentVersion: row.sent_version,
		remoteId: row.remote_id,
	};
}

/** Of a `delivery_key k`: the network has yet to say what became of its last request, which may have to be repeated. */
export const isAwaited = Prisma.sql`EXISTS (SELECT 1 FROM sync_receipt r WHERE r.sync_id = k.sync_id
	AND r.run_id = k.run_id AND r.request_seq = k.request_seq AND r.poll_at IS NOT NULL)`;

/** Of a `delivery_key k`: taken out, unless the network finds that it could not. */
export const isRemovalAwaited = Prisma.sql`k.state = 'absent' AND NOT k.is_desired AND ${isAwaited}`;

/**
 * Forgets of these keys the ones that are gone and that nobody wants there any more, and their owners: the ledger
 * keeps no more identifiers than it needs.
 */
export async function forgetGone(tx: Transaction, syncId: string, ids: readonly string[]): Promise<void> {
	if (ids.length === 0) return;
	await tx.$executeRaw`
		WITH gone AS (
			SELECT k.key_hash FROM delivery_key k WHERE k.sync_id = ${syncId} AND k.key_hash = ${anyOf(ids)}
				AND k.state IN ('absent', 'rejected') AND NOT k.is_desired AND NOT ${isAwaited}
				AND NOT EXISTS (SELECT 1 FROM delivery_owner o
				WHERE o.sync_id = k.sync_id AND o.key_hash = k.key_hash AND o.reason IN ('wanted', 'unmapped', 'held_out'))),
		owners AS (DELETE FROM delivery_owner
			WHERE sync_id = ${syncId} AND key_hash = ANY(ARRAY(SELECT key_hash FROM gone)))
		DELETE FROM delivery_key WHERE sync_id = ${syncId} AND key_hash = ANY(ARRAY(SELECT key_hash FROM gone))`;
}

/** How far the clocks of two machines may be apart. */
const clockSkewMs = 3_600_000;

/** Every key with a request in flight; its value stays sealed. */
export async function readInFlight(tx: Transaction, syncId: string, now: number): Promise<DueKey[]> {
	// Such a key is due since before it was sent; most of a ledger is due much later.
	const rows = await tx.$queryRaw<Row[]>`
		SELECT ${columns} FROM delivery_key WHERE sync_id = ${syncId} AND state IN ('adding', 'removing')
			AND due_at <= ${new Date(now + clockSkewMs)}`;
	return rows.map((row) => ({ id: row.id, cursor: "", kind: row.kind, value: "", ledger: ledgerOf(row) }));
}

/** The keys `nextStep` names this operation for. A db test asserts that they agree. */
export function dueWhere(syncId: string, operation: Operation, now: number): Prisma.Sql {
	return Prisma.sql`sync_id = ${syncId} AND due_at <= ${new Date(now)} AND is_desired = ${operation === "add"}
		AND state NOT IN ('adding', 'removing')`;
}

export async function countDue(tx: Transaction, where: Prisma.Sql): Promise<number> {
	const [row] = await tx.$queryRaw<
		{ count: bigint }[]
	>`SELECT count(*) AS count FROM delivery_key WHERE ${where}`;
	return Number(row?.count ?? 0);
}

export async function readDue(where: Prisma.Sql, after: string | null, limit: number): Promise<DueKey[]> {
	// Before everything: what is due at once is due since 1970.
	const [afterMs, afterHash] = after === null ? [-1, ""] : [Number(after.split(" ")[0]), after.split(" ")[1]];
	const rows = await bulkRead<DueRow>(Prisma.sql`
		SELECT ${dueColumns} FROM delivery_key WHERE ${where}
			AND (due_at, key_hash) > (${new Date(afterMs)}, decode(${afterHash}, 'hex'))
		ORDER BY due_at, key_hash LIMIT ${limit}`);
	return rows.map(toDueKey);
}

/** Keys that are there, or may be, and that only these people have: what a run would remove once it finds them gone. */
export async function readKeysOf(syncId: string, uids: readonly number[], limit: number): Promise<DueKey[]> {
	if (uids.length === 0) return [];
	const rows = await bulkRead<DueRow>(Prisma.sql`
		SELECT ${dueColumns} FROM delivery_key WHERE sync_id = ${syncId} AND is_desired
			AND state IN ('present', 'accepted', 'unknown')
			AND key_hash IN (SELECT key_hash FROM delivery_owner WHERE sync_id = ${syncId} AND uid = ANY(${[...uids]}::int[]))
			AND NOT EXISTS (SELECT 1 FROM delivery_owner o WHERE o.sync_id = ${syncId} AND o.key_hash = delivery_key.key_hash
				AND o.is_desired AND o.uid <> ALL(${[...uids]}::int[]))
		ORDER BY key_hash LIMIT ${limit}`);
	return rows.map(toDueKey);
}

/** These keys, as they are now. */
export async function readKeys(syncId: string, ids: readonly string[]): Promise<DueKey[]> {
	if (ids.length === 0) return [];
	const rows = await bulkRead<DueRow>(Prisma.sql`
		SELECT ${dueColumns} FROM delivery_key WHERE sync_id = ${syncId} AND key_hash = ${anyOf(ids)}`);
	return rows.map(toDueKey);
}

const dueColumns = Prisma.sql`encode(key_hash, 'hex'), identifier_kind, remote_key_encrypted, is_desired, state, ${ms("since")}, reason,
	${ms("retry_at")}, ${ms("expires_at")}, ${ms("may_apply_until")}, desired_version, sent_version, remote_id, ${ms("due_at")}, occurrence::text`;

function toDueKey([
	id,
	kind,
	sealed,
	isDesired,
	state,
	since,
	reason,
	retryAt,
	expiresAt,
	mayApplyUntil,
	desired,
	sent,
	remoteId,
	due,
	occurrence,
]: DueRow): DueKey {
	return {
		id,
		cursor: `${due} ${id}`,
		kind,
		value: unseal(sealed),
		ledger: {
			isDesired,
			state,
			stateBefore: null,
			since,
			reason,
			retryAt,
			expiresAt,
			mayApplyUntil,
			desiredVersion: desired,
			sentVersion: sent,
			remoteId,
		},
		occurrence,
	};
}

type RequestRef = { syncId: string; runId: string; requestSeq: number };

/** The intent of a request: its keys are in flight. They stay due, so that a dead run's are found by one look. */
export async function markInFlight(
	tx: Transaction,
	{ syncId, runId, requestSeq }: RequestRef,
	operation: Operation,
	keys: readonly Pick<DueKey, "id">[],
	sentAt: number,
	/** Their records are to be moved: until it is known where they are, no id names them. */
	isMoving = false,
): Promise<void> {
	if (keys.length === 0) return;
	await tx.$executeRaw`
		UPDATE delivery_key k SET state_before = k.state, state = ${operation === "add" ? "adding" : "removing"},
			there_since = ${operation === "add" ? Prisma.sql`CASE WHEN k.state IN ('absent', 'rejected') THEN ${new Date(sentAt)}::timestamptz ELSE k.there_since END` : Prisma.sql`k.there_since`},
			since = ${new Date(sentAt)}, reason = NULL, retry_at = NULL, run_id = ${runId}, request_seq = ${requestSeq},
			${isMoving ? Prisma.sql`remote_id = NULL` : Prisma.sql`moves_to = NULL`}
		WHERE k.sync_id = ${syncId} AND k.key_hash = ${anyOf(keys.map((key) => key.id))}`;
}

/**
 * Writes what became of keys. With a request named in `of`, only keys still in flight in that very request
 * change: a run that lost its lease overwrites nothing.
 */
export async function settleKeys(
	tx: Transaction,
	{ syncId, of, policy }: { syncId: string; of: RequestRef | null; policy: LedgerPolicy },
	keys: readonly Pick<DueKey, "id" | "ledger">[],
): Promise<void> {
	// Most keys of a batch end alike: one statement for each way, whose arrays hold what differs.
	const alike = new Map<string, Pick<DueKey, "id" | "ledger">[]>();
	for (const key of keys) {
		const { state, stateBefore, since, reason, retryAt, expiresAt, mayApplyUntil } = key.ledger;
		const due = dueAt(key.ledger, policy);
		const ending = JSON.stringify([
			state,
			stateBefore,
			since,
			reason,
			retryAt,
			expiresAt,
			mayApplyUntil,
			due,
		]);
		const list = alike.get(ending);
		if (list) list.push(key);
		else alike.set(ending, [key]);
	}
	const instant = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
	const onlyOwn = of
		? Prisma.sql`AND k.run_id = ${of.runId} AND k.request_seq = ${of.requestSeq} AND k.state IN ('adding', 'removing')`
		: Prisma.empty;
	for (const group of alike.values()) {
		const [first] = group;
		if (!first) continue;
		const { ledger } = first;
		const ids = group.map((key) => key.id);
		// Each record has a version and an id of its own.
		const isOwn = group.some(({ ledger: one }) => one.sentVersion !== null || one.remoteId !== null);
		const own = isOwn
			? Prisma.sql`FROM unnest(${ids}::text[], ${group.map((key) => key.ledger.sentVersion)}::text[],
				${group.map((key) => key.ledger.remoteId)}::text[]) AS n(id, version, remote_id)`
			: Prisma.empty;
		await tx.$executeRaw`
			UPDATE delivery_key k SET state = ${ledger.state}, state_before = ${ledger.stateBefore},
				since = ${instant(ledger.since)}, reason = ${ledger.reason}, retry_at = ${instant(ledger.retryAt)},
				expires_at = ${instant(ledger.expiresAt)}, may_apply_until = ${instant(ledger.mayApplyUntil)}, due_at = ${instant(dueAt(ledger, policy))},
				remote_id = ${isOwn ? Prisma.sql`n.remote_id` : Prisma.sql`NULL`}, sent_version = ${isOwn ? Prisma.sql`n.version` : Prisma.sql`NULL`}
			${own}
			WHERE k.sync_id = ${syncId} AND k.key_hash = ${anyOf(ids)}
				${isOwn ? Prisma.sql`AND k.key_hash = decode(n.id, 'hex')` : Prisma.empty} ${onlyOwn}`;
	}
}
