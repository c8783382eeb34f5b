import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { assignArm } from "@/lib/holdouts/assign-arm";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { holdGlobally } from "@/lib/holdouts/testing/hold-globally";
import { newId } from "@/lib/kernel/ids";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { updateSync } from "@/lib/syncs/server/change-sync";
import { createSync } from "@/lib/syncs/server/create-sync";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { afterFirstPlan } from "@/lib/syncs/testing/after-first-plan";
import { createTestCampaign } from "@/lib/syncs/testing/make-campaign";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
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

const people = Array.from({ length: 200 }, (_, index) => index + 1);
const keys = (uids: readonly number[]) => uids.map((uid) => `EXTERN_ID:c${uid}`).sort();

async function company() {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		people.map((uid) => ({ uid, userId: `c${uid}` })),
	);
	const destinationId = await connectTestMeta(ctx, sandbox);
	const segmentId = await createTestSegment(ctx, people);
	return { ctx, destinationId, segmentId, identifierKinds: ["user_id"] };
}

describe("a plain sync", () => {
	it("removes people of the global holdout with its next run, and reaches them again only if it says so", async () => {
		const { ctx, ...place } = await company();
		const sync = await openTestSync(ctx, sandbox, place);
		await sync.run();
		expect(await sync.held()).toEqual(keys(people));
		const isHeld = await holdGlobally(ctx);
		const held = people.filter(isHeld);
		expect(await previewSync(ctx, sync.id)).toMatchObject({
			heldOut: held.length,
			globallyHeldOut: held.length,
		});
		const run = await sync.run();
		expect(run.counts).toMatchObject({ globallyHeldOut: held.length, wanted: 200 - held.length });
		expect(await sync.held()).toEqual(keys(people.filter((uid) => !isHeld(uid))));
		const { items } = await explainDelivery(ctx, held[0] ?? 0);
		expect(items.find(({ syncId }) => syncId === sync.id)?.fate).toBe("held_out");
		await updateSync(ctx, sync.id, { reachesGlobalHoldout: true });
		await sync.run();
		expect(await sync.held()).toEqual(keys(people));
	});

	it("reaches no one of a group that begins while it runs", async () => {
		const { ctx, ...place } = await company();
		const begun: ((uid: number) => boolean)[] = [];
		const planned = afterFirstPlan(ctx, async () => {
			begun.push(await holdGlobally(ctx));
		});
		const sync = await openTestSync(planned, sandbox, place);
		// Who was only waiting for the new plan is not counted as kept from anything.
		expect(await sync.run()).toMatchObject({ status: "finished", counts: { heldBack: 0 } });
		const [isHeld = () => true] = begun;
		expect(await sync.held()).toEqual(keys(people.filter((uid) => !isHeld(uid))));
	});

	it("keeps them on a list that ads exclude, where leaving them out would show them the ads", async () => {
		const { ctx, ...place } = await company();
		await holdGlobally(ctx);
		const sync = await openTestSync(ctx, sandbox, { ...place, use: "exclude" });
		expect((await sync.run()).counts).toMatchObject({ heldOut: 0, globallyHeldOut: 0 });
		expect(await sync.held()).toEqual(keys(people));
	});
});

describe("a campaign's sync", () => {
	it("never reaches the group, and cannot be told to", async () => {
		const { ctx, ...place } = await company();
		const isHeld = await holdGlobally(ctx);
		const campaignId = await createTestCampaign(ctx, place.segmentId, 2000);
		const sync = await openTestSync(ctx, sandbox, { ...place, campaignId });
		await assignNewMembers(ctx, campaignId);
		await sync.run();
		const treated = people.filter((uid) => !isHeld(uid) && assignArm(campaignId, uid, 2000) === "treated");
		expect(await sync.held()).toEqual(keys(treated));
		await expect(createSync(ctx, { ...place, campaignId, reachesGlobalHoldout: true })).rejects.toMatchObject(
			{ issues: [{ path: "reachesGlobalHoldout" }] },
		);
	});

	it("goes on with whom it treated before the group began", async () => {
		const { ctx, ...place } = await company();
		const campaignId = await createTestCampaign(ctx, place.segmentId, 2000);
		const sync = await openTestSync(ctx, sandbox, { ...place, campaignId });
		await assignNewMembers(ctx, campaignId);
		await holdGlobally(ctx, new Date(Date.now() + 1000));
		await sync.run();
		const treated = people.filter((uid) => assignArm(campaignId, uid, 2000) === "treated");
		expect(await sync.held()).toEqual(keys(treated));
	});

	it("does not reach someone who turns out to be a person of the group", async () => {
		const { ctx, ...place } = await company();
		const isHeld = await holdGlobally(ctx, new Date(ctx.now.getTime() - 1000));
		const campaignId = await createTestCampaign(ctx, place.segmentId, 0);
		await ctx.db.allocationEpoch.updateMany({ where: { campaignId }, data: { holdoutBp: 0 } });
		const sync = await openTestSync(ctx, sandbox, { ...place, campaignId });
		await assignNewMembers(ctx, campaignId);
		const first = people.find(isHeld) ?? 0;
		const newer = people.find((uid) => uid > first && !isHeld(uid)) ?? 0;
		await mergePeople(ctx, { root: newer, absorbed: first });
		await sync.run();
		expect(await sync.held()).toEqual(keys(people.filter((uid) => !isHeld(uid) && uid !== newer)));
	});
});

async function mergePeople(
	ctx: Context,
	{ root, absorbed }: { root: number; absorbed: number },
): Promise<void> {
	const workspaceNumber = ctx.workspace.number;
	await ctx.db.profileMerge.create({
		data: { id: newId("mrg"), workspaceNumber, rootUid: root, absorbedUid: absorbed, reason: "test" },
	});
	await ctx.db.profile.update({
		where: { workspaceNumber_uid: { workspaceNumber, uid: absorbed } },
		data: { rootUid: root },
	});
	const at = formatInstant(ctx.now);
	await insertRows(ctx.warehouse, "profile_change", [
		{ ws: workspaceNumber, change: "merged", uid: absorbed, root, effective_at: at, recorded_at: at },
	]);
}
