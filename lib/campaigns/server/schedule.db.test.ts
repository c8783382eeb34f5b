import { beforeAll, describe, expect, it } from "vitest";
import { createCampaignInput } from "@/lib/campaigns/contracts";
import { archiveCampaign } from "@/lib/campaigns/server/archive-campaign";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { endCampaign } from "@/lib/campaigns/server/end-campaign";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { listCampaigns } from "@/lib/campaigns/server/list-campaigns";
import { previewCampaign, previewLaunch } from "@/lib/campaigns/server/preview-campaign";
import { scheduleCampaign } from "@/lib/campaigns/server/schedule-campaign";
import { tickCampaigns } from "@/lib/campaigns/server/tick-campaigns";
import { unscheduleCampaign } from "@/lib/campaigns/server/unschedule-campaign";
import { updateCampaign } from "@/lib/campaigns/server/update-campaign";
import { createAudience, type TestAudience } from "@/lib/holdouts/testing/create-audience";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const day = 86_400_000;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
let ctx: Context;
let audience: TestAudience;
const at = (ms: number): Context => ({ ...ctx, now: new Date(ctx.now.getTime() + ms) });
const create = (change: object = {}) =>
	createCampaign(
		ctx,
		createCampaignInput.parse({ name: "Spring", ...audience, goalEvent: "Order Completed", ...change }),
	);
const startsAt = (days: number) => new Date(ctx.now.getTime() + days * day).toISOString();

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
	audience = await createAudience(ctx, range(1, 1000));
	await ctx.db.eventDefinition.create({
		data: { workspaceNumber: ctx.workspace.number, name: "Order Completed" },
	});
});

describe("a scheduled campaign", () => {
	it("is launched by the first tick from its start on, and measures on after its end", async () => {
		const { id } = await create({ hypothesis: "Free shipping brings people back." });
		const scheduled = await scheduleCampaign(ctx, id, { startsAt: startsAt(2) });
		expect(scheduled).toMatchObject({
			status: "scheduled",
			startsAt: startsAt(2),
			assigned: null,
			hypothesis: "Free shipping brings people back.",
		});
		await expect(archiveCampaign(ctx, id)).rejects.toMatchObject({ code: "conflict" });
		await updateCampaign(ctx, id, { windowDays: 7 });
		await expect(updateCampaign(ctx, id, { endsAt: startsAt(1) })).rejects.toMatchObject({
			issues: [{ path: "endsAt" }],
		});
		await tickCampaigns(at(2 * day - 1).now, ctx.workspace.id);
		expect((await getCampaign(ctx, id)).status).toBe("scheduled");
		expect(await tickCampaigns(at(2 * day).now, ctx.workspace.id)).toMatchObject({ launched: 1, failed: 0 });
		expect(await getCampaign(ctx, id)).toMatchObject({
			status: "running",
			launchedAt: startsAt(2),
			assigned: { treated: 900, heldOut: 100 },
		});
		const ended = await endCampaign(at(5 * day), id);
		expect(ended).toMatchObject({ status: "ended", measuringUntil: startsAt(12) });
		const measuring = { limit: 50, archived: "false" as const, status: "measuring" as const };
		expect((await listCampaigns(at(12 * day - 1), measuring)).items.map((one) => one.id)).toContain(id);
		expect((await listCampaigns(at(12 * day), measuring)).items).toEqual([]);
		expect((await getCampaign(at(12 * day), id)).measuringUntil).toBeNull();
	});

	it("stays scheduled with the reason when it cannot be launched, says it where it is noticed, and starts once it can", async () => {
		const { id } = await create({ name: "Blocked" });
		await scheduleCampaign(ctx, id, { startsAt: startsAt(1) });
		const where = { id: audience.destinationId };
		await ctx.db.destination.update({ where, data: { archivedAt: ctx.now } });
		// What is known and can be fixed is no failure of the job.
		expect(await tickCampaigns(at(day).now, ctx.workspace.id)).toMatchObject({ launched: 0, failed: 0 });
		const launchProblem = "A destination of this campaign is no longer connected.";
		expect(await getCampaign(ctx, id)).toMatchObject({ status: "scheduled", launchProblem });
		const { items } = await listCampaigns(ctx, { status: "scheduled", archived: "false", limit: 200 });
		expect(items).toMatchObject([{ id, launchProblem }]);
		await ctx.db.destination.update({ where, data: { archivedAt: null } });
		await tickCampaigns(at(day + 60_000).now, ctx.workspace.id);
		expect(await getCampaign(ctx, id)).toMatchObject({ status: "running", launchProblem: null });
		await endCampaign(at(2 * day), id);
	});

	it("is refused with the field named, by state and by role, and can be taken off the schedule", async () => {
		const { id } = await create({ name: "Later", endsAt: startsAt(10) });
		for (const days of [-1, 10, 11])
			await expect(scheduleCampaign(ctx, id, { startsAt: startsAt(days) })).rejects.toMatchObject({
				issues: [{ path: "startsAt" }],
			});
		const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
		await expect(scheduleCampaign(viewer, id, { startsAt: startsAt(1) })).rejects.toMatchObject({
			code: "forbidden",
		});
		await expect(unscheduleCampaign(ctx, id)).rejects.toMatchObject({ code: "conflict" });
		await scheduleCampaign(ctx, id, { startsAt: startsAt(1) });
		await scheduleCampaign(ctx, id, { startsAt: startsAt(3) });
		expect(await unscheduleCampaign(ctx, id)).toMatchObject({ status: "draft", startsAt: null });
		await tickCampaigns(at(4 * day).now, ctx.workspace.id);
		expect((await getCampaign(ctx, id)).status).toBe("draft");
		await expect(
			scheduleCampaign(await createTestWorkspace(), id, { startsAt: startsAt(1) }),
		).rejects.toMatchObject({ code: "not_found" });
	});
});

describe("campaigns that share people", () => {
	it("are named before a launch, with how many they share and whether they reach its holdout", async () => {
		const other = await createTestWorkspace({ now: ctx.now });
		const make = async (name: string, uids: readonly number[], where?: TestAudience) => {
			const mine = await createAudience(other, uids);
			return {
				name,
				segmentId: mine.segmentId,
				destinationId: where?.destinationId ?? mine.destinationId,
				goalEvent: "Order Completed",
			};
		};
		await other.db.eventDefinition.create({
			data: { workspaceNumber: other.workspace.number, name: "Order Completed" },
		});
		const created = async (input: object) => createCampaign(other, createCampaignInput.parse(input));
		const ours = await make("Ours", range(1, 1000));
		const running = await created(await make("Running", range(901, 1100), ours));
		await launchCampaign(other, running.id);
		const scheduled = await created(await make("Scheduled", range(1, 300)));
		await scheduleCampaign(other, scheduled.id, {
			startsAt: new Date(other.now.getTime() + day).toISOString(),
		});
		const apart = await created(await make("Apart", range(5000, 5100)));
		await launchCampaign(other, apart.id);
		const { conflicts } = await previewCampaign(other, { ...ours, holdoutBp: 1000 });
		expect(conflicts.map(({ name, status, people }) => [name, status, people])).toEqual([
			["Scheduled", "scheduled", 300],
			["Running", "running", 100],
		]);
		expect(conflicts[0]).toMatchObject({ treated: 270 });
		expect(conflicts[1]?.reachesHoldout).toBe(true);
		expect(Number(conflicts[1]?.treated)).toBeGreaterThan(70);
		// A draft is no conflict of its own, nor of another before it is scheduled.
		const draft = await created(ours);
		expect((await previewLaunch(other, draft.id)).conflicts).toHaveLength(2);
		await endCampaign(other, running.id);
		expect((await previewLaunch(other, draft.id)).conflicts.map(({ name }) => name)).toEqual(["Scheduled"]);
	});
});
