import type { Transaction } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { unseal } from "@/lib/platform/secrets/keyring";
import type { DueKey } from "@/lib/syncs/deliver";
import type { KeyState, LedgerKey, LedgerPolicy, Operation } from "@/lib/syncs/ledger";

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
};

const columns = Prisma.sql`encode(key_hash, 'hex') AS id, identifier_kind AS kind, remote_key_encrypted AS sealed,
	is_desired, state, state_before, since, reason, retry_at, expires_at`;

function ledgerOf(row: Row): LedgerKey {
	return {
		isDesired: row.is_desired,
		state: row.state,
		stateBefore: row.state_before,
		since: row.since.getTime(),
		reason: row.reason,
		retryAt: row.retry_at?.getTime() ?? null,
		expiresAt: row.expires_at?.getTime() ?? null,
	};
}

/** Every key with a request in flight; its value stays sealed. */
export async function readKeys(tx: Transaction, syncId: string, _which: "on_the_way"): Promise<DueKey[]> {
	const rows = await tx.$queryRaw<Row[]>`
		SELECT ${columns} FROM delivery_key WHERE sync_id = ${syncId} AND state IN ('adding', 'removing')`;
	return rows.map((row) => ({ id: row.id, kind: row.kind, value: "", ledger: ledgerOf(row) }));
}

/** Mirrors `nextStep`: which rows may be due. A db test asserts that they agree. */
export function dueWhere(
	syncId: string,
	operation: Operation,
	now: number,
	policy: LedgerPolicy,
): Prisma.Sql {
	const at = new Date(now);
	const renewBefore = new Date(now + policy.renewAheadMs);
	return operation === "remove"
		? Prisma.sql`sync_id = ${syncId} AND NOT is_desired AND state IN ('present', 'accepted', 'unknown')
			AND (retry_at IS NULL OR retry_at <= ${at})`
		: Prisma.sql`sync_id = ${syncId} AND is_desired AND (retry_at IS NULL OR retry_at <= ${at})
			AND (state IN ('absent', 'unknown') OR (state IN ('present', 'accepted') AND expires_at <= ${renewBefore}))`;
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
	const rows = await tx.$queryRaw<Row[]>`
		SELECT ${columns} FROM delivery_key WHERE ${where} AND key_hash > decode(${after ?? ""}, 'hex')
		ORDER BY key_hash LIMIT ${limit}`;
	return rows.map((row) => ({
		id: row.id,
		kind: row.kind,
		value: unseal(row.sealed),
		ledger: ledgerOf(row),
	}));
}

/**
 * Writes the results of keys. With a request named in `of`, only keys still in flight in that very request
 * change: a run that lost its lease overwrites nothing.
 */
export async function writeKeys(
	tx: Transaction,
	{ syncId, runId, requestSeq }: { syncId: string; runId: string | null; requestSeq: number | null },
	keys: readonly Pick<DueKey, "id" | "ledger">[],
	{ isAnswer = false }: { isAnswer?: boolean } = {},
): Promise<void> {
	if (keys.length === 0) return;
	const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
	const onlyOwn = isAnswer
		? Prisma.sql`AND k.run_id = ${runId} AND k.request_seq = ${requestSeq} AND k.state IN ('adding', 'removing')`
		: Prisma.empty;
	await tx.$executeRaw`
		UPDATE delivery_key k SET state = n.state, state_before = n.state_before, since = n.since, reason = n.reason,
			retry_at = n.retry_at, expires_at = n.expires_at,
			run_id = coalesce(${runId}, k.run_id), request_seq = coalesce(${requestSeq}, k.request_seq)
		FROM unnest(${keys.map((key) => key.id)}::text[], ${keys.map((key) => key.ledger.state)}::text[],
			${keys.map((key) => key.ledger.stateBefore)}::text[], ${keys.map((key) => instant(key.ledger.since))}::timestamptz[],
			${keys.map((key) => key.ledger.reason)}::text[], ${keys.map((key) => instant(key.ledger.retryAt))}::timestamptz[],
			${keys.map((key) => instant(key.ledger.expiresAt))}::timestamptz[])
			AS n(id, state, state_before, since, reason, retry_at, expires_at)
		WHERE k.sync_id = ${syncId} AND k.key_hash = decode(n.id, 'hex') ${onlyOwn}`;
}
