import { beforeAll, describe, expect, it } from "vitest";
import { createCampaignInput } from "@/lib/campaigns/contracts";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { setConsent } from "@/lib/consent/testing/set-consent";
import { createAudience, createKnown, type TestAudience } from "@/lib/holdouts/testing/create-audience";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { forecastInput } from "@/lib/lift/forecast-contracts";
import { forecastCampaign, forecastLaunch } from "@/lib/lift/server/forecast-campaign";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const day = 86_400_000;
const now = new Date("2026-03-15T09:00:00Z");
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
let ctx: Context;
let audience: TestAudience;
let messages = 0;

const input = (change: object = {}) =>
	forecastInput.parse({
		...audience,
		holdoutBp: 1000,
		goalEvent: "Order Completed",
		windowDays: 14,
		...change,
	});

async function order(uids: readonly number[], at: number) {
	await insertRows(
		ctx.warehouse,
		"events",
		uids.map((uid) => ({
			ws: ctx.workspace.number,
			event: "Order Completed",
			uid,
			time: formatInstant(at),
			message: String(++messages),
			received_at: formatInstant(at),
			source: "test",
			properties: { amount: 1 },
		})),
	);
}

beforeAll(async () => {
	ctx = await createTestWorkspace({ now });
	audience = await createAudience(ctx, range(1, 2000));
	// 1,900 can be reached; 1,000 more are known and not in the segment.
	await setConsent(ctx, range(1901, 2000), "denied", ctx.now);
	await createKnown(ctx, range(2001, 3000));
	await ctx.db.eventDefinition.create({
		data: { workspaceNumber: ctx.workspace.number, name: "Order Completed" },
	});
	// Twice, just inside the fortnight; just before it; and by people who are not reached.
	await order(range(1, 190), now.getTime() - day);
	await order([...range(1, 50), ...range(1901, 2010)], now.getTime() - 14 * day + 1);
	await order(range(500, 900), now.getTime() - 14 * day);
});

describe("the forecast of a campaign", () => {
	it("takes the rate of the very people it would reach, over as many days as it will count", async () => {
		const forecast = await forecastCampaign(ctx, input());
		expect(forecast.people).toBe(1900);
		expect(forecast.baseRate).toEqual({ rate: 0.1, source: "segment", reason: null });
		expect(forecast.firstAnswerAt).toBe(new Date(now.getTime() + 14 * day).toISOString());
		const longer = await forecastCampaign(ctx, input({ windowDays: 15 }));
		expect(longer.baseRate.rate).toBeCloseTo((190 + 401) / 1900, 10);
	});

	it("falls back on everyone when no one in the segment has reached the goal recently", async () => {
		const lapsed = await createAudience(ctx, range(1001, 1400));
		const { baseRate } = await forecastCampaign(ctx, input(lapsed));
		expect(baseRate).toMatchObject({ source: "everyone", rate: 300 / 3000 });
		const unseen = await forecastCampaign(ctx, input({ ...lapsed, goalEvent: "Never Seen" }));
		expect(unseen.baseRate).toMatchObject({ source: "assumed", rate: 0.02 });
	});

	it("is of a draft with as many people held out as its launch would, and of nothing that was launched", async () => {
		const draft = await createCampaign(
			ctx,
			createCampaignInput.parse({ name: "A", ...audience, goalEvent: "Order Completed" }),
		);
		const forecast = await forecastLaunch(ctx, draft.id);
		const share = forecast.shares.find(({ holdoutBp }) => holdoutBp === 1000);
		expect(share).toMatchObject({ heldOut: 190, treated: 1710 });
		await ctx.db.campaign.update({ where: { id: draft.id }, data: { status: "running" } });
		await expect(forecastLaunch(ctx, draft.id)).rejects.toMatchObject({ code: "conflict" });
	});

	it("is refused to a role that sees no people, and of another workspace's segment", async () => {
		const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
		await expect(forecastCampaign(viewer, input())).rejects.toMatchObject({ code: "forbidden" });
		const stranger = await createTestWorkspace({ now });
		await expect(forecastCampaign(stranger, input())).rejects.toMatchObject({ code: "not_found" });
	});
});
