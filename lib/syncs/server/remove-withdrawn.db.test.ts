import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { recordConsent } from "@/lib/sources/server/record-consent";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { pauseSync } from "@/lib/syncs/server/change-sync";
import { countTotals } from "@/lib/syncs/server/count-totals";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { explainPerson } from "@/lib/syncs/server/explain-person";
import { listOutcomes } from "@/lib/syncs/server/list-outcomes";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { removeWithdrawn } from "@/lib/syncs/server/remove-withdrawn";
import { runDueRemovals } from "@/lib/syncs/server/run-due-removals";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterEach(() => sandbox.faults.clear());
afterAll(async () => {
	await sandbox.close();
	await closeDatabase();
	await closeWarehouse();
});

const world = { sleep: async () => {}, timeoutMs: 1_500 };
const keys = (...uids: number[]) => uids.map((uid) => `EXTERN_ID:c${uid}`);

async function place(): Promise<{ ctx: Context; sync: TestSync }> {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3].map((uid) => ({
			uid,
			userId: `c${uid}`,
			email: uid === 3 ? "c2@example.com" : `c${uid}@example.com`,
		})),
	);
	const segmentId = await createTestSegment(ctx, [1, 2, 3]);
	const destinationId = await connectTestMeta(ctx, sandbox);
	const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["user_id"] });
	await sync.run();
	expect(await sync.held()).toEqual(keys(1, 2, 3));
	return { ctx, sync };
}

const say = (ctx: Context, uid: number, state: "granted" | "denied", at?: string) =>
	recordConsent(
		{ ...ctx, now: new Date() },
		{
			identifier: { kind: "user_id", value: `c${uid}` },
			purpose: "advertising",
			state,
			statement: "",
			...(at ? { at } : {}),
		},
	);

async function receiptOf(ctx: Context, uid: number, syncId: string) {
	const { items } = await explainDelivery(ctx, uid);
	return items.find((item) => item.syncId === syncId)?.withdrawal ?? null;
}

describe("a withdrawal", () => {
	it.each(["active", "paused", "archived"])(
		"is removed from the audience of a sync that is %s, with a receipt",
		async (status) => {
			const { ctx, sync } = await place();
			if (status === "paused") await pauseSync(ctx, sync.id);
			if (status === "archived") await archiveSync(ctx, sync.id, { audience: "leave" });
			await say(ctx, 2, "denied");
			expect(await receiptOf(ctx, 2, sync.id)).toMatchObject({
				reason: "withdrawn",
				confirmedAt: null,
				sentence: expect.stringContaining("has not confirmed the removal yet"),
			});
			const before = Date.now();
			expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 1, left: 0 });
			expect(await sync.held()).toEqual(keys(1, 3));
			const receipt = await receiptOf(ctx, 2, sync.id);
			expect(Date.parse(receipt?.confirmedAt ?? "")).toBeGreaterThanOrEqual(before);
			expect(receipt?.sentence).toMatch(/confirmed the removal\.$/);
			expect(await ctx.db.withdrawalRemoval.findMany({ where: { syncId: sync.id } })).toMatchObject([
				{ uid: 2, identifiers: 1, keyHashes: [], nextTryAt: null },
			]);
			// Done: nothing is asked again.
			expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 0, left: 0 });
		},
	);

	it("is not counted once more among those whom the next run removes", async () => {
		const { ctx, sync } = await place();
		await say(ctx, 2, "denied");
		const before = await previewSync({ ...ctx, now: new Date() }, sync.id);
		expect(before).toMatchObject({ toAdd: 0, toRemove: 1, unchanged: 2 });
		await removeWithdrawn(ctx, { syncId: sync.id }, world);
		const removed = { toAdd: 0, toRemove: 0, unchanged: 2 };
		expect(await previewSync({ ...ctx, now: new Date() }, sync.id)).toMatchObject(removed);
		await sync.run();
		expect(await previewSync({ ...ctx, now: new Date() }, sync.id)).toMatchObject(removed);
		// Who was removed before the last plan is not taken off those who leave now.
		await say(ctx, 3, "denied");
		expect(await previewSync({ ...ctx, now: new Date() }, sync.id)).toMatchObject({
			toRemove: 1,
			unchanged: 1,
		});
	});

	it("stays open, with the reason, until the destination confirms", async () => {
		const { ctx, sync } = await place();
		await say(ctx, 1, "denied");
		sandbox.faults.add(fault.parse({ operation: "remove", kind: "too_small" }));
		expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 0, left: 1 });
		const row = await ctx.db.withdrawalRemoval.findFirstOrThrow({ where: { syncId: sync.id } });
		expect(row).toMatchObject({ confirmedAt: null, attempts: 1, problem: expect.any(String) });
		const nextTryAt = row.nextTryAt?.getTime() ?? 0;
		expect(nextTryAt).toBeGreaterThan(Date.now());
		expect(await receiptOf(ctx, 1, sync.id)).toMatchObject({ nextTryAt: row.nextTryAt?.toISOString() });
		const at = (ms: number) => ({ ...world, now: () => ms });
		expect(await removeWithdrawn(ctx, { syncId: sync.id }, at(nextTryAt - 1))).toEqual({
			confirmed: 0,
			left: 0,
		});
		expect(await removeWithdrawn(ctx, { syncId: sync.id }, at(nextTryAt))).toEqual({ confirmed: 1, left: 0 });
		expect(await sync.held()).toEqual(keys(2, 3));
	});

	it("is confirmed when a run has removed them already", async () => {
		const { ctx, sync } = await place();
		await say(ctx, 1, "denied");
		await sync.run();
		expect(await sync.held()).toEqual(keys(2, 3));
		expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 1, left: 0 });
		expect((await receiptOf(ctx, 1, sync.id))?.confirmedAt).not.toBeNull();
	});

	it("that is older than the person's later yes changes nothing", async () => {
		const { ctx, sync } = await place();
		await say(ctx, 3, "denied", "2025-06-01T00:00:00.000Z");
		expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 0, left: 0 });
		expect(await ctx.db.withdrawalRemoval.count({ where: { syncId: sync.id } })).toBe(0);
		await sync.run();
		expect(await sync.held()).toEqual(keys(1, 2, 3));
	});

	it("taken back after the removal brings them back with the next run", async () => {
		const { ctx, sync } = await place();
		await say(ctx, 2, "denied");
		await removeWithdrawn(ctx, { syncId: sync.id }, world);
		expect(await sync.held()).toEqual(keys(1, 3));
		await say(ctx, 2, "granted");
		await sync.run();
		expect(await sync.held()).toEqual(keys(1, 2, 3));
	});

	it("leaves what someone else who agrees has too, and says so", async () => {
		const { ctx } = await place();
		const sync = await openTestSync(ctx, sandbox, {
			segmentId: await createTestSegment(ctx, [2, 3]),
			destinationId: await connectTestMeta(ctx, sandbox),
			identifierKinds: ["email"],
		});
		await sync.run();
		const held = await sync.held();
		expect(held).toHaveLength(1);
		await say(ctx, 2, "denied");
		expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 1, left: 0 });
		expect(await sync.held()).toEqual(held);
		expect((await receiptOf(ctx, 2, sync.id))?.sentence).toContain("someone else who is delivered");
	});

	it("is started within a minute, once, and old ones are forgotten once the warehouse has them", async () => {
		const { ctx, sync } = await place();
		await say(ctx, 1, "denied");
		const jobs = () => ctx.db.jobRun.count({ where: { key: `removal:${sync.id}` } });
		await runDueRemovals();
		await runDueRemovals();
		expect(await jobs()).toBe(1);
		const noted = () => ctx.db.withdrawal.count({ where: { workspaceNumber: ctx.workspace.number } });
		expect(await noted()).toBe(1);
		await runDueRemovals(new Date(Date.now() + 23 * 3_600_000));
		expect(await noted()).toBe(1);
		await runDueRemovals(new Date(Date.now() + 25 * 3_600_000));
		expect(await noted()).toBe(0);
	});
});

describe("someone whose removal the destination refuses", () => {
	it("is not said to be gone: neither in the search of the sync, nor in its lists and numbers", async () => {
		const { ctx, sync } = await place();
		sandbox.faults.add(
			fault.parse({ network: "meta", kind: "token_expired", operation: "remove", times: 100 }),
		);
		await say(ctx, 2, "denied");
		expect(await removeWithdrawn(ctx, { syncId: sync.id }, world)).toEqual({ confirmed: 0, left: 1 });
		expect(await sync.held()).toEqual(keys(1, 2, 3));
		const now = new Date();
		expect(await explainPerson({ ...ctx, now }, sync.id, 2)).toMatchObject({
			place: "unclear",
			sentence: expect.stringMatching(/^Consent withdrawn\. .* has not confirmed the removal yet\./),
			nextTryAt: expect.any(String),
		});
		expect((await listOutcomes(ctx, sync.id, { filter: "leaving", limit: 10 })).items).toMatchObject([
			{ uid: 2, kind: "user_id" },
		]);
		expect(await countTotals(ctx.db, { syncId: sync.id, now })).toMatchObject({ delivered: 2, leaving: 1 });
		sandbox.faults.clear();
		await removeWithdrawn(ctx, { syncId: sync.id }, { ...world, now: () => Date.now() + 3_600_000 });
		expect(await sync.held()).toEqual(keys(1, 3));
		expect(await explainPerson({ ...ctx, now }, sync.id, 2)).toMatchObject({ place: "not_there" });
		expect((await listOutcomes(ctx, sync.id, { filter: "leaving", limit: 10 })).items).toEqual([]);
		expect(await countTotals(ctx.db, { syncId: sync.id, now })).toMatchObject({ leaving: 0 });
	});
});
