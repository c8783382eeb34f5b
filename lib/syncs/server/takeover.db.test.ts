import { afterAll, expect, test, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { acquireLease } from "@/lib/syncs/server/hold-lease";
import { runSync } from "@/lib/syncs/server/run-sync";
import { realWorld } from "@/lib/syncs/server/run-world";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
import { openBareSync } from "@/lib/syncs/testing/open-bare-sync";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import { SlowNetwork } from "@/lib/syncs/testing/slow-network";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const policy = { settleMs: 60_000, refusedRetryMs: 60_000, renewAheadMs: 0 };

async function createRun(ctx: Context, syncId: string, trigger: string): Promise<string> {
	const id = newId("run");
	await ctx.db.syncRun.create({ data: { id, syncId, trigger, status: "queued", counts: {} } });
	return id;
}
const statusOf = async (ctx: Context, id: string) =>
	(await ctx.db.syncRun.findUniqueOrThrow({ where: { id } })).status;

test("a run whose process died goes on after a removal that came first", async () => {
	const { ctx, syncId } = await openBareSync();
	const dead = await createRun(ctx, syncId, "manual");
	const long = { ...realWorld, now: () => Date.now() - 60_000 };
	expect(await acquireLease(ctx, { runId: dead, syncId, policy }, long)).not.toBeNull();
	// Both jobs begin when a worker is back: the removal of someone who withdrew meanwhile, and that run.
	const removal = await createRun(ctx, syncId, "erasure");
	expect(await acquireLease(ctx, { runId: removal, syncId, policy }, realWorld)).not.toBeNull();
	expect(await statusOf(ctx, dead)).toBe("queued");
	await expect(acquireLease(ctx, { runId: dead, syncId, policy }, realWorld)).rejects.toThrow("in progress");
	await ctx.db.syncRun.update({
		where: { id: removal },
		data: { status: "finished", leaseOwner: null, leaseUntil: null },
	});
	expect(await acquireLease(ctx, { runId: dead, syncId, policy }, realWorld)).not.toBeNull();
	expect(await statusOf(ctx, dead)).toBe("running");
});

test("a run that went through in the end says nothing of the attempt that failed", async () => {
	const ctx = await createTestWorkspace();
	await createPeople(ctx, [{ uid: 1, userId: "c1" }]);
	const network = new SlowNetwork();
	const { id: destinationId } = await connectDestination(ctx, {
		network: "webhook",
		name: "Shop",
		values: { url: await network.open(), signingSecret: "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=" },
	});
	const segmentId = await createTestSegment(ctx, [1]);
	const sync = await openTestSync(ctx, null, { segmentId, destinationId, identifierKinds: ["user_id"] });
	const runId = await createRun(ctx, sync.id, "manual");
	const checkpoint = () => {
		throw new Error("The store was away");
	};
	await expect(runSync(ctx, { runId }, { checkpoint })).rejects.toThrow("away");
	expect(await ctx.db.syncRun.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({
		status: "queued",
		error: { message: expect.stringContaining("retries") },
	});
	await runSync(ctx, { runId });
	expect(await ctx.db.syncRun.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({
		status: "finished",
		error: null,
	});
	network.close();
});

test("a removal whose process died ends with the run that comes next", async () => {
	const { ctx, syncId } = await openBareSync();
	const dead = await createRun(ctx, syncId, "erasure");
	const long = { ...realWorld, now: () => Date.now() - 60_000 };
	expect(await acquireLease(ctx, { runId: dead, syncId, policy }, long)).not.toBeNull();
	const next = await createRun(ctx, syncId, "manual");
	expect(await acquireLease(ctx, { runId: next, syncId, policy }, realWorld)).not.toBeNull();
	expect(await statusOf(ctx, dead)).toBe("failed");
});
