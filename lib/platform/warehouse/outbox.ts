import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { log } from "@/lib/platform/log";
import type { Database, Transaction } from "@/lib/platform/postgres/database";
import { insertLines } from "@/lib/platform/warehouse/insert-lines";
import { jsonLine } from "@/lib/platform/warehouse/json-line";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * The channel on which Postgres announces whose rows have reached the warehouse: workspace numbers, separated
 * by commas.
 */
export const deliveredChannel = "muster_delivered";

/** Rows per table, on their way to the warehouse. */
export type WarehouseRows = Record<string, readonly object[]>;

// A flush unfinished for this long is resumed by the next process that looks; the token makes a double flush
// harmless.
const abandonedAfterSeconds = 10;
const maxRowsPerFlush = 40_000;

/**
 * Queues rows for the warehouse in the Postgres transaction that decides them: once it commits they will
 * arrive, exactly once, whatever is killed when. Call `flushOutbox` after the commit.
 */
export async function queueRows(
	tx: Transaction,
	workspaceNumber: number,
	rows: WarehouseRows,
	id: string = newId("box"),
): Promise<number> {
	let count = 0;
	const parts: string[] = [];
	for (const [table, list] of Object.entries(rows)) {
		if (list.length === 0) continue;
		count += list.length;
		parts.push(JSON.stringify({ table, rows: list.length }));
		for (const row of list) parts.push(jsonLine(row));
	}
	if (count === 0) return 0;
	const payload = new Uint8Array(await compress(parts.join("\n"), { level: 1 }));
	await tx.warehouseOutbox.create({ data: { id, workspaceNumber, payload, rowCount: count } });
	return count;
}

type Waiting = { id: string; payload: Uint8Array; flush_id: string };

/**
 * Permanently assigns one flush id to the next waiting rows: the same rows always travel under the same
 * token. Rows later than `upTo` may join but never start a flush: nothing is done when only they wait.
 */
async function takeNext(db: Database, upTo: string): Promise<Waiting[]> {
	const abandoned = await db.$queryRaw<Waiting[]>`
		UPDATE warehouse_outbox SET flush_started_at = clock_timestamp()
		WHERE flush_id = (SELECT flush_id FROM warehouse_outbox
			WHERE flush_id IS NOT NULL AND id <= ${upTo}
				AND flush_started_at < clock_timestamp() - make_interval(secs => ${abandonedAfterSeconds})
			ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
		RETURNING id, payload, flush_id`;
	if (abandoned.length > 0) return abandoned;
	return db.$queryRaw<Waiting[]>`
		UPDATE warehouse_outbox SET flush_id = ${newId("box")}, flush_started_at = clock_timestamp()
		WHERE id IN (SELECT id FROM (
			SELECT id, sum(row_count) OVER (ORDER BY id) - row_count AS rows_before FROM (
				SELECT id, row_count FROM warehouse_outbox WHERE flush_id IS NULL
				ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED) AS waiting) AS counted
			WHERE rows_before < ${maxRowsPerFlush})
			AND EXISTS (SELECT 1 FROM warehouse_outbox WHERE flush_id IS NULL AND id <= ${upTo})
		RETURNING id, payload, flush_id`;
}

async function deliver(db: Database, warehouse: Warehouse, batch: Waiting[]): Promise<void> {
	const flushId = batch[0]?.flush_id;
	if (!flushId) return;
	const tables = new Map<string, string[]>();
	for (const { payload } of [...batch].sort((a, b) => (a.id < b.id ? -1 : 1))) {
		const lines = (await decompress(payload)).toString("utf8").split("\n");
		for (let at = 0; at < lines.length; ) {
			// Safe because queueRows wrote the line.
			const head = JSON.parse(lines[at] ?? "") as { table: string; rows: number };
			const rows = lines.slice(at + 1, at + 1 + head.rows);
			const list = tables.get(head.table);
			if (list) for (const row of rows) list.push(row);
			else tables.set(head.table, rows);
			at += 1 + head.rows;
		}
	}
	for (const table of [...tables.keys()].sort()) {
		await insertLines(warehouse, table, tables.get(table) ?? [], { token: `${flushId}:${table}` });
	}
	// Postgres limits notifications to 8 000 bytes; a workspace that is cut off is processed a little later.
	await db.$executeRaw`
		WITH gone AS (DELETE FROM warehouse_outbox WHERE flush_id = ${flushId} RETURNING workspace_number)
		SELECT pg_notify(${deliveredChannel}, left(string_agg(DISTINCT workspace_number::text, ','), 7900)) FROM gone`;
}

/**
 * The last of the rows waiting now; later commits are not waited for, or under a constant stream this would
 * never end.
 */
async function newestWaiting(db: Database): Promise<string | null> {
	const [newest] = await db.$queryRaw<{ id: string | null }[]>`SELECT max(id) AS id FROM warehouse_outbox`;
	return newest?.id ?? null;
}

/** Sends what waits at the call, and what has arrived meanwhile. Several processes may do so at once. */
export async function flushOutbox(db: Database, warehouse: Warehouse): Promise<void> {
	const upTo = await newestWaiting(db);
	if (upTo !== null) await flushUpTo(db, warehouse, upTo, Number.POSITIVE_INFINITY);
}

/** Sends waiting rows up to an id; starts nothing new after an instant. */
async function flushUpTo(db: Database, warehouse: Warehouse, upTo: string, until: number): Promise<void> {
	while (Date.now() <= until) {
		const batch = await takeNext(db, upTo);
		if (batch.length === 0) return;
		for (let attempt = 1; ; attempt++) {
			try {
				await deliver(db, warehouse, batch);
				break;
			} catch (error) {
				const mayPass = error instanceof AppError && error.retryable;
				if (mayPass && attempt >= 3) throw error;
				if (!mayPass) {
					// Rows the warehouse rejects must not hold up the others: they stay, and are reported
					// each time.
					log.error("outbox.rows_refused", { flushId: batch[0]?.flush_id, error });
					await db.$executeRaw`UPDATE warehouse_outbox SET refused_at = clock_timestamp() WHERE flush_id = ${batch[0]?.flush_id}`;
					break;
				}
				await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
			}
		}
	}
}

/**
 * Waits until everything committed before the call has reached the warehouse, whichever process sends it.
 * Rows that it rejected are not waited for: they are retried continually in the background, and would fail
 * callers waiting for something else.
 */
export async function settleOutbox(
	db: Database,
	warehouse: Warehouse,
	{ timeoutMs = 60_000 }: { timeoutMs?: number } = {},
): Promise<void> {
	const upTo = await newestWaiting(db);
	if (!upTo) return;
	const giveUpAt = Date.now() + timeoutMs;
	for (;;) {
		await flushUpTo(db, warehouse, upTo, giveUpAt);
		const left = await db.warehouseOutbox.findFirst({
			where: { id: { lte: upTo }, refusedAt: null },
			select: { id: true },
		});
		if (!left) return;
		if (Date.now() > giveUpAt) {
			throw new AppError(
				"upstream",
				"The warehouse has not taken all rows yet; they are kept and will be sent again.",
			);
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/**
 * Waits until what is being sent at the call has reached the warehouse, without sending anything itself: all
 * rows of a flush are there then. False when they do not arrive in time. Rejected rows are not waited for.
 */
export async function settleFlushes(db: Database, timeoutMs: number): Promise<boolean> {
	const giveUpAt = Date.now() + timeoutMs;
	const underWay = await db.$queryRaw<{ flush_id: string }[]>`
		SELECT DISTINCT flush_id FROM warehouse_outbox WHERE flush_id IS NOT NULL AND refused_at IS NULL`;
	const flushIds = underWay.map(({ flush_id }) => flush_id);
	if (flushIds.length === 0) return true;
	for (;;) {
		const left = await db.warehouseOutbox.findFirst({
			where: { flushId: { in: flushIds }, refusedAt: null },
			select: { id: true },
		});
		if (!left) return true;
		if (Date.now() > giveUpAt) return false;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
