import { afterAll, expect, test } from "vitest";
import { closeDatabase, database } from "@/lib/platform/postgres/database";
import { closeWarehouse, openWarehouse, warehouse } from "@/lib/platform/warehouse/warehouse";
import { readSystem } from "@/lib/system/server/read-system";
import { writeMetrics } from "@/lib/system/server/write-metrics";

afterAll(async () => {
	await closeWarehouse();
	await closeDatabase();
});

const stores = () => ({ db: database(), warehouse: warehouse() });

test("both stores answer with their sizes and versions, and have every migration", async () => {
	const state = await readSystem(stores());
	expect(state.postgres).toMatchObject({ isUp: true, version: expect.stringMatching(/^\d+/) });
	expect(state.warehouse).toMatchObject({ isUp: true, version: expect.stringMatching(/^\d+/) });
	expect(state.postgres.bytes).toBeGreaterThan(1_000_000);
	expect(state.warehouse.bytes).toBeGreaterThan(0);
	expect(state.pendingMigrations).toEqual([]);
});

test("a run that is due and not begun makes the queue older; one for later does not", async () => {
	const db = database();
	const before = await readSystem(stores());
	const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
	const run = (id: string, runAt: Date) => ({
		id: `system-test-${id}`,
		job: "system.test",
		idempotencyKey: `system-test-${id}`,
		payload: {},
		status: "queued",
		runAt,
	});
	await db.jobRun.createMany({ data: [run("late", at(-60 * 24)), run("later", at(60))] });
	try {
		const after = await readSystem(stores());
		expect(after.queue?.waiting).toBeGreaterThanOrEqual((before.queue?.waiting ?? 0) + 2);
		expect(after.queue?.oldestDueSeconds).toBeGreaterThanOrEqual(24 * 3_600);
		expect(after.queue?.oldestDueSeconds).toBeLessThan(24 * 3_600 + 60);
	} finally {
		await db.jobRun.deleteMany({ where: { job: "system.test" } });
	}
});

test("a warehouse that does not answer is down and of unknown size; the rest is known", async () => {
	const away = openWarehouse("http://127.0.0.1:9", "muster");
	try {
		const state = await readSystem({ db: database(), warehouse: away });
		expect(state.warehouse).toEqual({ isUp: false, bytes: null, version: null });
		expect(state.pendingMigrations).toBeNull();
		expect(state.postgres.isUp).toBe(true);
		expect(state.queue).not.toBeNull();
		const { text } = await writeMetrics({ db: database(), warehouse: away });
		expect(text).toContain('muster_store_up{store="warehouse"} 0');
		expect(text).not.toContain('muster_store_bytes{store="warehouse"}');
		expect(text).not.toContain("muster_pending_migrations");
	} finally {
		await away.close();
	}
});
