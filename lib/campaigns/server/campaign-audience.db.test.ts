import { beforeAll, describe, expect, it } from "vitest";
import { createCampaignInput, updateCampaignInput } from "@/lib/campaigns/contracts";
import { archiveCampaign } from "@/lib/campaigns/server/archive-campaign";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { duplicateCampaign } from "@/lib/campaigns/server/duplicate-campaign";
import { endCampaign } from "@/lib/campaigns/server/end-campaign";
import { findLeaks } from "@/lib/campaigns/server/find-leaks";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { listCampaignsOfSegment } from "@/lib/campaigns/server/list-campaigns-of-segment";
import { previewCampaign, previewLaunch } from "@/lib/campaigns/server/preview-campaign";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { restoreCampaign } from "@/lib/campaigns/server/restore-campaign";
import { tickCampaigns } from "@/lib/campaigns/server/tick-campaigns";
import { updateCampaign } from "@/lib/campaigns/server/update-campaign";
import { setConsent } from "@/lib/consent/testing/set-consent";
import { findByName } from "@/lib/find/server/find-by-name";
import { countAssigned } from "@/lib/holdouts/server/assign-new-members";
import { createAudience, createKnown, longAgo, servePeople } from "@/lib/holdouts/testing/create-audience";
import { newId } from "@/lib/kernel/ids";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { forecastCampaign } from "@/lib/lift/server/forecast-campaign";
import { planPeople } from "@/lib/lift/server/plan-people";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { listSegmentsQuery } from "@/lib/segments/contracts";
import { archiveSegment } from "@/lib/segments/server/archive-segment";
import { listDependants } from "@/lib/segments/server/list-dependants";
import { listSegments } from "@/lib/segments/server/list-segments";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { updateSegment } from "@/lib/segments/server/update-segment";
import { createSync } from "@/lib/syncs/server/create-sync";
import { readHoldouts } from "@/lib/syncs/server/read-holdouts";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const everyone = { combinator: "and", rules: [] } as const;

/** Trials 1–600, champions 401–1000, customers 901–1100: the audience is 1–900. */
describe("a campaign of several segments with an exclusion", () => {
	let ctx: Context;
	let trials: string;
	let champions: string;
	let customers: string;
	let destinationId: string;
	const at = (minutes: number): Context => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });
	const chosen = () => ({
		segmentId: trials,
		moreSegmentIds: [champions],
		excludedSegmentIds: [customers],
		destinationId,
	});
	const input = (change: object = {}) =>
		createCampaignInput.parse({ name: "Spring", ...chosen(), goalEvent: "Order Completed", ...change });
	const segmentOf = async (name: string, uids: number[]) => {
		const made = await createAudience(ctx, uids);
		await ctx.db.segment.update({
			where: { id: made.segmentId },
			data: {
				name,
				versions: {
					create: { version: 1, rule: everyone, createdBy: "usr", createdName: "A", createdAt: ctx.now },
				},
			},
		});
		destinationId = made.destinationId;
		return made.segmentId;
	};
	const computed = async (context: Context) => {
		const draft = await createCampaign(context, input());
		await refreshSegment(context, draft.segment?.id ?? "");
		return draft;
	};

	beforeAll(async () => {
		ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
		trials = await segmentOf("Trials", range(1, 600));
		champions = await segmentOf("Champions", range(401, 1000));
		customers = await segmentOf("Customers", range(901, 1100));
		await insertRows(
			ctx.warehouse,
			"profile_change",
			range(1, 1130).map((uid) => ({
				ws: ctx.workspace.number,
				change: "created",
				uid,
				root: uid,
				effective_at: formatInstant(new Date("2020-01-01T00:00:00Z")),
				recorded_at: formatInstant(new Date("2020-01-01T00:00:00Z")),
			})),
		);
		await ctx.db.eventDefinition.create({
			data: { workspaceNumber: ctx.workspace.number, name: "Order Completed" },
		});
	});

	it("is counted exactly while it is chosen, as union minus exclusions", async () => {
		const preview = await previewCampaign(ctx, { ...chosen(), holdoutBp: 1000 });
		expect(preview).toMatchObject({
			segmentSize: 900,
			excluded: 100,
			assignable: 900,
			willBeSent: 810,
			willBeHeldOut: 90,
		});
		const forecast = await forecastCampaign(ctx, {
			...chosen(),
			variantDestinationIds: [],
			variantWeights: [],
			holdoutBp: 1000,
			goalEvent: "Order Completed",
			windowDays: 14,
			effectWorthHaving: null,
			confidence: 95,
			endsAt: null,
		});
		expect(forecast.people).toBe(900);
	});

	it("launches to exactly the people it counted, and newcomers follow the segments", async () => {
		const draft = await computed(ctx);
		expect(draft.audience).toMatchObject({
			included: [{ name: "Trials" }, { name: "Champions" }],
			excluded: [{ name: "Customers" }],
		});
		expect(draft.segment?.name).toBe("Trials or Champions, without Customers");
		expect(await previewLaunch(ctx, draft.id)).toMatchObject({ segmentSize: 900, willBeHeldOut: 90 });
		const launched = await launchCampaign(at(1), draft.id);
		expect(launched.assigned).toEqual({ treated: 810, heldOut: 90 });
		// 50 more trials, of whom 20 are customers.
		await createKnown(ctx, range(1101, 1130));
		await setConsent(ctx, range(1101, 1130), "granted", longAgo);
		await servePeople(ctx, trials, [...range(1, 600), ...range(1081, 1130)]);
		await refreshSegment(at(2), draft.segment?.id ?? "");
		await tickCampaigns(at(3).now, ctx.workspace.id);
		const { treated, heldOut } = await countAssigned(ctx, draft.id);
		expect(treated + heldOut).toBe(930);
	});

	it("keeps its held-out people out of a plain sync of any of its segments, and finds them reached there", async () => {
		const running = (await listCampaignsOfSegment(ctx, champions)).find(({ status }) => status === "running");
		expect(running?.name).toBe("Spring");
		const plain = {
			campaignId: null,
			keepsHoldouts: true,
			reachesGlobalHoldout: false,
			audienceUse: "include",
			destinationId: "dst_elsewhere",
		};
		for (const segmentId of [trials, champions])
			expect((await readHoldouts(ctx, { ...plain, segmentId }, ctx.now)).holdouts).toEqual([running?.id]);
		expect((await readHoldouts(ctx, { ...plain, segmentId: customers }, ctx.now)).holdouts).toEqual([]);
		expect((await findLeaks(at(4), running?.id ?? "")).heldOut).toBeGreaterThanOrEqual(90);
	});

	it("is hidden where segments are chosen, and cannot be used or changed by itself", async () => {
		const draft = await computed(ctx);
		const own = draft.segment?.id ?? "";
		const listed = (await listSegments(ctx, listSegmentsQuery.parse({}))).items.map(({ id }) => id);
		expect(listed).toHaveLength(3);
		expect(listed).not.toContain(own);
		expect((await getCatalog(ctx)).segments.map(({ id }) => id)).not.toContain(own);
		expect((await findByName(ctx, { q: "Trials" })).items.map(({ id }) => id)).not.toContain(own);
		expect(await listDependants(ctx, trials)).toEqual([]);
		await expect(updateSegment(ctx, own, { name: "Mine" })).rejects.toMatchObject({ code: "precondition" });
		await expect(archiveSegment(ctx, own)).rejects.toMatchObject({ code: "precondition" });
		await expect(createSync(ctx, { segmentId: own, destinationId })).rejects.toMatchObject({
			code: "precondition",
		});
		await expect(createCampaign(ctx, input({ moreSegmentIds: [own] }))).rejects.toMatchObject({
			issues: [{ path: "moreSegmentIds" }],
		});
	});

	it("refuses to archive a segment it addresses or leaves out, naming the campaign", async () => {
		for (const segmentId of [champions, customers])
			await expect(archiveSegment(ctx, segmentId)).rejects.toMatchObject({
				code: "precondition",
				message: expect.stringContaining("Spring"),
			});
	});

	it("takes a segment's new name, is copied with all its segments, and stops with its campaign", async () => {
		const draft = await createCampaign(ctx, input({ name: "Copied" }));
		await updateSegment(ctx, champions, { name: "Fans" });
		expect((await getCampaign(ctx, draft.id)).segment?.name).toBe("Trials or Fans, without Customers");
		const copy = await duplicateCampaign(ctx, draft.id);
		expect(copy.audience.included.map(({ id }) => id)).toEqual([trials, champions]);
		expect(copy.segment?.id).not.toBe(draft.segment?.id);
		await archiveCampaign(ctx, copy.id);
		const own = await ctx.db.segment.findUniqueOrThrow({ where: { id: copy.segment?.id ?? "" } });
		expect(own.archivedAt).not.toBeNull();
	});

	it("can be addressed to other segments until it is launched, and then counts and divides those", async () => {
		const draft = await computed(ctx);
		const change = (fields: object) => updateCampaign(at(1), draft.id, updateCampaignInput.parse(fields));
		await expect(change({ excludedSegmentIds: [trials] })).rejects.toMatchObject({
			issues: [{ path: "excludedSegmentIds" }],
		});
		// Only what is left out: the segments addressed stay.
		const without = await change({ excludedSegmentIds: [] });
		expect(without.audience).toMatchObject({ included: [{ id: trials }, { id: champions }], excluded: [] });
		expect(without.segment?.id).not.toBe(draft.segment?.id);
		const former = await ctx.db.segment.findUniqueOrThrow({ where: { id: draft.segment?.id ?? "" } });
		expect(former.archivedAt).not.toBeNull();
		// The segment itself, where nothing is combined.
		const single = await change({ segmentId: customers, moreSegmentIds: [] });
		expect(single.segment?.id).toBe(customers);
		const again = await change({ segmentId: customers, excludedSegmentIds: [champions] });
		expect(again.segment?.name).toMatch(/^Customers, without /);
		await refreshSegment(at(1), again.segment?.id ?? "");
		expect(await previewLaunch(at(1), draft.id)).toMatchObject({ segmentSize: 100 });
		// The same again is no change.
		expect((await change({ segmentId: customers })).segment?.id).toBe(again.segment?.id);
		await archiveCampaign(at(1), draft.id);
		await restoreCampaign(at(1), draft.id);
		const alive = await ctx.db.segment.findMany({ where: { campaignId: draft.id, archivedAt: null } });
		expect(alive.map(({ id }) => id)).toEqual([again.segment?.id]);
		const launched = await launchCampaign(at(2), draft.id);
		expect(launched.assigned).toEqual({ treated: 90, heldOut: 10 });
		await expect(change({ segmentId: trials })).rejects.toMatchObject({ issues: [{ path: "segmentId" }] });
		await endCampaign(at(3), draft.id);
	});

	it("is planned without those it leaves out, though they enter one of its segments", async () => {
		const log = (uids: number[], day: number) =>
			insertRows(
				ctx.warehouse,
				"membership_change",
				uids.map((uid) => ({
					ws: ctx.workspace.number,
					segment: champions,
					uid,
					change: "entered",
					version: 1,
					effective_at: formatInstant(ctx.now.getTime() - day * 86_400_000),
					served_at: formatInstant(ctx.now.getTime() - day * 86_400_000),
				})),
			);
		await log(range(401, 500), 20);
		// 280 entered in four weeks: ten a day, of whom a third is left out.
		await log(range(501, 780), 5);
		const draft = await createCampaign(
			ctx,
			input({ segmentId: champions, moreSegmentIds: [], excludedSegmentIds: [trials], name: "Planned" }),
		);
		await refreshSegment(ctx, draft.segment?.id ?? "");
		const launched = await launchCampaign(at(1), draft.id);
		const people = Number(launched.assigned?.treated) + Number(launched.assigned?.heldOut);
		const stored = await findCampaign(ctx, draft.id);
		expect(stored.enteringPerDay).toBeCloseTo((10 * people) / 600, 9);
		// 90 days, of which the last 14 are too late to count.
		expect(await planPeople(ctx, stored)).toBe(people + Math.round(((10 * people) / 600) * 76));
		await endCampaign(at(2), draft.id);
	});

	it("refuses a destination that does not exist, and takes another one", async () => {
		const draft = await createCampaign(ctx, input({ name: "Moved" }));
		const other = (await createAudience(ctx, [1])).destinationId;
		const change = (to: string) =>
			updateCampaign(ctx, draft.id, updateCampaignInput.parse({ destinationId: to }));
		await expect(change(newId("dst"))).rejects.toMatchObject({ issues: [{ path: "destinationId" }] });
		expect((await change(other)).destination?.id).toBe(other);
		await archiveCampaign(ctx, draft.id);
	});

	it("refuses a segment that is named twice or on both sides", async () => {
		await expect(createCampaign(ctx, input({ moreSegmentIds: [trials] }))).rejects.toMatchObject({
			issues: [{ path: "moreSegmentIds" }],
		});
		await expect(createCampaign(ctx, input({ excludedSegmentIds: [trials] }))).rejects.toMatchObject({
			issues: [{ path: "excludedSegmentIds" }],
		});
	});

	it("ends like any other", async () => {
		const running = (await listCampaignsOfSegment(ctx, trials)).find(({ status }) => status === "running");
		const ended = await endCampaign(at(5), running?.id ?? "");
		expect(ended.status).toBe("ended");
	});
});
