import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import type { CreateSyncInput } from "@/lib/syncs/edit-contracts";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { updateSync } from "@/lib/syncs/server/change-sync";
import { getSync } from "@/lib/syncs/server/get-sync";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync } from "@/lib/syncs/testing/open-test-sync";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

async function open(input: Partial<CreateSyncInput> = {}) {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3, 4].map((uid) => ({ uid, userId: `u${uid}` })),
	);
	const segmentId = await createTestSegment(ctx, [1, 2, 3]);
	const destinationId = await connectTestMeta(ctx, sandbox);
	const sync = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId,
		identifierKinds: ["user_id"],
		...input,
	});
	return { ctx, segmentId, sync, now: () => ({ ...ctx, now: new Date() }) };
}

describe("another mode", () => {
	it("removes with the next run whom an add-only audience had kept", async () => {
		const { ctx, segmentId, sync, now } = await open({ mode: "add_only" });
		await sync.run();
		await setMembers(ctx, segmentId, [1]);
		await sync.run();
		expect(await sync.held()).toHaveLength(3);
		await updateSync(ctx, sync.id, { mode: "mirror" });
		expect(await previewSync(now(), sync.id)).toMatchObject({ toRemove: 2, unchanged: 1 });
		expect(await sync.run({}, "schedule")).toMatchObject({ status: "finished", counts: { removed: 2 } });
		expect(await sync.held()).toEqual(["EXTERN_ID:u1"]);
	});

	it("that is chosen while a run plans counts from the next run", async () => {
		const { ctx, segmentId, sync } = await open({ mode: "add_only" });
		await sync.run();
		await setMembers(ctx, segmentId, [1]);
		let changing: Promise<unknown> = Promise.resolve();
		await sync.run({
			checkpoint: (name) => {
				if (name === "plan.before_store") changing = updateSync(ctx, sync.id, { mode: "mirror" });
			},
		});
		await changing;
		await sync.run({}, "schedule");
		expect(await sync.held()).toEqual(["EXTERN_ID:u1"]);
	});
});

describe("another schedule", () => {
	it("does not stop an audience from being emptied", async () => {
		const { ctx, sync, now } = await open({ schedule: { kind: "interval", everyMinutes: 60 } });
		await sync.run();
		await archiveSync(now(), sync.id, { audience: "empty" });
		sandbox.faults.add(fault.parse({ kind: "token_expired", operation: "remove" }));
		const waiting = await ctx.db.syncRun.findFirstOrThrow({ where: { syncId: sync.id, status: "queued" } });
		await ctx.db.syncRun.update({ where: { id: waiting.id }, data: { status: "cancelled" } });
		expect((await sync.run({}, "emptying")).status).toBe("failed");
		expect((await updateSync(now(), sync.id, { schedule: { kind: "manual" } })).nextRunAt).not.toBeNull();
	});

	it("does not lose the time at which an unclear answer is settled", async () => {
		const { ctx, segmentId, sync, now } = await open();
		await sync.run();
		await setMembers(ctx, segmentId, [1, 2]);
		sandbox.faults.add(fault.parse({ kind: "timeout_after", operation: "remove" }));
		await sync.run();
		const { nextRunAt } = await getSync(ctx, sync.id);
		expect(nextRunAt).not.toBeNull();
		expect((await updateSync(now(), sync.id, { schedule: { kind: "manual" } })).nextRunAt).toBe(nextRunAt);
		const hourly = await updateSync(now(), sync.id, { schedule: { kind: "interval", everyMinutes: 1_440 } });
		expect(hourly.nextRunAt).toBe(nextRunAt);
	});
});

describe("delivery rules that two people change", () => {
	const guards = { changePercent: 30, changePeople: 50, minimumAudience: 0 };

	it("keep what the first one saved where the second one did not see it", async () => {
		const { ctx, sync } = await open();
		const [customers, staff] = [await createTestSegment(ctx, [3]), await createTestSegment(ctx, [2])];
		const seen = { excludedSegmentIds: [], guards, mode: "mirror", stopsOnConversion: false } as const;
		const save = (input: Parameters<typeof updateSync>[2]) => updateSync(ctx, sync.id, input);
		await save({ excludedSegmentIds: [customers], before: { excludedSegmentIds: [] } });
		await expect(
			save({
				excludedSegmentIds: [staff],
				guards: { minimumAudience: 5 },
				before: { ...seen, excludedSegmentIds: [] },
			}),
		).rejects.toMatchObject({ code: "conflict", issues: [{ path: "excludedSegmentIds" }] });
		// What differs elsewhere is no reason: only what is changed has to be as it was seen.
		await save({ guards: { minimumAudience: 5 }, before: { guards } });
		await expect(save({ guards: { minimumAudience: 9 }, before: { guards } })).rejects.toMatchObject({
			code: "conflict",
			issues: [{ path: "guards" }],
		});
		const mode = await save({ mode: "add_only", before: { mode: "mirror" } });
		expect(mode).toMatchObject({
			excludedSegments: [{ id: customers }],
			guards: { minimumAudience: 5 },
			mode: "add_only",
		});
	});

	it("keep a place in an order where the second one did not see it, one of a new order too", async () => {
		const { ctx, sync } = await open();
		const save = (input: Parameters<typeof updateSync>[2]) => updateSync(ctx, sync.id, input);
		const none = { priorityGroup: null, priority: null };
		await save({ priorityGroup: "Order", priority: 2, before: none });
		await expect(save({ priorityGroup: "Other", priority: 1, before: none })).rejects.toMatchObject({
			code: "conflict",
			issues: [{ path: "priorityGroup" }, { path: "priority" }],
		});
		await expect(save({ priority: 3, before: { priority: 1 } })).rejects.toMatchObject({
			code: "conflict",
			issues: [{ path: "priority" }],
		});
		expect(await save({ priority: 3, before: { priority: 2 } })).toMatchObject({
			priorityGroup: "Order",
			priority: 3,
		});
		const ends = await Promise.allSettled(
			[4, 5].map((priority) => save({ priority, before: { priority: 3 } })),
		);
		expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
		await expect(save({ keepsHoldouts: false, before: { keepsHoldouts: false } })).rejects.toMatchObject({
			code: "conflict",
			issues: [{ path: "keepsHoldouts" }],
		});
	});

	it("do not bring back an order that someone dissolves meanwhile", async () => {
		const { ctx, sync } = await open();
		await updateSync(ctx, sync.id, { priorityGroup: "Order", priority: 1 });
		const { destinationId } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		let changing: Promise<unknown> = Promise.resolve();
		await ctx.db.$transaction(async (tx) => {
			await tx.$queryRaw`SELECT id FROM destination WHERE id = ${destinationId} FOR UPDATE`;
			await tx.sync.update({ where: { id: sync.id }, data: { priorityGroup: null, priority: null } });
			changing = updateSync(ctx, sync.id, { priority: 2 });
			changing.catch(() => undefined);
			await vi.waitFor(async () => {
				const [waiting] = await ctx.db.$queryRaw<{ count: number }[]>`
					SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FROM sync WHERE%'`;
				expect(waiting?.count).toBeGreaterThan(0);
			});
		});
		await expect(changing).rejects.toMatchObject({ code: "invalid", issues: [{ path: "priorityGroup" }] });
		expect(await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).toMatchObject({
			priorityGroup: null,
			priority: null,
		});
	});

	it("let one of two through who save at once", async () => {
		const { ctx, sync } = await open();
		const ids = [await createTestSegment(ctx, [3]), await createTestSegment(ctx, [2])];
		const ends = await Promise.allSettled(
			ids.map((id) =>
				updateSync(ctx, sync.id, { excludedSegmentIds: [id], before: { excludedSegmentIds: [] } }),
			),
		);
		expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
	});
});

it("a segment that is kept out and was archived stays so while others are added, until someone takes it off", async () => {
	const { ctx, sync } = await open();
	const [customers, staff] = [await createTestSegment(ctx, [3]), await createTestSegment(ctx, [2])];
	await updateSync(ctx, sync.id, { excludedSegmentIds: [customers] });
	await ctx.db.segment.update({
		where: { id: customers },
		data: { archivedAt: new Date(), name: "Customers" },
	});
	const both = await updateSync(ctx, sync.id, { excludedSegmentIds: [customers, staff] });
	expect(both.excludedSegments.map(({ problem }) => problem !== null)).toEqual([true, false]);
	await updateSync(ctx, sync.id, { excludedSegmentIds: [staff] });
	await expect(updateSync(ctx, sync.id, { excludedSegmentIds: [staff, customers] })).rejects.toMatchObject({
		issues: [{ path: "excludedSegmentIds.1", message: "“Customers” was archived. Restore it first." }],
	});
});
