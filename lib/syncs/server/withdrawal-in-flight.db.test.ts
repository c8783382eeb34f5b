import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { suppress } from "@/lib/consent/server/suppress";
import { waitForRequests } from "@/lib/consent/server/wait-for-requests";
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { flushOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import { recordConsent } from "@/lib/sources/server/record-consent";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
import { openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import { pause, SlowNetwork } from "@/lib/syncs/testing/slow-network";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const secret = "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=";

let network: SlowNetwork;
let url = "";
const usualRows = webhookDefinition.limits.rowsPerRequest;
beforeAll(async () => {
	network = new SlowNetwork();
	url = await network.open();
	// Small requests, so that many of them are under way during a run.
	webhookDefinition.limits.rowsPerRequest = 50;
});
afterAll(async () => {
	webhookDefinition.limits.rowsPerRequest = usualRows;
	network.close();
	await closeDatabase();
	await closeWarehouse();
});
beforeEach(() => {
	network.requests.length = 0;
	network.answers = [];
	network.delayMs = () => 0;
	network.onRequest = () => {};
});

async function place(people: number): Promise<{ ctx: Context; sync: TestSync }> {
	const ctx = await createTestWorkspace();
	const uids = Array.from({ length: people }, (_, index) => index + 1);
	await createPeople(
		ctx,
		uids.map((uid) => ({ uid, userId: `c${uid}`, email: `c${uid}@example.com` })),
	);
	const segmentId = await createTestSegment(ctx, uids);
	const { id } = await connectDestination(ctx, {
		network: "webhook",
		name: "Slow",
		values: { url, signingSecret: secret },
	});
	const sync = await openTestSync(ctx, null, {
		segmentId,
		destinationId: id,
		identifierKinds: ["user_id"],
	});
	network.requests.length = 0;
	return { ctx, sync };
}

const withdraw = (ctx: Context, key: string) =>
	recordConsent(
		{ ...ctx, now: new Date() },
		{ identifier: { kind: "user_id", value: key }, purpose: "advertising", state: "denied", statement: "" },
	);

/** Accepted by a process that sends nothing to the warehouse itself: the rows wait in the outbox. */
const withdrawQuietly = (ctx: Context, key: string) =>
	acceptMessages(
		ctx.db,
		new Catalogue(),
		[
			{
				messageId: `quiet-${key}`,
				identifiers: [{ kind: "user_id", value: key }],
				at: Date.now(),
				traits: [],
				personal: [],
				consents: [{ purpose: "advertising", state: "denied", at: Date.now(), statement: "" }],
			},
		],
		{ ws: ctx.workspace.number, source: "test", now: new Date(), keepForever: false },
	);

const countWithdrawals = (ctx: Context) =>
	ctx.db.withdrawal.count({ where: { workspaceNumber: ctx.workspace.number } });

describe("a withdrawal while a run is in flight", () => {
	it.each([1, 2, 3])(
		"lets no key leave once it was acknowledged, in %i interleavings of 2 000 people",
		async (seed) => {
			let state = seed * 7_919;
			const random = () => {
				state = (state * 48_271) % 2_147_483_647;
				return state / 2_147_483_647;
			};
			const { ctx, sync } = await place(2_000);
			network.delayMs = () => random() * 60;
			// Now and then the network is busy: the same batch is to be sent again.
			network.answers = Array.from(
				{ length: 40 },
				(_, index) => () =>
					index % 4 === seed % 4
						? { status: 429, delayMs: random() * 30, headers: { "retry-after": "1" } }
						: { status: 200, delayMs: random() * 60 },
			);
			const acknowledged: { key: string; at: number }[] = [];
			let isRunning = true;
			const running = sync
				.run({ timeoutMs: 5_000, sleep: async () => await pause(random() * 40) })
				.finally(() => {
					isRunning = false;
				});
			await vi.waitFor(() => expect(network.requests.length).toBeGreaterThan(0), { timeout: 30_000 });
			const line = async (lane: number) => {
				for (let one = lane; isRunning && one <= 2_000; one += 4 * (1 + Math.floor(random() * 12))) {
					const key = `c${one}`;
					const way = random();
					if (way < 0.4) await withdraw(ctx, key);
					else if (way < 0.7) await withdrawQuietly(ctx, key);
					else {
						await suppress(ctx, { kind: "user_id", values: [key], purpose: null, reason: "complaint" });
					}
					acknowledged.push({ key, at: performance.now() });
					await pause(random() * 20);
				}
			};
			await Promise.all([1, 2, 3, 4].map(line));
			const run = await running;
			expect(run.status).toBe("finished");
			expect(acknowledged.length).toBeGreaterThan(40);
			const late = acknowledged.filter(({ key, at }) => network.lastSeen(key) > at);
			expect(late).toEqual([]);
			// Both sides of it: some had been sent before, others never were.
			expect(acknowledged.some(({ key }) => network.lastSeen(key) > 0)).toBe(true);
			expect(acknowledged.some(({ key }) => network.lastSeen(key) < 0)).toBe(true);
			await flushOutbox(ctx.db, ctx.warehouse);
			// Whatever was sent before is removed with the next run.
			await sync.run({ timeoutMs: 5_000, sleep: async () => {} });
			const left = await ctx.db.deliveryKey.count({
				where: { syncId: sync.id, state: { in: ["present", "accepted", "adding", "unknown"] } },
			});
			expect(left).toBe(2_000 - new Set(acknowledged.map(({ key }) => key)).size);
		},
		180_000,
	);

	it("makes a repeated batch anew without the key", async () => {
		const { ctx, sync } = await place(3);
		network.answers = [() => ({ status: 429, delayMs: 0, headers: { "retry-after": "1" } })];
		// While the network has the batch wait, someone in it withdraws. That is acknowledged during the wait.
		const run = await sync.run({
			sleep: async () => {
				await withdraw(ctx, "c2");
			},
		});
		expect(run).toMatchObject({ status: "finished", counts: { added: 2, heldBack: 1 } });
		expect(network.requests).toHaveLength(2);
		expect(network.requests.map(({ added }) => added.map((row) => row.user_id).sort())).toEqual([
			["c1", "c2", "c3"],
			["c1", "c3"],
		]);
	}, 60_000);

	it("stops what the warehouse has not heard of yet", async () => {
		const { ctx, sync } = await place(3);
		await withdrawQuietly(ctx, "c1");
		// Another test may bring to the warehouse whatever waits: this one's rows are not to be had meanwhile.
		const { outboxId } = await ctx.db.withdrawal.findFirstOrThrow({
			where: { workspaceNumber: ctx.workspace.number },
		});
		const offer = (flushId: string | null) =>
			ctx.db
				.$executeRaw`UPDATE warehouse_outbox SET flush_id = ${flushId}, flush_started_at = clock_timestamp() WHERE id = ${outboxId}`;
		await offer("another process");
		expect((await sync.run()).counts).toMatchObject({ added: 2, heldBack: 1 });
		expect(network.lastSeen("c1")).toBe(-1);
		// A later yes counts again, at once.
		await offer(null);
		await flushOutbox(ctx.db, ctx.warehouse);
		await recordConsent(
			{ ...ctx, now: new Date() },
			{
				identifier: { kind: "user_id", value: "c1" },
				purpose: "advertising",
				state: "granted",
				statement: "",
			},
		);
		await sync.run({ now: () => Date.now() + 1_000 });
		expect(network.lastSeen("c1")).toBeGreaterThan(0);
	});

	it("does not wait for people who are in no request", async () => {
		const { ctx, sync } = await place(60);
		let resolveHeld = () => {};
		const held = new Promise<void>((resolve) => {
			resolveHeld = resolve;
		});
		network.onRequest = () => held;
		const running = sync.run({ timeoutMs: 20_000 });
		await vi.waitFor(() => expect(network.requests).toHaveLength(1), { timeout: 20_000 });
		const inRequest = (key: string) => network.lastSeen(key) > 0;
		const keys = Array.from({ length: 60 }, (_, index) => `c${index + 1}`);
		const outside = keys.find((key) => !inRequest(key)) ?? "";
		const inside = keys.find((key) => inRequest(key)) ?? "";
		await withdraw(ctx, outside);
		let isAcknowledged = false;
		const acknowledging = withdraw(ctx, inside).then(() => {
			isAcknowledged = true;
		});
		await vi.waitFor(async () => expect(await countWithdrawals(ctx)).toBe(2));
		expect(isAcknowledged).toBe(false);
		// Not for ever, and not for a run that is dead.
		const uid = Number(inside.slice(1));
		await waitForRequests(ctx.db, ctx.workspace.number, [uid], 50);
		expect(isAcknowledged).toBe(false);
		const runs = { where: { syncId: sync.id } };
		const alive = await ctx.db.syncRun.findFirstOrThrow(runs);
		await ctx.db.syncRun.updateMany({ ...runs, data: { leaseUntil: new Date(Date.now() - 1) } });
		await acknowledging;
		await ctx.db.syncRun.updateMany({ ...runs, data: { leaseUntil: alive.leaseUntil } });
		resolveHeld();
		await running;
	}, 60_000);
});
