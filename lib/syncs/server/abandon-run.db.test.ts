import { expect, test } from "vitest";
import { abandonRun } from "@/lib/syncs/server/abandon-run";
import { enqueueSyncRun } from "@/lib/syncs/server/enqueue-sync-run";
import { runDueSyncs } from "@/lib/syncs/server/run-due-syncs";
import { openBareSync } from "@/lib/syncs/testing/open-bare-sync";
import type { Context } from "@/lib/workspaces/server/context";

const ask = async (ctx: Context, syncId: string) => await enqueueSyncRun(ctx, { syncId, trigger: "manual" });
const readSync = async (ctx: Context, id: string) => await ctx.db.sync.findUniqueOrThrow({ where: { id } });
const readRun = async (ctx: Context, id: string) => await ctx.db.syncRun.findUniqueOrThrow({ where: { id } });

test("a run that is not retried has failed, its sync reports it, and a run requested now is a new one", async () => {
	const { ctx, syncId } = await openBareSync();
	const dead = await ask(ctx, syncId);
	expect((await ask(ctx, syncId)).id).toBe(dead.id);
	const reason = "The process that did this work died.";
	await abandonRun(ctx, { runId: dead.id, status: "failed", reason });
	expect(await readRun(ctx, dead.id)).toMatchObject({ status: "failed", error: { message: reason } });
	expect(await readSync(ctx, syncId)).toMatchObject({ status: "failing", statusReason: reason });
	expect((await ask(ctx, syncId)).id).not.toBe(dead.id);
});

test("a cancelled run leaves its sync as it is, and a run that has ended stays as it ended", async () => {
	const { ctx, syncId } = await openBareSync();
	const { id: runId } = await ask(ctx, syncId);
	await abandonRun(ctx, { runId, status: "cancelled", reason: "It was cancelled on Trigger.dev." });
	expect((await readRun(ctx, runId)).status).toBe("cancelled");
	expect((await readSync(ctx, syncId)).status).toBe("active");
	await abandonRun(ctx, { runId, status: "failed", reason: "Late." });
	expect((await readRun(ctx, runId)).status).toBe("cancelled");
	expect((await readSync(ctx, syncId)).status).toBe("active");
});

test("a run is brought back when no job is at work on it, and only then", async () => {
	const { ctx, syncId } = await openBareSync();
	const { id: runId } = await ask(ctx, syncId);
	// Long before every other test's runs, which this must not touch.
	const long = new Date("2001-01-01T00:00:00Z");
	await ctx.db.syncRun.update({ where: { id: runId }, data: { createdAt: long } });
	const later = (seconds: number) => new Date(long.getTime() + seconds * 1000);
	expect((await runDueSyncs(later(31))).broughtBack).toBe(0);
	await ctx.db.jobRun.updateMany({ where: { key: `sync:${syncId}` }, data: { status: "finished" } });
	expect((await runDueSyncs(later(30))).broughtBack).toBe(0);
	expect((await runDueSyncs(later(31))).broughtBack).toBe(1);
	expect(await ctx.db.jobRun.count({ where: { key: `sync:${syncId}`, status: "queued" } })).toBe(1);
	// A job may end before the run does, however often: at the time limit of an attempt, for example.
	for (let jobs = 2; jobs <= 3; jobs++) {
		await ctx.db.jobRun.updateMany({ where: { key: `sync:${syncId}` }, data: { status: "finished" } });
		expect((await runDueSyncs(later(3_600 * jobs))).broughtBack).toBe(1);
		expect(await ctx.db.jobRun.count({ where: { key: `sync:${syncId}`, status: "queued" } })).toBe(1);
	}
});
