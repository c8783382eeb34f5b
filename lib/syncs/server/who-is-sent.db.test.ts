import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { setConsent } from "@/lib/consent/testing/set-consent";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { assignArm } from "@/lib/holdouts/assign-arm";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { pauseSync, resumeSync, updateSync } from "@/lib/syncs/server/change-sync";
import { createSync } from "@/lib/syncs/server/create-sync";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { getSync } from "@/lib/syncs/server/get-sync";
import { previewSync } from "@/lib/syncs/server/preview-sync";
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

async function place(people: number): Promise<{ ctx: Context; destinationId: string }> {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		range(1, people).map((uid) => ({ uid, userId: `c${uid}` })),
	);
	return { ctx, destinationId: await connectTestMeta(ctx, sandbox) };
}

async function fateOf(ctx: Context, uid: number, syncId: string) {
	const { items } = await explainDelivery(ctx, uid);
	return items.find((item) => item.syncId === syncId);
}

describe("excluded segments", () => {
	it("keep their members out, and name themselves", async () => {
		const { ctx, destinationId } = await place(10);
		const segmentId = await createTestSegment(ctx, range(1, 8));
		const customers = await createTestSegment(ctx, [2, 3, 9]);
		const staff = await createTestSegment(ctx, [3, 4]);
		const { name } = await ctx.db.segment.findUniqueOrThrow({ where: { id: staff } });
		const sync = await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId,
			identifierKinds: ["user_id"],
			excludedSegmentIds: [customers, staff],
		});
		expect(await previewSync(ctx, sync.id)).toMatchObject({
			members: 8,
			excluded: 3,
			wanted: 5,
			toAdd: 5,
			problem: null,
		});
		const run = await sync.run();
		expect(run.counts).toMatchObject({ members: 8, excluded: 3, wanted: 5, delivered: 5 });
		expect(await sync.held()).toEqual(keys([1, 5, 6, 7, 8]));
		expect(await fateOf(ctx, 4, sync.id)).toMatchObject({
			fate: "excluded",
			sentence: `Excluded: in the segment “${name}”.`,
		});
		// Someone becomes a customer; someone else is one no longer.
		await setMembers(ctx, customers, [1, 9]);
		await sync.run();
		expect(await sync.held()).toEqual(keys([2, 5, 6, 7, 8]));
		await updateSync(ctx, sync.id, { excludedSegmentIds: [] });
		await sync.run();
		expect(await sync.held()).toEqual(keys(range(1, 8)));
	});

	it.each([
		["is out of date", { staleReason: "the warehouse was full" }, /out of date: the warehouse was full/],
		["was archived", { archivedAt: new Date() }, /was archived/],
		["was never computed", { servedVersion: null }, /has not been computed yet/],
	])("add no one while one of them %s, and still let people go", async (_what, data, sentence) => {
		const { ctx, destinationId } = await place(10);
		const segmentId = await createTestSegment(ctx, range(1, 5));
		const customers = await createTestSegment(ctx, [5]);
		const sync = await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId,
			identifierKinds: ["user_id"],
			excludedSegmentIds: [customers],
		});
		await sync.run();
		expect(await sync.held()).toEqual(keys([1, 2, 3, 4]));
		await ctx.db.segment.update({ where: { id: customers }, data });
		await setMembers(ctx, segmentId, [2, 3, 4, 6, 7]);
		const preview = await previewSync(ctx, sync.id);
		expect(preview.problem).toMatch(sentence);
		expect(preview).toMatchObject({ members: 5, wanted: 3, excluded: 2, toAdd: 0 });
		const detail = await getSync(ctx, sync.id);
		expect(detail.status).toBe("stale");
		expect(detail.statusReason).toMatch(sentence);
		expect((await sync.run()).counts).toMatchObject({ added: 0, wanted: 3, excluded: 2 });
		expect(await sync.held()).toEqual(keys([2, 3, 4]));
		expect((await fateOf(ctx, 6, sync.id))?.sentence).toMatch(sentence);
		// Known again: those who waited are added.
		await ctx.db.segment.update({
			where: { id: customers },
			data: { staleReason: null, archivedAt: null, servedVersion: 1 },
		});
		await sync.run();
		expect(await sync.held()).toEqual(keys([2, 3, 4, 6, 7]));
	});

	it("add no one on the very first run while one is not known", async () => {
		const { ctx, destinationId } = await place(4);
		const segmentId = await createTestSegment(ctx, range(1, 4));
		const customers = await createTestSegment(ctx, [4]);
		const sync = await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId,
			identifierKinds: ["user_id"],
			excludedSegmentIds: [customers],
		});
		await ctx.db.segment.update({ where: { id: customers }, data: { staleReason: "no store" } });
		await sync.run();
		expect(await sync.held()).toEqual([]);
	});

	it("are checked when they are chosen", async () => {
		const { ctx, destinationId } = await place(1);
		const segmentId = await createTestSegment(ctx, [1]);
		const other = await createTestSegment(ctx, [1]);
		const foreign = await createTestSegment((await place(1)).ctx, [1]);
		const create = (excludedSegmentIds: string[]) =>
			createSync(ctx, { segmentId, destinationId, excludedSegmentIds });
		await expect(create([segmentId])).rejects.toMatchObject({
			issues: [
				{ path: "excludedSegmentIds.0", message: expect.stringContaining("cannot exclude the segment") },
			],
		});
		await expect(create([other, foreign])).rejects.toMatchObject({
			issues: [{ path: "excludedSegmentIds.1", message: "This segment does not exist." }],
		});
		expect((await create([other, other])).excludedSegments).toEqual([
			{ id: other, name: expect.any(String), problem: null },
		]);
	});
});

describe("stopping on conversion", () => {
	it("removes treated people who reached the goal within the window", async () => {
		const { ctx, destinationId } = await place(40);
		const segmentId = await createTestSegment(ctx, range(1, 40));
		const campaignId = await createTestCampaign(ctx, segmentId, 5_000);
		await expect(
			createSync(ctx, { segmentId, destinationId, campaignId, stopsOnConversion: true }),
		).rejects.toMatchObject({ issues: [{ path: "stopsOnConversion" }] });
		await ctx.db.campaign.update({
			where: { id: campaignId },
			data: { goalEvent: "Bought", windowDays: 14 },
		});
		const sync = await openTestSync(ctx, sandbox, {
			segmentId,
			destinationId,
			campaignId,
			identifierKinds: ["user_id"],
			stopsOnConversion: true,
		});
		await sync.run();
		const treated = range(1, 40).filter((uid) => assignArm(campaignId, uid, 5_000) !== "holdout");
		const heldOut = range(1, 40).filter((uid) => !treated.includes(uid));
		expect(await sync.held()).toEqual(keys(treated));
		// Before assignment, after it, another event, and a held-out person's conversion.
		const [early = 0, bought = 0, other = 0] = treated;
		const event = (uid: number, name: string, minutes: number) => ({
			ws: ctx.workspace.number,
			uid,
			event: name,
			time: formatInstant(Date.now() + minutes * 60_000),
			received_at: formatInstant(new Date()),
			message: uid * 100_000 + Math.abs(minutes),
			source: "test",
			properties: {},
		});
		await insertRows(ctx.warehouse, "events", [
			event(early, "Bought", -60),
			event(bought, "Bought", 1),
			event(other, "Looked", 1),
			event(heldOut[0] ?? 0, "Bought", 1),
		]);
		const now = () => Date.now() + 10 * 60_000;
		const run = await sync.run({ now });
		expect(run.counts).toMatchObject({ converted: 1, removed: 1, heldOut: heldOut.length });
		expect(await sync.held()).toEqual(keys(treated.filter((uid) => uid !== bought)));
		const later = { ...ctx, now: new Date(now()) };
		expect(await fateOf(later, bought, sync.id)).toMatchObject({ fate: "converted" });
		expect(await previewSync(later, sync.id)).toMatchObject({ converted: 1, toAdd: 0, toRemove: 0 });
		// Past the window nothing counts any more, and what counted stays counted.
		await insertRows(ctx.warehouse, "events", [event(other, "Bought", 14 * 1_440 + 5)]);
		await sync.run({ now: () => Date.now() + 15 * 86_400_000 });
		expect(await sync.held()).toEqual(keys(treated.filter((uid) => uid !== bought)));
	});

	it("belongs to a campaign", async () => {
		const { ctx, destinationId } = await place(1);
		const segmentId = await createTestSegment(ctx, [1]);
		await expect(
			createSync(ctx, { segmentId, destinationId, stopsOnConversion: true }),
		).rejects.toMatchObject({
			issues: [{ path: "stopsOnConversion", message: "Only the sync of a campaign can stop on conversion." }],
		});
	});
});

describe("priority between syncs", () => {
	it("puts each person into the first audience that wants them", async () => {
		const { ctx, destinationId } = await place(12);
		const open = async (uids: readonly number[], priority: number) =>
			await openTestSync(ctx, sandbox, {
				segmentId: await createTestSegment(ctx, uids),
				destinationId,
				identifierKinds: ["user_id"],
				priorityGroup: "Seasons",
				priority,
			});
		const third = await open(range(1, 12), 3);
		const first = await open(range(1, 4), 1);
		const second = await open(range(3, 8), 2);
		// Person 2 does not consent, so no one wants them.
		await setConsent(ctx, [2], "denied", ctx.now);
		// Whatever order they run in.
		for (const sync of [third, second, first]) await sync.run();
		expect(await first.held()).toEqual(keys([1, 3, 4]));
		expect(await second.held()).toEqual(keys([5, 6, 7, 8]));
		expect(await third.held()).toEqual(keys([9, 10, 11, 12]));
		expect(await previewSync(ctx, third.id)).toMatchObject({ outranked: 7, noConsent: 1, wanted: 4 });
		const { name } = await getSync(ctx, first.id);
		expect(await fateOf(ctx, 3, third.id)).toMatchObject({
			fate: "outranked",
			sentence: `Delivered by “${name}”, which comes first in the same group.`,
		});
		// A paused sync outranks no one, and does again when it is resumed.
		await pauseSync(ctx, first.id);
		await second.run();
		await third.run();
		expect(await second.held()).toEqual(keys(range(3, 8)));
		expect(await third.held()).toEqual(keys([1, 9, 10, 11, 12]));
		await resumeSync(ctx, first.id);
		await third.run();
		await second.run();
		expect(await second.held()).toEqual(keys([5, 6, 7, 8]));
		expect(await third.held()).toEqual(keys([9, 10, 11, 12]));
	});

	it("needs a group and a place together, and holds within one destination", async () => {
		const { ctx, destinationId } = await place(2);
		const segmentId = await createTestSegment(ctx, [1, 2]);
		await expect(createSync(ctx, { segmentId, destinationId, priorityGroup: "A" })).rejects.toMatchObject({
			issues: [{ path: "priority" }],
		});
		await expect(createSync(ctx, { segmentId, destinationId, priority: 1 })).rejects.toMatchObject({
			issues: [{ path: "priorityGroup" }],
		});
		const elsewhere = await connectTestMeta(ctx, sandbox);
		const group = { priorityGroup: "A", identifierKinds: ["user_id"] };
		await createSync(ctx, { segmentId, destinationId: elsewhere, ...group, priority: 1 });
		const sync = await openTestSync(ctx, sandbox, { segmentId, destinationId, ...group, priority: 2 });
		await sync.run();
		expect(await sync.held()).toEqual(keys([1, 2]));
		expect(await updateSync(ctx, sync.id, { priorityGroup: null })).toMatchObject({
			priorityGroup: null,
			priority: null,
		});
	});
});

describe("the purpose of a sync", () => {
	it("is one the network is used for", async () => {
		const { ctx, destinationId } = await place(1);
		const segmentId = await createTestSegment(ctx, [1]);
		await expect(createSync(ctx, { segmentId, destinationId, purpose: "email" })).rejects.toMatchObject({
			issues: [{ path: "purpose" }],
		});
		expect((await createSync(ctx, { segmentId, destinationId, purpose: "advertising" })).purpose).toBe(
			"advertising",
		);
	});

	it.each(["email", "marketing", ""])(
		"sends nothing when it is “%s”, which is not mapped",
		async (purpose) => {
			const { ctx, destinationId } = await place(3);
			await setConsent(ctx, [1, 2, 3], "granted", new Date(), "email");
			const segmentId = await createTestSegment(ctx, [1, 2, 3]);
			const sync = await openTestSync(ctx, sandbox, {
				segmentId,
				destinationId,
				identifierKinds: ["user_id"],
			});
			await ctx.db.sync.update({ where: { id: sync.id }, data: { purpose } });
			expect((await previewSync(ctx, sync.id)).problem).toContain("is not used for");
			expect(await sync.run()).toMatchObject({ status: "finished", counts: { noConsent: 3, added: 0 } });
			expect(await sync.held()).toEqual([]);
			expect(await fateOf(ctx, 1, sync.id)).toMatchObject({ fate: "no_consent" });
		},
	);
});

it("explains the other syncs when one cannot be explained", async () => {
	const { ctx, destinationId } = await place(2);
	const segmentId = await createTestSegment(ctx, [1, 2]);
	const broken = await createTestSegment(ctx, [1]);
	const good = await openTestSync(ctx, sandbox, { segmentId, destinationId, identifierKinds: ["user_id"] });
	const bad = await openTestSync(ctx, sandbox, { segmentId: broken, destinationId });
	// A membership that the warehouse does not have.
	await ctx.db.segment.update({ where: { id: broken }, data: { servedVersion: 9 } });
	expect(await fateOf(ctx, 1, good.id)).toMatchObject({ fate: "wanted", problem: null });
	expect((await fateOf(ctx, 1, bad.id))?.problem).not.toBeNull();
	// Credentials are not needed to explain.
	await ctx.db.destination.update({
		where: { id: destinationId },
		data: { credentialsEncrypted: Buffer.from("unreadable") },
	});
	expect(await fateOf(ctx, 1, good.id)).toMatchObject({ fate: "wanted", problem: null });
});
