import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { archiveDestination } from "@/lib/destinations/server/archive-destination";
import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { getDestination } from "@/lib/destinations/server/get-destination";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { updateDestination } from "@/lib/destinations/server/update-destination";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { getSync } from "@/lib/syncs/server/get-sync";
import { listErasedKeys } from "@/lib/syncs/server/remove-erased";
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

const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1);
const secret = `whsec_${btoa("x".repeat(32))}`;
const emails = (uids: number[]) => uids.map((uid) => `email:p${uid}@example.com`).sort();

let hooks = 0;
/** Two receivers of our own, and a sync that delivered eight people to the first. */
async function place() {
	const ctx = await createTestWorkspace();
	const names = [`old-${++hooks}`, `new-${hooks}`] as const;
	for (const name of names) sandbox.change({ type: "webhook", name, secret });
	await createPeople(
		ctx,
		range(9).map((uid) => ({ uid, email: `p${uid}@example.com` })),
	);
	const segmentId = await createTestSegment(ctx, range(8));
	const [old, next] = names.map((name) => `${sandbox.url}/webhooks/${name}`);
	const { id: destinationId } = await connectDestination(ctx, {
		network: "webhook",
		name: "Shop",
		values: { url: old ?? "", signingSecret: secret },
	});
	const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["email"] });
	expect(await sync.run()).toMatchObject({ status: "finished", counts: { added: 8 } });
	const held = (name: "old" | "new") =>
		[...(sandbox.webhooks.receivers.get(names[name === "old" ? 0 : 1])?.audiences.get(sync.id) ?? [])].sort();
	return { ctx, segmentId, destinationId, sync, held, values: { url: next ?? "" } };
}

describe("a webhook moved to another address", () => {
	it("is asked about first, and nothing changes until then", async () => {
		const { ctx, destinationId, sync, values } = await place();
		await expect(updateDestination(ctx, destinationId, { values })).rejects.toMatchObject({
			code: "conflict",
			issues: [{ path: "startsOver" }],
			message: expect.stringMatching(/“Address”.*starts over there.*The 8 people delivered so far stay/),
		});
		expect((await getSync(ctx, sync.id)).delivered).toBe(8);
	});

	it("holds everyone after the next run, and nothing is assumed or removed anywhere before", async () => {
		const { ctx, segmentId, destinationId, sync, held, values } = await place();
		await updateDestination(ctx, destinationId, { values, startsOver: true });
		expect(await getSync(ctx, sync.id)).toMatchObject({
			delivered: null,
			remoteAudienceId: null,
			totals: null,
		});
		// One more came, one left: at the old place they are nobody's business any more.
		await setMembers(ctx, segmentId, [2, 3, 4, 5, 6, 7, 8, 9]);
		const run = await sync.run();
		expect(run).toMatchObject({ status: "finished", counts: { added: 8, removed: 0, isFull: true } });
		expect(held("new")).toEqual(emails([2, 3, 4, 5, 6, 7, 8, 9]));
		expect(held("old")).toEqual(emails(range(8)));
		expect((await getSync(ctx, sync.id)).delivered).toBe(8);
	});

	it("takes the turn from a run that is under way, which sends nothing more", async () => {
		const { ctx, segmentId, destinationId, sync, held, values } = await place();
		await setMembers(ctx, segmentId, [2, 3, 4, 5, 6, 7, 8, 9]);
		// The removal of the one who left gets no answer; the addition of the one who came would follow.
		sandbox.faults.add(fault.parse({ network: "webhook", kind: "timeout", operation: "remove" }));
		const running = sync.run();
		const ended = expect(running).rejects.toThrow("This run lost its turn");
		await vi.waitFor(
			async () =>
				expect(await ctx.db.deliveryKey.count({ where: { syncId: sync.id, state: "removing" } })).toBe(1),
			{ timeout: 40_000 },
		);
		await updateDestination(ctx, destinationId, { values, startsOver: true });
		await ended;
		expect(held("old")).toEqual(emails(range(8)));
		expect(held("new")).toEqual([]);
		expect(await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } })).toMatchObject({
			status: "active",
			remoteAudienceId: null,
		});
		expect(await ctx.db.syncRun.count({ where: { syncId: sync.id, status: "cancelled" } })).toBe(1);
		expect(await sync.run()).toMatchObject({ counts: { added: 8, removed: 0, unknown: 0 } });
		expect(held("new")).toEqual(emails([2, 3, 4, 5, 6, 7, 8, 9]));
		expect(held("old")).toEqual(emails(range(8)));
	});

	it("is not done while someone who is erased is still to be removed from the old one", async () => {
		const { ctx, destinationId, sync, values } = await place();
		const erasure = { workspaceId: ctx.workspace.id, rootUid: 1, uids: [1], status: "running" };
		const { id: erasureId } = await ctx.db.erasure.create({
			data: {
				...erasure,
				id: newId("ers"),
				requestedBy: ctx.actor.id,
				requestedByName: ctx.actor.name,
				nextTryAt: ctx.now,
			},
		});
		const removal = { erasureId, syncId: sync.id, syncName: "x", destinationName: "x", identifiers: 1 };
		await ctx.db.erasureRemoval.create({ data: removal });
		const move = () => updateDestination(ctx, destinationId, { values, startsOver: true });
		await expect(move()).rejects.toThrow("1 person being erased has not been removed from the old place yet");
		expect((await getSync(ctx, sync.id)).delivered).toBe(8);
		// Nor is it disconnected: without its secrets no one could be removed any more.
		await archiveSync(ctx, sync.id, { audience: "leave" });
		await expect(archiveDestination(ctx, destinationId)).rejects.toThrow(
			"1 person being erased has not been removed from it yet",
		);
		await ctx.db.erasureRemoval.updateMany({ where: { erasureId }, data: { confirmedAt: ctx.now } });
		// Nor while someone who withdrew is: at the new place nothing would be left to remove, and a receipt would say so.
		const withdrawal = {
			syncId: sync.id,
			uid: 2,
			workspaceNumber: ctx.workspace.number,
			requestedAt: ctx.now,
			reason: "withdrawn",
			identifiers: 1,
		};
		await ctx.db.withdrawalRemoval.create({ data: withdrawal });
		await expect(move()).rejects.toThrow(
			"1 person who withdrew consent or was suppressed has not been removed",
		);
		await expect(archiveDestination(ctx, destinationId)).rejects.toThrow("has not been removed from it yet");
		await ctx.db.withdrawalRemoval.updateMany({ where: { syncId: sync.id }, data: { confirmedAt: ctx.now } });
		await move();
		await archiveDestination(ctx, destinationId);
	});

	it("is asked about for an archived sync too, whose people are then nobody's at the new one", async () => {
		const { ctx, destinationId, sync, values } = await place();
		await archiveSync(ctx, sync.id, { audience: "leave" });
		await expect(updateDestination(ctx, destinationId, { values })).rejects.toMatchObject({
			code: "conflict",
		});
		expect(await listErasedKeys(ctx, [1])).toMatchObject([{ keys: [expect.any(String)] }]);
		await updateDestination(ctx, destinationId, { values, startsOver: true });
		expect(await listErasedKeys(ctx, [1])).toMatchObject([{ keys: [] }]);
	});
});

describe("what is no other place", () => {
	it("another name and another secret", async () => {
		const { ctx, destinationId, sync } = await place();
		await updateDestination(ctx, destinationId, { name: "Renamed" });
		await updateDestination(ctx, destinationId, { values: { signingSecret: `${secret} ${secret}` } });
		expect((await getSync(ctx, sync.id)).delivered).toBe(8);
	});

	it("an ad account with or without act_, but another number is", async () => {
		const ctx = await createTestWorkspace();
		await createPeople(ctx, [{ uid: 1, email: "p1@example.com" }]);
		const segmentId = await createTestSegment(ctx, [1]);
		const destinationId = await connectTestMeta(ctx, sandbox);
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId });
		await sync.run();
		const { adAccountId = "" } = (await getDestination(ctx, destinationId)).settings;
		await updateDestination(ctx, destinationId, { values: { adAccountId: adAccountId.replace("act_", "") } });
		expect((await getSync(ctx, sync.id)).delivered).toBe(1);
		await expect(
			updateDestination(ctx, destinationId, { values: { adAccountId: "act_1001" } }),
		).rejects.toThrow("“Ad account number”");
	});
});
