import { beforeAll, describe, expect, it } from "vitest";
import { createCampaignInput } from "@/lib/campaigns/contracts";
import { archiveCampaign } from "@/lib/campaigns/server/archive-campaign";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { endCampaign } from "@/lib/campaigns/server/end-campaign";
import { findLeaks } from "@/lib/campaigns/server/find-leaks";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { listCampaigns } from "@/lib/campaigns/server/list-campaigns";
import { previewCampaign, previewLaunch } from "@/lib/campaigns/server/preview-campaign";
import { restoreCampaign } from "@/lib/campaigns/server/restore-campaign";
import { tickCampaigns } from "@/lib/campaigns/server/tick-campaigns";
import { updateCampaign } from "@/lib/campaigns/server/update-campaign";
import { setConsent } from "@/lib/consent/testing/set-consent";
import {
	createAudience,
	createKnown,
	longAgo,
	servePeople,
	type TestAudience,
} from "@/lib/holdouts/testing/create-audience";
import { pauseSync } from "@/lib/syncs/server/change-sync";
import { getSync, listSyncs } from "@/lib/syncs/server/get-sync";
import { mortalContext } from "@/lib/syncs/testing/chaos/mortal-context";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
let ctx: Context;
let audience: TestAudience;

const input = (change: object = {}) =>
	createCampaignInput.parse({
		name: "Spring",
		...audience,
		goalEvent: "Order Completed",
		valueProperty: "amount",
		...change,
	});
const at = (minutes: number): Context => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
	audience = await createAudience(ctx, range(1, 2000));
	const workspaceNumber = ctx.workspace.number;
	await ctx.db.eventDefinition.create({ data: { workspaceNumber, name: "Order Completed" } });
	await ctx.db.propertyDefinition.createMany({
		data: [
			{ workspaceNumber, event: "Order Completed", name: "amount", type: "number" },
			{ workspaceNumber, event: "Order Completed", name: "note", type: "string" },
		],
	});
});

describe("a new campaign", () => {
	it("is refused with the field named when its goal was never seen or its value is no number", async () => {
		await expect(createCampaign(ctx, input({ goalEvent: "Ordr" }))).rejects.toMatchObject({
			issues: [{ path: "goalEvent" }],
		});
		await expect(createCampaign(ctx, input({ valueProperty: "note" }))).rejects.toMatchObject({
			issues: [{ path: "valueProperty" }],
		});
	});

	it("is refused to a viewer", async () => {
		const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
		await expect(createCampaign(viewer, input())).rejects.toMatchObject({ code: "forbidden" });
	});

	it("shows before launch how many it would send and hold out, exactly", async () => {
		const rough = await previewCampaign(ctx, { ...audience, holdoutBp: 1000 });
		expect(rough).toMatchObject({ segmentSize: 2000, assignable: 2000, willBeHeldOut: 200 });
		const draft = await createCampaign(ctx, input());
		expect(draft).toMatchObject({ status: "draft", holdoutBp: 1000, assigned: null, syncs: [] });
		const exact = await previewLaunch(ctx, draft.id);
		const launched = await launchCampaign(at(1), draft.id);
		expect(launched.status).toBe("running");
		expect(launched.assigned).toEqual({ treated: exact.willBeSent, heldOut: exact.willBeHeldOut });
		expect(launched.assigned).toEqual({ treated: 1800, heldOut: 200 });
		expect(launched.syncs).toHaveLength(1);
		expect(launched.launchTookMs).toBe(60_000);
		const runs = await ctx.db.syncRun.findMany({ where: { syncId: launched.syncs[0]?.id ?? "" } });
		expect(runs.map((run) => run.trigger)).toEqual(["launch"]);
		const audit = await ctx.db.auditEntry.findMany({ where: { entityId: draft.id }, orderBy: { at: "asc" } });
		expect(audit.map((entry) => entry.action)).toEqual(["campaign.created", "campaign.launched"]);
	});

	it("can be launched only once, even by two people at the same time", async () => {
		const draft = await createCampaign(ctx, input({ name: "Twice" }));
		const results = await Promise.allSettled([
			launchCampaign(at(1), draft.id),
			launchCampaign(at(1), draft.id),
		]);
		expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
		await expect(launchCampaign(at(2), draft.id)).rejects.toMatchObject({ code: "conflict" });
		const detail = await getCampaign(ctx, draft.id);
		expect(Number(detail.assigned?.treated) + Number(detail.assigned?.heldOut)).toBe(2000);
		expect(detail.syncs).toHaveLength(1);
	});
});

describe("a running campaign", () => {
	it("keeps what is measured, applies a new share to newcomers only, and assigns newcomers automatically", async () => {
		const other = await createTestWorkspace({ now: ctx.now });
		await other.db.eventDefinition.create({
			data: { workspaceNumber: other.workspace.number, name: "Order Completed" },
		});
		const mine = await createAudience(other, range(1, 500));
		const draft = await createCampaign(
			other,
			createCampaignInput.parse({ name: "A", ...mine, goalEvent: "Order Completed" }),
		);
		const before = await launchCampaign(other, draft.id);
		await expect(updateCampaign(other, draft.id, { windowDays: 3 })).rejects.toMatchObject({
			issues: [{ path: "windowDays" }],
		});
		const later: Context = { ...other, now: new Date(other.now.getTime() + 60_000) };
		const changed = await updateCampaign(later, draft.id, { holdoutBp: 5000, costCents: 100 });
		expect(changed.epochs.map(({ epoch, holdoutBp, method }) => [epoch, holdoutBp, method])).toEqual([
			[1, 1000, "cohort"],
			[2, 1000, "buckets"],
			[3, 5000, "buckets"],
		]);
		expect(changed.assigned).toEqual(before.assigned);
		await createKnown(other, range(501, 1500));
		await setConsent(other, range(501, 1500), "granted", longAgo);
		await servePeople(other, mine.segmentId, range(1, 1500));
		await tickCampaigns(new Date(other.now.getTime() + 120_000), other.workspace.id);
		const after = await getCampaign(other, draft.id);
		const newHeldOut = Number(after.assigned?.heldOut) - Number(before.assigned?.heldOut);
		expect(Number(after.assigned?.treated) + Number(after.assigned?.heldOut)).toBe(1500);
		expect(newHeldOut).toBeGreaterThan(420);
		expect(newHeldOut).toBeLessThan(580);
	});

	it("ends automatically, then assigns no one, and cannot be archived before that", async () => {
		const draft = await createCampaign(
			ctx,
			input({ name: "Short", endsAt: new Date(ctx.now.getTime() + 3_600_000).toISOString() }),
		);
		await launchCampaign(ctx, draft.id);
		await expect(archiveCampaign(ctx, draft.id)).rejects.toMatchObject({ code: "conflict" });
		await tickCampaigns(new Date(ctx.now.getTime() + 3_600_001), ctx.workspace.id);
		const ended = await getCampaign(ctx, draft.id);
		expect(ended.status).toBe("ended");
		const [sync] = (await listSyncs(ctx, { campaignId: draft.id })).items;
		expect(sync).toMatchObject({ status: "ended", statusReason: "The campaign “Short” has ended" });
		await expect(endCampaign(ctx, draft.id)).rejects.toMatchObject({ code: "conflict" });
		expect((await archiveCampaign(at(70), draft.id)).archivedAt).not.toBeNull();
		const { items } = await listCampaigns(ctx, { limit: 50, archived: "false" });
		expect(items.some((campaign) => campaign.id === draft.id)).toBe(false);
		expect(await restoreCampaign(at(71), draft.id)).toMatchObject({ archivedAt: null, status: "ended" });
		const listed = await listCampaigns(ctx, { limit: 50, archived: "false" });
		expect(listed.items.some((campaign) => campaign.id === draft.id)).toBe(true);
		await expect(restoreCampaign(await createTestWorkspace(), draft.id)).rejects.toMatchObject({
			code: "not_found",
		});
	});

	it("removes everyone when it ends, also where its sync was paused", async () => {
		const draft = await createCampaign(ctx, input({ name: "Paused" }));
		await launchCampaign(ctx, draft.id);
		const [sync] = (await listSyncs(ctx, { campaignId: draft.id })).items;
		if (!sync) throw new Error("no sync");
		await pauseSync(ctx, sync.id);
		await ctx.db.syncRun.updateMany({ where: { syncId: sync.id }, data: { status: "cancelled" } });
		expect((await endCampaign(at(5), draft.id)).status).toBe("ended");
		expect(await getSync(ctx, sync.id)).toMatchObject({ status: "ended", lastRun: { status: "queued" } });
	});

	it("is ended with its removals requested or not at all, wherever its process dies", async () => {
		const draft = await createCampaign(ctx, input({ name: "Mortal" }));
		await launchCampaign(ctx, draft.id);
		const [sync] = (await listSyncs(ctx, { campaignId: draft.id })).items;
		if (!sync) throw new Error("no sync");
		await pauseSync(ctx, sync.id);
		await ctx.db.syncRun.updateMany({ where: { syncId: sync.id }, data: { status: "cancelled" } });
		for (let statement = 0; ; statement++) {
			const { ctx: mortal, life } = mortalContext(at(5), statement);
			const isDone = await endCampaign(mortal, draft.id).then(
				() => true,
				() => false,
			);
			const { status } = await getCampaign(ctx, draft.id);
			const waiting = await ctx.db.syncRun.count({ where: { syncId: sync.id, status: "queued" } });
			const stored = await ctx.db.sync.findUniqueOrThrow({ where: { id: sync.id } });
			expect({ statement, last: life.last, status, waiting, sync: stored.status }).toEqual({
				statement,
				last: life.last,
				...(status === "ended"
					? { status, waiting: 1, sync: "active" }
					: { status: "running", waiting: 0, sync: "paused" }),
			});
			if (isDone || status === "ended") break;
		}
		expect((await getCampaign(ctx, draft.id)).status).toBe("ended");
	});

	it("says who stays at the destination when it ends, and why", async () => {
		const draft = await createCampaign(ctx, input({ name: "Stays" }));
		const launched = await launchCampaign(ctx, draft.id);
		expect(launched.syncs[0]?.remaining).toBeNull();
		const syncId = launched.syncs[0]?.id ?? "";
		const totals = {
			at: ctx.now.toISOString(),
			desired: 32,
			delivered: 30,
			unanswered: 1,
			waiting: 1,
			rejected: 0,
			shared: 0,
			unmapped: 0,
			noIdentifier: 0,
			leaving: 1,
			waitingSince: null,
			reasons: [],
			otherReasons: 0,
			dataAsOf: null,
			plannedAt: null,
			deliveredAt: null,
		};
		await ctx.db.sync.update({ where: { id: syncId }, data: { totals } });
		const ended = await endCampaign(at(5), draft.id);
		expect(ended.syncs[0]?.remaining).toEqual({ people: 32, reason: "being_removed" });
		await pauseSync(ctx, syncId);
		expect((await getCampaign(ctx, draft.id)).syncs[0]?.remaining).toEqual({ people: 32, reason: "paused" });
		await ctx.db.sync.update({ where: { id: syncId }, data: { status: "active", mode: "add_only" } });
		expect((await getCampaign(ctx, draft.id)).syncs[0]?.remaining).toEqual({
			people: 32,
			reason: "add_only",
		});
		const gone = { ...totals, delivered: 0, unanswered: 0, leaving: 0 };
		await ctx.db.sync.update({ where: { id: syncId }, data: { totals: gone } });
		expect((await getCampaign(ctx, draft.id)).syncs[0]?.remaining).toBeNull();
	});

	it("has no leaks while nothing was delivered, and is unknown to other workspaces", async () => {
		const { items } = await listCampaigns(ctx, { limit: 50, archived: "false", status: "running" });
		const id = items[0]?.id ?? "";
		expect(await findLeaks(ctx, id)).toMatchObject({ reached: 0, reachedElsewhere: 0, people: [] });
		const stranger = await createTestWorkspace();
		await expect(getCampaign(stranger, id)).rejects.toMatchObject({ code: "not_found" });
		expect((await listCampaigns(stranger, { limit: 50, archived: "false" })).items).toEqual([]);
	});
});
