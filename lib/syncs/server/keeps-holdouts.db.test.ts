import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { setConsent } from "@/lib/consent/testing/set-consent";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { assignArm } from "@/lib/holdouts/assign-arm";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { updateSync } from "@/lib/syncs/server/change-sync";
import { createSync } from "@/lib/syncs/server/create-sync";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { getSync } from "@/lib/syncs/server/get-sync";
import { previewHoldouts } from "@/lib/syncs/server/preview-holdouts";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { afterFirstPlan } from "@/lib/syncs/testing/after-first-plan";
import { createTestCampaign } from "@/lib/syncs/testing/make-campaign";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
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

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const keys = (uids: readonly number[]) => uids.map((uid) => `EXTERN_ID:c${uid}`).sort();

/** 40 people, of whom the first 30 are in a running campaign to an account, half of them held out. */
async function launch() {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		range(1, 40).map((uid) => ({ uid, userId: `c${uid}` })),
	);
	const destinationId = await connectTestMeta(ctx, sandbox);
	const segmentId = await createTestSegment(ctx, range(1, 30));
	const campaignId = await createTestCampaign(ctx, segmentId, 5_000);
	await ctx.db.campaign.update({ where: { id: campaignId }, data: { destinationId, name: "Spring" } });
	const own = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId,
		campaignId,
		identifierKinds: ["user_id"],
	});
	await assignNewMembers(ctx, campaignId);
	const heldOut = (to: number) =>
		range(1, to).filter((uid) => assignArm(campaignId, uid, 5_000) === "holdout");
	return { ctx, destinationId, segmentId, campaignId, own, heldOut };
}

const later = (ctx: Context): Context => ({ ...ctx, now: new Date() });

describe("a sync without a campaign", () => {
	it("holds out whom a running campaign of the same segment or account holds out, unless told otherwise", async () => {
		const { ctx, destinationId, segmentId, campaignId, heldOut } = await launch();
		const elsewhere = await connectTestMeta(ctx, sandbox);
		const everyone = await createTestSegment(ctx, range(1, 40));
		for (const [segment, destination, members] of [
			[segmentId, destinationId, range(1, 30)],
			[segmentId, elsewhere, range(1, 30)],
			[everyone, destinationId, range(1, 40)],
		] as const) {
			const sync = await openTestSync(ctx, sandbox, {
				segmentId: segment,
				destinationId: destination,
				identifierKinds: ["user_id"],
			});
			expect((await getSync(ctx, sync.id)).keepsHoldouts).toBe(true);
			const out = heldOut(30);
			expect(await previewHoldouts(ctx, { segmentId: segment, destinationId: destination })).toMatchObject({
				people: out.length,
				campaigns: [{ id: campaignId, name: "Spring", isRunning: true, people: out.length }],
			});
			expect(await previewSync(ctx, sync.id)).toMatchObject({
				heldOut: out.length,
				toAdd: members.length - out.length,
			});
			const run = await sync.run();
			expect(run.counts).toMatchObject({ heldOut: out.length, wanted: members.length - out.length });
			expect(await sync.held()).toEqual(keys(members.filter((uid) => !out.includes(uid))));
			const { items } = await explainDelivery(ctx, out[0] ?? 0);
			expect(items.find(({ syncId }) => syncId === sync.id)?.fate).toBe("held_out");
			await updateSync(ctx, sync.id, { keepsHoldouts: false });
			await sync.run();
			expect(await sync.held()).toEqual(keys(members));
			await updateSync(ctx, sync.id, { keepsHoldouts: true });
			await sync.run();
			expect(await sync.held()).toEqual(keys(members.filter((uid) => !out.includes(uid))));
		}
	});

	it("reaches everyone again once the campaign's last outcome windows are over, and not before", async () => {
		const { ctx, destinationId, segmentId, campaignId, heldOut } = await launch();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["user_id"] });
		const day = 86_400_000;
		await ctx.db.campaign.update({
			where: { id: campaignId },
			data: { status: "ended", endedAt: new Date() },
		});
		await sync.run();
		expect(await sync.held()).toHaveLength(30 - heldOut(30).length);
		expect(await previewHoldouts(later(ctx), { segmentId, destinationId })).toMatchObject({
			campaigns: [{ isRunning: false }],
		});
		await ctx.db.campaign.update({
			where: { id: campaignId },
			data: { endedAt: new Date(Date.now() - 15 * day) },
		});
		await sync.run();
		expect(await sync.held()).toEqual(keys(range(1, 30)));
		expect(await previewHoldouts(later(ctx), { segmentId, destinationId })).toMatchObject({
			people: 0,
			campaigns: [],
		});
	});

	it("never reaches a newcomer before the campaign has decided about them", async () => {
		const { ctx, destinationId, segmentId, heldOut } = await launch();
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["user_id"] });
		await sync.run();
		// No tick has assigned them yet.
		await setMembers(ctx, segmentId, range(1, 40));
		await sync.run();
		expect(await sync.held()).toEqual(keys(range(1, 40).filter((uid) => !heldOut(40).includes(uid))));
	});

	it("reaches no one whom a campaign launched while it runs holds out", async () => {
		const ctx = await createTestWorkspace();
		await createPeople(
			ctx,
			range(1, 40).map((uid) => ({ uid, userId: `c${uid}` })),
		);
		const destinationId = await connectTestMeta(ctx, sandbox);
		const segmentId = await createTestSegment(ctx, range(1, 40));
		let campaignId = "";
		const planned = afterFirstPlan(ctx, async () => {
			campaignId = await createTestCampaign(ctx, segmentId, 5_000);
			await createSync(ctx, { segmentId, destinationId, campaignId });
			await assignNewMembers(ctx, campaignId);
		});
		const sync = await openTestSync(planned, sandbox, {
			segmentId,
			destinationId,
			identifierKinds: ["user_id"],
		});
		expect((await sync.run()).status).toBe("finished");
		const treated = range(1, 40).filter((uid) => assignArm(campaignId, uid, 5_000) === "treated");
		expect(await sync.held()).toEqual(keys(treated));
	});

	it("is not touched by campaigns of other accounts and segments, or without a holdout", async () => {
		const { ctx, destinationId, heldOut } = await launch();
		const other = await createTestSegment(ctx, range(1, 40));
		const elsewhere = await connectTestMeta(ctx, sandbox);
		await createTestCampaign(ctx, other, 0);
		expect(await previewHoldouts(ctx, { segmentId: other, destinationId: elsewhere })).toMatchObject({
			people: 0,
			campaigns: [],
		});
		const sync = await openTestSync(ctx, sandbox, {
			segmentId: other,
			destinationId: elsewhere,
			identifierKinds: ["user_id"],
		});
		expect((await sync.run()).counts).toMatchObject({ heldOut: 0, delivered: 40 });
		// People without consent would not be reached anyway.
		await setConsent(ctx, heldOut(30).slice(1), "denied", new Date());
		expect(await previewHoldouts(later(ctx), { segmentId: other, destinationId })).toMatchObject({
			people: 1,
		});
	});

	it("asks for it only where it means something", async () => {
		const { ctx, destinationId, segmentId, campaignId } = await launch();
		const create = (input: object) => createSync(ctx, { segmentId, destinationId, ...input });
		await expect(create({ campaignId, keepsHoldouts: true })).rejects.toMatchObject({
			issues: [{ path: "keepsHoldouts" }],
		});
		await expect(create({ use: "exclude", keepsHoldouts: true })).rejects.toMatchObject({
			issues: [{ path: "keepsHoldouts" }],
		});
		expect((await create({ campaignId })).keepsHoldouts).toBe(false);
		const exclusion = await create({ use: "exclude" });
		expect(exclusion.keepsHoldouts).toBe(false);
		await expect(updateSync(ctx, exclusion.id, { keepsHoldouts: true })).rejects.toMatchObject({
			issues: [{ path: "keepsHoldouts" }],
		});
		const stranger = await createTestWorkspace();
		await expect(previewHoldouts(stranger, { segmentId, destinationId })).rejects.toMatchObject({
			code: "not_found",
		});
	});
});
