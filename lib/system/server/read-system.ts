import { z } from "zod";
import type { Database } from "@/lib/platform/postgres/database";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";
import type { SystemState } from "@/lib/system/api";
import { pendingIn, readReadiness, soon } from "@/lib/system/server/read-readiness";

type Stores = { db: Database; warehouse: Warehouse };

/**
 * How the whole installation is, read within two seconds: each part that does not answer by then is null. It holds
 * numbers only, none of a single workspace.
 */
export async function readSystem(stores: Stores): Promise<SystemState> {
	const [postgres, warehouse, readiness, queue, outbox, delivered] = await Promise.all([
		soon(readPostgres(stores.db)),
		soon(readWarehouse(stores.warehouse)),
		readReadiness(stores),
		soon(readQueue(stores.db)),
		soon(readOutbox(stores.db)),
		soon(readDelivered(stores.db)),
	]);
	return {
		at: new Date().toISOString(),
		postgres: { isUp: postgres !== null, bytes: postgres?.bytes ?? null, version: postgres?.version ?? null },
		warehouse: {
			isUp: warehouse !== null,
			bytes: warehouse?.bytes ?? null,
			version: warehouse?.version ?? null,
		},
		pendingMigrations: pendingIn(readiness),
		queue,
		outbox,
		deliveredPerSecond: delivered,
	};
}

async function readPostgres(db: Database): Promise<{ bytes: number; version: string } | null> {
	const [row] = await db.$queryRaw<{ bytes: bigint; version: string }[]>`
		SELECT pg_database_size(current_database()) AS bytes, current_setting('server_version') AS version`;
	// The version is followed by the packager's own name for it.
	return row ? { bytes: Number(row.bytes), version: row.version.split(" ")[0] ?? row.version } : null;
}

const warehouseSize = defineQuery({
	name: "system.size",
	row: z.object({ version: z.string(), bytes: z.number() }),
	build: () => ({
		sql: `SELECT version() AS version,
			(SELECT toFloat64(sum(bytes_on_disk)) FROM system.parts WHERE active AND database = currentDatabase()) AS bytes`,
		params: {},
	}),
});

async function readWarehouse(warehouse: Warehouse): Promise<{ bytes: number; version: string } | null> {
	return (await warehouseSize(warehouse, undefined))[0] ?? null;
}

async function readQueue(db: Database): Promise<NonNullable<SystemState["queue"]>> {
	const [row] = await db.$queryRaw<{ waiting: number; running: number; oldest: number | null }[]>`
		SELECT count(*) FILTER (WHERE status <> 'running')::int AS waiting,
			count(*) FILTER (WHERE status = 'running')::int AS running,
			extract(epoch FROM now() - min(run_at) FILTER (WHERE status <> 'running' AND run_at < now()))::float AS oldest
		FROM job_run WHERE status IN ('queued', 'retrying', 'running')`;
	return { waiting: row?.waiting ?? 0, running: row?.running ?? 0, oldestDueSeconds: row?.oldest ?? 0 };
}

async function readOutbox(db: Database): Promise<NonNullable<SystemState["outbox"]>> {
	const [row] = await db.$queryRaw<{ batches: number; oldest: number | null }[]>`
		SELECT count(*)::int AS batches, greatest(extract(epoch FROM now() - min(created_at)), 0)::float AS oldest
		FROM warehouse_outbox`;
	return { batches: row?.batches ?? 0, oldestSeconds: row?.oldest ?? 0 };
}

const spanSeconds = 300;

async function readDelivered(db: Database): Promise<number> {
	const [row] = await db.$queryRaw<{ keys: number }[]>`
		SELECT coalesce(sum(q.key_count), 0)::float AS keys
		FROM sync_run r JOIN sync_request q ON q.run_id = r.id
		WHERE (r.finished_at IS NULL OR r.finished_at > now() - make_interval(secs => ${spanSeconds}))
			AND q.status = 'answered' AND q.answered_at > now() - make_interval(secs => ${spanSeconds})`;
	return (row?.keys ?? 0) / spanSeconds;
}
