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
	desired_version: string | null;
	sent_version: string | null;
	remote_id: string | null;
	due_at: Date | null;
	occurrence: bigint;
};

const columns = Prisma.sql`encode(key_hash, 'hex') AS id, identifier_kind AS kind, remote_key_encrypted AS sealed,
	is_desired, state, state_before, since, reason, retry_at, expires_at, desired_version, sent_version, remote_id, due_at, occurrence`;

function ledgerOf(row: Row): LedgerKey {
	return {
		isDesired: row.is_desired,
		state: row.state,
		stateBefore: row.state_before,
		since: row.since.getTime(),
		reason: row.reason,
		retryAt: row.retry_at?.getTime() ?? null,
		expiresAt: row.expires_at?.getTime() ?? null,
		desiredVersion: row.desired_version,
		sentVersion: row.sent_version,
		remoteId: row.remote_id,
	};
}

/** Every key with a request in flight; its value stays sealed. */
export async function readKeys(tx: Transaction, syncId: string, _which: "on_the_way"): Promise<DueKey[]> {
	const rows = await tx.$queryRaw<Row[]>`
		SELECT ${columns} FROM delivery_key WHERE sync_id = ${syncId} AND state IN ('adding', 'removing')
			AND due_at IS NOT NULL`;
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

export async function readDue(
	tx: Transaction,
	where: Prisma.Sql,
	after: string | null,
	limit: number,
): Promise<DueKey[]> {
	// Before everything: what is due at once is due since 1970.
	const [afterMs, afterHash] = after === null ? [-1, ""] : [Number(after.split(" ")[0]), after.split(" ")[1]];
	const rows = await tx.$queryRaw<Row[]>`
		SELECT ${columns} FROM delivery_key WHERE ${where}
			AND (due_at, key_hash) > (${new Date(afterMs)}, decode(${afterHash}, 'hex'))
		ORDER BY due_at, key_hash LIMIT ${limit}`;
	return rows.map((row) => ({
		id: row.id,
		cursor: `${row.due_at?.getTime() ?? 0} ${row.id}`,
		kind: row.kind,
		value: unseal(row.sealed),
		ledger: ledgerOf(row),
		occurrence: String(row.occurrence),
	}));
}

type RequestRef = { syncId: string; runId: string; requestSeq: number };

/** The intent of a request: its keys are in flight. They stay due, so that a dead run's are found by one look. */
export async function markInFlight(
	tx: Transaction,
	{ syncId, runId, requestSeq }: RequestRef,
	operation: Operation,
	keys: readonly Pick<DueKey, "id">[],
	sentAt: number,
): Promise<void> {
	if (keys.length === 0) return;
	await tx.$executeRaw`
		UPDATE delivery_key k SET state_before = k.state, state = ${operation === "add" ? "adding" : "removing"},
			since = ${new Date(sentAt)}, reason = NULL, retry_at = NULL, run_id = ${runId}, request_seq = ${requestSeq}
		FROM unnest(${keys.map((key) => key.id)}::text[]) AS n(id)
		WHERE k.sync_id = ${syncId} AND k.key_hash = decode(n.id, 'hex')`;
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
		const { state, stateBefore, since, reason, retryAt, expiresAt, remoteId } = key.ledger;
		const due = dueAt(key.ledger, policy);
		const ending = JSON.stringify([state, stateBefore, since, reason, retryAt, expiresAt, remoteId, due]);
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
		const versions = group.some((key) => key.ledger.sentVersion !== null)
			? group.map((key) => key.ledger.sentVersion)
			: null;
		await tx.$executeRaw`
			UPDATE delivery_key k SET state = ${ledger.state}, state_before = ${ledger.stateBefore},
				since = ${instant(ledger.since)}, reason = ${ledger.reason}, retry_at = ${instant(ledger.retryAt)},
				expires_at = ${instant(ledger.expiresAt)}, due_at = ${instant(dueAt(ledger, policy))},
				remote_id = ${ledger.remoteId},
				sent_version = ${versions === null ? Prisma.sql`NULL` : Prisma.sql`n.version`}
			FROM unnest(${group.map((key) => key.id)}::text[]${
				versions === null ? Prisma.empty : Prisma.sql`, ${versions}::text[]`
			}) AS n(id${versions === null ? Prisma.empty : Prisma.sql`, version`})
			WHERE k.sync_id = ${syncId} AND k.key_hash = decode(n.id, 'hex') ${onlyOwn}`;
	}
}
