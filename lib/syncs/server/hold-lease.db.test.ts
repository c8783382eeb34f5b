import { spawn } from "node:child_process";
import { afterAll, expect, test, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { startWorker } from "@/lib/platform/queue/start-worker";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { acquireLease, assertLeaseHeld, assertStillHeld } from "@/lib/syncs/server/hold-lease";
import { realWorld } from "@/lib/syncs/server/run-world";
import { defineSyncJob } from "@/lib/syncs/testing/define-sync-job";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { openBareSync } from "@/lib/syncs/testing/open-bare-sync";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const policy = { answers: "counts", settleMs: 60_000, refusedRetryMs: 60_000, renewAheadMs: 0 } as const;

async function createRun(ctx: Context, syncId: string): Promise<string> {
	const id = newId("run");
	await ctx.db.syncRun.create({ data: { id, syncId, trigger: "manual", status: "queued", counts: {} } });
	return id;
}

function clock() {
	const state = { now: Date.now() };
	return { state, world: { ...realWorld, now: () => state.now, leaseMs: 15_000 } };
}

test("a run that was paused past its lease goes on when no one took over, and sends nothing when another did", async () => {
	const { ctx, syncId } = await openBareSync();
	const { state, world } = clock();
	const [first, second] = [await createRun(ctx, syncId), await createRun(ctx, syncId)];
	const lease = await acquireLease(ctx, { runId: first, syncId, policy }, world);
	if (!lease) throw new Error("no lease");
	state.now += 14_999;
	await expect(acquireLease(ctx, { runId: second, syncId, policy }, world)).rejects.toThrow("in progress");
	// A pause, for a garbage collection or a busy event loop.
	state.now += 60_000;
	await assertStillHeld(ctx, lease, world);
	await expect(acquireLease(ctx, { runId: second, syncId, policy }, world)).rejects.toThrow("in progress");
	state.now += 15_000;
	expect(await acquireLease(ctx, { runId: second, syncId, policy }, world)).not.toBeNull();
	await expect(assertStillHeld(ctx, lease, world)).rejects.toThrow("lost its turn");
	await expect(ctx.db.$transaction((tx) => assertLeaseHeld(tx, lease, world))).rejects.toThrow(
		"lost its turn",
	);
	expect(await ctx.db.syncRun.findUnique({ where: { id: first } })).toMatchObject({ status: "failed" });
});

test("a run handed over again is taken from its first process at once, which then sends nothing", async () => {
	const { ctx, syncId } = await openBareSync();
	const { world } = clock();
	const runId = await createRun(ctx, syncId);
	const lease = await acquireLease(ctx, { runId, syncId, policy }, world);
	if (!lease) throw new Error("no lease");
	const next = await acquireLease(ctx, { runId, syncId, policy }, world);
	if (!next) throw new Error("no lease");
	await assertLeaseHeld(ctx.db, next, world);
	await expect(ctx.db.$transaction((tx) => assertLeaseHeld(tx, lease, world))).rejects.toThrow(
		"lost its turn",
	);
});

test("after kill -9 of its worker a run goes on elsewhere within 15 seconds", {
	timeout: 90_000,
}, async () => {
	const sandbox = await startSandbox({ port: 0 });
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3, 4].map((uid) => ({ uid, email: `p${uid}@example.com` })),
	);
	const segmentId = await createTestSegment(ctx, [1, 2, 3]);
	const { id: destinationId } = await connectDestination(ctx, {
		network: "webhook",
		name: "Shop",
		values: {
			url: `${sandbox.url}/webhooks/demo`,
			signingSecret: "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=",
		},
	});
	const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
	const held = () => [...(sandbox.webhooks.receivers.get("demo")?.audiences.get(sync.id) ?? [])].sort();
	await sync.run();
	await setMembers(ctx, segmentId, [2, 3, 4]);
	// The removal is applied and never answered: the worker is waiting when it is killed, and the addition is to come.
	sandbox.faults.add(fault.parse({ network: "webhook", kind: "timeout_after", operation: "remove" }));
	const jobId = newId("job");
	const job = defineSyncJob(jobId);
	const runId = await createRun(ctx, sync.id);
	const payload = { workspaceId: ctx.workspace.id, runId };
	await enqueue<typeof job>(jobId, payload, { key: `sync:${sync.id}` });
	const child = spawn(process.execPath, ["--import", "tsx", "lib/syncs/testing/run-sync-worker.ts", jobId], {
		env: process.env,
		stdio: "ignore",
	});
	await vi.waitFor(() => expect(held()).not.toContain("email:p1@example.com"), {
		timeout: 40_000,
		interval: 50,
	});
	const worker = await startWorker([job], { hasTicks: false });
	try {
		child.kill("SIGKILL");
		const killedMs = Date.now();
		await vi.waitFor(() => expect(held()).toContain("email:p4@example.com"), {
			timeout: 40_000,
			interval: 50,
		});
		expect(Date.now() - killedMs).toBeLessThan(15_000);
	} finally {
		await worker.stop();
		await sandbox.close();
	}
	expect(held()).toEqual([2, 3, 4].map((uid) => `email:p${uid}@example.com`));
	const run = await ctx.db.syncRun.findUniqueOrThrow({ where: { id: runId } });
	expect(run.status).toBe("finished");
});
