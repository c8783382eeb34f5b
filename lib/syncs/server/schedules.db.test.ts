import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { archiveDestination } from "@/lib/destinations/server/archive-destination";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { noteChanged } from "@/lib/segments/server/refresh/note-changed";
import { runCounts } from "@/lib/syncs/contracts";
import { archiveSync, restoreSync } from "@/lib/syncs/server/archive-sync";
import { updateSync } from "@/lib/syncs/server/change-sync";
import { createSync } from "@/lib/syncs/server/create-sync";
import { enqueueSyncRun } from "@/lib/syncs/server/enqueue-sync-run";
import { followSegments } from "@/lib/syncs/server/follow-segments";
import { followTimeZone } from "@/lib/syncs/server/follow-time-zone";
import { getSync, listSyncs } from "@/lib/syncs/server/get-sync";
import { runDueSyncs } from "@/lib/syncs/server/run-due-syncs";
import { runSync } from "@/lib/syncs/server/run-sync";
import type { SyncSchedule } from "@/lib/syncs/sync-settings";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const minute = 60_000;
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const later = (ctx: Context): Context => ({ ...ctx, now: new Date() });

async function open(schedule: SyncSchedule): Promise<{ ctx: Context; segmentId: string; sync: TestSync }> {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3, 4].map((uid) => ({ uid, userId: `u${uid}` })),
	);
	const segmentId = await createTestSegment(ctx, [1, 2, 3]);
	const destinationId = await connectTestMeta(ctx, sandbox);
	return {
		ctx,
		segmentId,
		sync: await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId,
			identifierKinds: ["user_id"],
			schedule,
		}),
	};
}

const waitingOf = (ctx: Context, syncId: string) =>
	ctx.db.syncRun.findMany({ where: { syncId, status: "queued" } });

async function runWaiting(ctx: Context, syncId: string) {
	const [run] = await waitingOf(ctx, syncId);
	if (!run) throw new Error("no run waits");
	await runSync(ctx, { runId: run.id }, { sleep: async () => {}, timeoutMs: 1_500 });
	return await ctx.db.syncRun.findUniqueOrThrow({ where: { id: run.id } });
}

describe("a schedule", () => {
	it("runs once after downtime, whoever ticks, and then at its own times", async () => {
		const { ctx, sync } = await open({ kind: "cron", cron: "*/15 * * * *" });
		// Long before every other test's syncs, which this must not touch.
		const due = new Date("2001-06-10T02:00:00Z");
		const back = new Date("2001-06-10T05:00:07Z");
		await ctx.db.sync.update({ where: { id: sync.id }, data: { nextRunAt: due } });
		await Promise.all([runDueSyncs(back), runDueSyncs(back), runDueSyncs(back)]);
		expect(await waitingOf(ctx, sync.id)).toHaveLength(1);
		const { nextRunAt } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		expect(nextRunAt).toEqual(new Date("2001-06-10T05:15:00Z"));
		await runDueSyncs(new Date("2001-06-10T05:14:59Z"));
		expect(await waitingOf(ctx, sync.id)).toHaveLength(1);
	});

	it("is read in the workspace's time zone, and refused with a cure when it cannot be read", async () => {
		const { ctx, sync, segmentId } = await open({ kind: "manual" });
		await sync.run();
		await ctx.db.workspace.update({ where: { id: ctx.workspace.id }, data: { timeZone: "Asia/Tokyo" } });
		const tokyo = { ...later(ctx), workspace: { ...ctx.workspace, timeZone: "Asia/Tokyo" } };
		const shown = await updateSync(tokyo, sync.id, { schedule: { kind: "cron", cron: "0 9 * * *" } });
		expect(shown.nextRuns.map((at) => at.slice(11))).toEqual(Array(3).fill("00:00:00.000Z"));
		expect(shown).toMatchObject({ timeZone: "Asia/Tokyo", nextRunAt: shown.nextRuns[0] });
		const wrong = { kind: "cron", cron: "every day at nine" } as const;
		await expect(updateSync(tokyo, sync.id, { schedule: wrong })).rejects.toMatchObject({
			code: "invalid",
			issues: [{ path: "schedule.cron", message: expect.stringContaining("Write five fields") }],
		});
		const { destination } = await getSync(ctx, sync.id);
		await expect(
			createSync(ctx, { segmentId, destinationId: destination.id, schedule: wrong }),
		).rejects.toMatchObject({ code: "invalid" });
	});

	it("moves with the workspace's time zone, and a retry stays", async () => {
		const { ctx, sync } = await open({ kind: "cron", cron: "0 9 * * *" });
		const now = new Date("2026-11-30T06:30:00Z");
		const put = (nextRunAt: string) =>
			ctx.db.sync.update({ where: { id: sync.id }, data: { nextRunAt: new Date(nextRunAt) } });
		const moved = async (after: string) => {
			await followTimeZone({ ...ctx, now }, { before: "UTC", after });
			const { nextRunAt } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
			return nextRunAt?.toISOString();
		};
		await put("2026-11-30T09:00:00Z");
		expect(await moved("Europe/Berlin")).toBe("2026-11-30T08:00:00.000Z");
		await put("2026-11-30T09:00:00Z");
		expect(await moved("America/New_York")).toBe("2026-11-30T14:00:00.000Z");
		await put("2026-11-30T07:12:00Z");
		expect(await moved("America/New_York")).toBe("2026-11-30T07:12:00.000Z");
	});

	it("is not moved by a run that someone starts in between", async () => {
		const { ctx, sync } = await open({ kind: "interval", everyMinutes: 60 });
		await sync.run();
		const next = new Date(Date.now() + 17 * minute);
		await ctx.db.sync.update({ where: { id: sync.id }, data: { nextRunAt: next } });
		await sync.run();
		expect((await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).nextRunAt).toEqual(next);
	});
});

describe("a sync that follows its segment", () => {
	it("runs in real time when its people change: one run for many changes, and a floor between runs", async () => {
		const { ctx, segmentId, sync } = await open({ kind: "real_time" });
		await sync.run();
		const finished = await ctx.db.syncRun.findFirstOrThrow({ where: { syncId: sync.id } });
		const endedMs = finished.finishedAt?.getTime() ?? 0;
		const at = (ms: number) => new Date(endedMs + ms);
		const took = (ms: number) =>
			ctx.db.syncRun.update({ where: { id: finished.id }, data: { startedAt: at(-ms) } });
		await setMembers(ctx, segmentId, [1, 2, 3, 4]);
		await noteChanged(ctx.db, [segmentId], at(10));
		expect((await getSync(ctx, sync.id)).backlog).toEqual({ people: 0, since: at(10).toISOString() });
		// As long as the run took, a quarter of a second at least and a second at most.
		for (const [ms, floor] of [
			[1, 250],
			[400, 400],
			[60_000, 1_000],
		] as const) {
			await took(ms);
			expect((await followSegments(at(floor - 1))).againInMs).toBeLessThanOrEqual(1);
			expect(await waitingOf(ctx, sync.id)).toHaveLength(0);
		}
		await Promise.all([followSegments(at(1_000)), followSegments(at(1_000))]);
		expect(await waitingOf(ctx, sync.id)).toHaveLength(1);
		// What changes while the run waits is in it.
		await noteChanged(ctx.db, [segmentId], at(20));
		await followSegments(at(1_500));
		expect(await waitingOf(ctx, sync.id)).toHaveLength(1);
		expect(await runWaiting(ctx, sync.id)).toMatchObject({ status: "finished", trigger: "segment" });
		expect(await sync.held()).toHaveLength(4);
		await followSegments(new Date(Date.now() + 10 * minute));
		expect(await waitingOf(ctx, sync.id)).toHaveLength(0);
	});

	it("starts nothing while a run is under way, and what changed meanwhile after it", async () => {
		const { ctx, segmentId, sync } = await open({ kind: "real_time" });
		await sync.run();
		const running = await ctx.db.syncRun.findFirstOrThrow({ where: { syncId: sync.id } });
		await ctx.db.syncRun.update({ where: { id: running.id }, data: { status: "running", finishedAt: null } });
		await noteChanged(ctx.db, [segmentId], new Date());
		const soon = new Date(Date.now() + minute);
		await followSegments(soon);
		expect(await waitingOf(ctx, sync.id)).toHaveLength(0);
		await ctx.db.syncRun.update({
			where: { id: running.id },
			data: { status: "finished", finishedAt: new Date() },
		});
		await followSegments(soon);
		expect(await waitingOf(ctx, sync.id)).toHaveLength(1);
	});

	it("waits for a refresh after the change, where it follows refreshes", async () => {
		const { ctx, segmentId, sync } = await open({ kind: "after_refresh" });
		await sync.run();
		const changedAt = new Date();
		const soon = new Date(Date.now() + minute);
		const refresh = (at: Date) =>
			ctx.db.segment.update({ where: { id: segmentId }, data: { baseServedAt: at } });
		await refresh(new Date(changedAt.getTime() - 1));
		await noteChanged(ctx.db, [segmentId], changedAt);
		await followSegments(soon);
		expect(await waitingOf(ctx, sync.id)).toHaveLength(0);
		await refresh(changedAt);
		await followSegments(soon);
		expect(await waitingOf(ctx, sync.id)).toHaveLength(1);
		await runWaiting(ctx, sync.id);
		await refresh(new Date(changedAt.getTime() + 5_000));
		await followSegments(soon);
		expect(await waitingOf(ctx, sync.id)).toHaveLength(0);
	});

	it("leaves a failing, paused, unconfirmed or manual sync alone", async () => {
		const { ctx, segmentId, sync } = await open({ kind: "real_time" });
		await noteChanged(ctx.db, [segmentId], new Date());
		for (const data of [
			{ status: "failing" },
			{ status: "paused" },
			{ status: "active", confirmedAt: null },
			{ confirmedAt: new Date(), schedule: { kind: "manual" } },
		]) {
			await ctx.db.sync.update({ where: { id: sync.id }, data });
			await followSegments(new Date(Date.now() + minute));
			expect(await waitingOf(ctx, sync.id)).toHaveLength(0);
		}
	});
});

describe("a full run asked for during another run", () => {
	const ask = (ctx: Context, syncId: string, more: object = {}) =>
		enqueueSyncRun(later(ctx), { syncId, trigger: "manual", ...more });
	const askedOf = async (ctx: Context, id: string) =>
		runCounts.parse((await ctx.db.syncRun.findUniqueOrThrow({ where: { id } })).counts);

	it("is what the run that waits becomes", async () => {
		const { ctx, sync } = await open({ kind: "manual" });
		const first = await ask(ctx, sync.id);
		const full = await ask(ctx, sync.id, { isFull: true });
		expect(full.id).toBe(first.id);
		expect((await askedOf(ctx, full.id)).isFull).toBe(true);
		await ask(ctx, sync.id, { isResend: true });
		await ask(ctx, sync.id);
		expect(await askedOf(ctx, full.id)).toMatchObject({ isFull: true, isResend: true });
	});

	it("is a run of its own while one is running, and its plan checks everyone", async () => {
		const { ctx, sync } = await open({ kind: "manual" });
		await sync.run();
		const running = await ctx.db.syncRun.create({
			data: {
				...(await ask(ctx, sync.id).then(({ id, syncId }) => ({ id: `${id}x`, syncId }))),
				trigger: "manual",
				status: "running",
				startedAt: new Date(),
				counts: {},
			},
		});
		await ctx.db.syncRun.updateMany({
			where: { syncId: sync.id, status: "queued" },
			data: { status: "cancelled" },
		});
		const full = await ask(ctx, sync.id, { isFull: true });
		expect(full.id).not.toBe(running.id);
		await ctx.db.syncRun.update({ where: { id: running.id }, data: { status: "finished" } });
		expect((await runWaiting(ctx, sync.id)).counts).toMatchObject({ isFull: true });
	});

	it("is not lost by a run that starts at that very moment", async () => {
		const { ctx, sync } = await open({ kind: "manual" });
		await sync.run();
		const { id } = await ask(ctx, sync.id);
		let asked: Promise<unknown> | undefined;
		// Between its first look at the run and its lease.
		const now = () => {
			asked ??= ask(ctx, sync.id, { isFull: true });
			return Date.now();
		};
		await runSync(ctx, { runId: id }, { now });
		await asked;
		const runs = await ctx.db.syncRun.findMany({ where: { syncId: sync.id, id: { gte: id } } });
		expect(runs.some((run) => runCounts.parse(run.counts).isFull)).toBe(true);
	});
});

describe("run now", () => {
	it("tries again at once what the network refused; a scheduled run waits", async () => {
		const { ctx, segmentId, sync } = await open({ kind: "manual" });
		await sync.run();
		await setMembers(ctx, segmentId, [1, 2]);
		sandbox.faults.add(fault.parse({ kind: "too_small", operation: "remove" }));
		expect(await sync.run()).toMatchObject({ counts: { refused: 1 } });
		expect(await sync.run({}, "schedule")).toMatchObject({ counts: { refused: 0, removed: 0 } });
		expect(await sync.held()).toHaveLength(3);
		expect(await sync.run()).toMatchObject({ counts: { removed: 1 } });
		expect(await sync.held()).toHaveLength(2);
	});
});

describe("archiving a sync", () => {
	it("leaves the people there, or removes everyone first, surviving failures", async () => {
		const { ctx, sync } = await open({ kind: "interval", everyMinutes: 60 });
		await sync.run();
		expect(await archiveSync(later(ctx), sync.id, { audience: "empty" })).toEqual({
			id: sync.id,
			isArchived: false,
		});
		sandbox.faults.add(fault.parse({ kind: "token_expired", operation: "remove" }));
		expect(await runWaiting(ctx, sync.id)).toMatchObject({ status: "failed", trigger: "emptying" });
		expect(await sync.held()).toHaveLength(3);
		const shown = await getSync(ctx, sync.id);
		expect(shown).toMatchObject({ status: "emptying", statusReason: expect.stringContaining("token") });
		expect(Date.parse(shown.nextRunAt ?? "")).toBeGreaterThan(Date.now());
		await ctx.db.sync.update({ where: { id: sync.id }, data: { nextRunAt: new Date("2001-01-01") } });
		await runDueSyncs(new Date("2001-01-02"));
		expect((await runWaiting(ctx, sync.id)).status).toBe("finished");
		expect(await sync.held()).toEqual([]);
		await expect(getSync(ctx, sync.id)).rejects.toMatchObject({ code: "not_found" });
		const entries = await ctx.db.auditEntry.findMany({
			where: { entityId: sync.id },
			select: { action: true },
		});
		expect(entries.map(({ action }) => action)).toContain("sync.emptying");
	});

	it("goes on emptying after a lost answer, and archives when nothing can be there any more", async () => {
		const { ctx, sync } = await open({ kind: "manual" });
		await sync.run();
		await archiveSync(later(ctx), sync.id, { audience: "empty" });
		sandbox.faults.add(fault.parse({ kind: "timeout_after", operation: "remove" }));
		await runWaiting(ctx, sync.id);
		const { archivedAt, nextRunAt } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		expect({ archivedAt, isPlanned: nextRunAt !== null }).toEqual({ archivedAt: null, isPlanned: true });
		await sync.run({ now: () => Date.now() + 30 * minute }, "schedule");
		expect((await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).archivedAt).not.toBeNull();
	});

	it("is at once where no one is there, and can be undone while it goes on and afterwards", async () => {
		const { ctx, sync } = await open({ kind: "manual" });
		expect(await archiveSync(ctx, sync.id, { audience: "empty" })).toMatchObject({ isArchived: true });
		expect((await restoreSync(ctx, sync.id)).status).toBe("active");
		await sync.run();
		await archiveSync(later(ctx), sync.id, { audience: "empty" });
		expect(await restoreSync(ctx, sync.id)).toMatchObject({ status: "active", emptyingSince: null });
		await runWaiting(ctx, sync.id);
		expect(await sync.held()).toHaveLength(3);
		await archiveSync(later(ctx), sync.id, { audience: "leave" });
		expect((await listSyncs(ctx, {})).items).toEqual([]);
		expect(await sync.held()).toHaveLength(3);
		const { destinationId } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
		await archiveDestination(ctx, destinationId);
		await expect(restoreSync(ctx, sync.id)).rejects.toThrow(/destination “.*” is archived/);
	});
});
