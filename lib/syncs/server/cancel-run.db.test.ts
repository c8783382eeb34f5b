import { afterAll, beforeAll, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { cancelRun } from "@/lib/syncs/server/change-sync";
import { runDueSyncs } from "@/lib/syncs/server/run-due-syncs";
import { runSync } from "@/lib/syncs/server/run-sync";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import { SlowNetwork } from "@/lib/syncs/testing/slow-network";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const network = new SlowNetwork();
let url = "";
beforeAll(async () => {
	url = await network.open();
});
afterAll(async () => {
	network.close();
	await closeDatabase();
	await closeWarehouse();
});

/** A run that someone cancels while its first request is at the network; `then` follows that. */
async function cancelDuringRequest(world: Partial<RunWorld>, then: () => void = () => {}) {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3].map((uid) => ({ uid, email: `p${uid}@example.com` })),
	);
	const segmentId = await createTestSegment(ctx, [1, 2, 3]);
	network.onRequest = () => {};
	const { id: destinationId } = await connectDestination(ctx, {
		network: "webhook",
		name: "Shop",
		values: { url, signingSecret: `whsec_${btoa("x".repeat(32))}`, messages: "single" },
	});
	const sync = await openTestSync(ctx, null, { segmentId, destinationId, identifierKinds: ["email"] });
	const runId = newId("run");
	await ctx.db.syncRun.create({
		data: { id: runId, syncId: sync.id, trigger: "manual", status: "queued", counts: {} },
	});
	network.onRequest = async () => {
		network.onRequest = () => {};
		expect((await cancelRun(ctx, sync.id, runId)).status).toBe("cancelling");
		then();
	};
	const given = { sleep: async () => {}, timeoutMs: 1_500, ...world };
	const end = await runSync(ctx, { runId }, given).then(
		() => null,
		(error: Error) => error.message,
	);
	const read = () => ctx.db.syncRun.findUniqueOrThrow({ where: { id: runId } });
	return { ctx, sync, runId, end, read };
}

it("a cancelled run is not taken up again because its process was shut down", async () => {
	const shutdown = new AbortController();
	const { read } = await cancelDuringRequest({ signal: shutdown.signal }, () => shutdown.abort());
	expect(await read()).toMatchObject({ status: "cancelled", finishedAt: expect.any(Date) });
});

it("a cancelled run is not taken up again because something went wrong", async () => {
	const { read, end } = await cancelDuringRequest({
		checkpoint: (name) => {
			if (name === "outcome.before") throw new Error("out of memory");
		},
	});
	expect(end).toBe("out of memory");
	expect(await read()).toMatchObject({ status: "cancelled", finishedAt: expect.any(Date) });
});

it("a cancelled run whose process died ends, and what it had sent is settled without anyone", async () => {
	const { ctx, sync, runId, read } = await cancelDuringRequest({
		checkpoint: (name) => {
			if (name === "outcome.before") throw new Error("killed");
		},
	});
	// As a killed process leaves it: no one marked anything.
	const long = new Date("2001-01-01T00:00:00Z");
	await ctx.db.syncRun.update({
		where: { id: runId },
		data: { status: "cancelling", finishedAt: null, error: {}, leaseOwner: "dead", leaseUntil: long },
	});
	await ctx.db.sync.update({ where: { id: sync.id }, data: { nextRunAt: null } });
	await runDueSyncs(new Date("2001-01-01T00:01:00Z"));
	expect(await ctx.db.jobRun.count({ where: { key: `sync:${sync.id}`, status: "queued" } })).toBe(1);
	await runSync(ctx, { runId }, { sleep: async () => {} });
	expect(await read()).toMatchObject({ status: "cancelled", finishedAt: expect.any(Date) });
	const { nextRunAt } = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
	expect(nextRunAt).not.toBeNull();
	// The first one finds what was in flight, the next one asserts it when the network has had time to settle.
	await sync.run({ now: () => Date.now() + 3_600_000 }, "schedule");
	expect(await sync.run({ now: () => Date.now() + 7_200_000 }, "schedule")).toMatchObject({
		status: "finished",
		counts: { delivered: 3 },
	});
});
