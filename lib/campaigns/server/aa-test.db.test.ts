import { beforeAll, describe, expect, it } from "vitest";
import { createCampaignInput } from "@/lib/campaigns/contracts";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { duplicateCampaign } from "@/lib/campaigns/server/duplicate-campaign";
import { endCampaign } from "@/lib/campaigns/server/end-campaign";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { previewCampaign } from "@/lib/campaigns/server/preview-campaign";
import { tickCampaigns } from "@/lib/campaigns/server/tick-campaigns";
import { updateCampaign } from "@/lib/campaigns/server/update-campaign";
import { createAudience, type TestAudience } from "@/lib/holdouts/testing/create-audience";
import { listLift } from "@/lib/lift/server/list-lift";
import { readLift } from "@/lib/lift/server/read-lift";
import { readHoldouts } from "@/lib/syncs/server/read-holdouts";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
let ctx: Context;
let audience: TestAudience;
const at = (minutes: number): Context => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });
const input = (change: object = {}) =>
	createCampaignInput.parse({
		...audience,
		name: "Nothing",
		goalEvent: "Order Completed",
		holdoutBp: 5000,
		isAaTest: true,
		...change,
	});

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
	audience = await createAudience(ctx, range(1, 1000));
	await ctx.db.eventDefinition.create({
		data: { workspaceNumber: ctx.workspace.number, name: "Order Completed" },
	});
});

describe("an A/A test", () => {
	it("divides people exactly and sends no one anything, however often it is ticked", async () => {
		const draft = await createCampaign(ctx, input());
		expect(draft.isAaTest).toBe(true);
		const launched = await launchCampaign(at(1), draft.id);
		expect(launched).toMatchObject({
			status: "running",
			assigned: { treated: 500, heldOut: 500 },
			syncs: [],
		});
		await tickCampaigns(at(10).now, ctx.workspace.id);
		expect(await ctx.db.sync.count({ where: { workspaceId: ctx.workspace.id } })).toBe(0);
		const read = await readLift(at(10), draft.id);
		expect(read.campaign.isAaTest).toBe(true);
		expect(read.health.find(({ name }) => name === "split")?.state).toBe("good");
		expect((await listLift(at(10), { limit: 10 })).items).toMatchObject([{ isAaTest: true }]);
	});

	it("holds no one out of other syncs, and is no conflict for other campaigns", async () => {
		const sync = {
			campaignId: null,
			keepsHoldouts: true,
			reachesGlobalHoldout: false,
			audienceUse: "include",
		};
		expect((await readHoldouts(ctx, { ...sync, ...audience }, ctx.now)).holdouts).toEqual([]);
		const preview = await previewCampaign(at(10), { ...audience, holdoutBp: 1000 });
		expect(preview).toMatchObject({ conflicts: [], others: [] });
	});

	it("needs two groups and no variants, stays one when copied, and ends", async () => {
		expect(() => input({ holdoutBp: 0, holdoutReason: "none" })).toThrow(/two groups/);
		const variants = ["A", "B"].map((name) => ({ name, weight: 50 }));
		expect(() => input({ variants })).toThrow(/no variants/);
		const draft = await createCampaign(ctx, input());
		await expect(
			updateCampaign(ctx, draft.id, { holdoutBp: 0, holdoutReason: "none" }),
		).rejects.toMatchObject({ issues: [{ path: "holdoutBp" }] });
		expect((await duplicateCampaign(ctx, draft.id)).isAaTest).toBe(true);
		await launchCampaign(at(1), draft.id);
		expect((await endCampaign(at(20), draft.id)).status).toBe("ended");
	});
});
