import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { findLeaks } from "@/lib/campaigns/server/find-leaks";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { assignArm } from "@/lib/holdouts/assign-arm";
import { countAssigned } from "@/lib/holdouts/server/assign-new-members";
import { newId } from "@/lib/kernel/ids";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { readLift } from "@/lib/lift/server/read-lift";
import { countPeople } from "@/lib/lift/server/read-outcomes";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { requestErasure } from "@/lib/privacy/server/request-erasure";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { createTestCampaign } from "@/lib/syncs/testing/make-campaign";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync, type TestSync } from "@/lib/syncs/testing/open-test-sync";
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

const everyone = Array.from({ length: 60 }, (_, index) => index + 1);

interface World {
	ctx: Context;
	/** Now, when read. */
	now: () => Context;
	destinationId: string;
	segmentId: string;
	campaignId: string;
	own: TestSync;
	heldOut: number[];
	treated: number[];
}

/** A running campaign of 60 people, half of them held out, delivered once. */
async function launch(): Promise<World> {
	const ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		everyone.map((uid) => ({ uid, userId: `c${uid}` })),
	);
	const destinationId = await connectTestMeta(ctx, sandbox);
	const segmentId = await createTestSegment(ctx, everyone);
	const campaignId = await createTestCampaign(ctx, segmentId, 5_000);
	await ctx.db.campaign.update({ where: { id: campaignId }, data: { destinationId, goalEvent: "Bought" } });
	const own = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId,
		campaignId,
		identifierKinds: ["user_id"],
	});
	await own.run();
	const heldOut = everyone.filter((uid) => assignArm(campaignId, uid, 5_000) === "holdout");
	return {
		ctx,
		now: () => ({ ...ctx, now: new Date() }),
		destinationId,
		segmentId,
		campaignId,
		own,
		heldOut,
		treated: everyone.filter((uid) => !heldOut.includes(uid)),
	};
}

const plain = (destinationId: string, segmentId: string) => ({
	segmentId,
	destinationId,
	identifierKinds: ["user_id"],
});

async function merge({ ctx }: World, rootUid: number, absorbedUid: number): Promise<void> {
	const workspaceNumber = ctx.workspace.number;
	await ctx.db.profileMerge.create({
		data: {
			id: `mrg_${workspaceNumber}_${absorbedUid}`,
			workspaceNumber,
			rootUid,
			absorbedUid,
			reason: "test",
		},
	});
	await ctx.db.profile.update({
		where: { workspaceNumber_uid: { workspaceNumber, uid: absorbedUid } },
		data: { rootUid },
	});
	const at = formatInstant(new Date());
	await insertRows(ctx.warehouse, "profile_change", [
		{
			ws: workspaceNumber,
			change: "merged",
			uid: absorbedUid,
			root: rootUid,
			effective_at: at,
			recorded_at: at,
		},
	]);
}

describe("findLeaks", () => {
	it("finds none while only the campaign itself delivers", async () => {
		const { now, campaignId, heldOut, own, treated } = await launch();
		expect(await own.held()).toHaveLength(treated.length);
		expect(await findLeaks(now(), campaignId)).toMatchObject({
			heldOut: heldOut.length,
			reached: 0,
			reachedElsewhere: 0,
			paths: [],
		});
	});

	it.each([
		["a sync of another segment to the same account", { isSameAccount: true, isSameSegment: false }],
		["a sync of the same segment", { isSameAccount: true, isSameSegment: true }],
		["a sync of the same segment to another account", { isSameAccount: false, isSameSegment: true }],
	])(
		"sees everyone reached by %s, and the read-out has no verdict",
		async (_what, { isSameAccount, isSameSegment }) => {
			const world = await launch();
			const { ctx, now, campaignId, heldOut } = world;
			const segmentId = isSameSegment ? world.segmentId : await createTestSegment(ctx, everyone);
			const destinationId = isSameAccount ? world.destinationId : await connectTestMeta(ctx, sandbox);
			const before = new Date();
			const sync = await openTestSync(ctx, sandbox, {
				...plain(destinationId, segmentId),
				name: "Everyone",
				keepsHoldouts: false,
			});
			await sync.run();
			expect(await sync.held()).toHaveLength(everyone.length);
			const report = await findLeaks(now(), campaignId);
			expect(report).toMatchObject({
				heldOut: heldOut.length,
				reached: heldOut.length,
				reachedElsewhere: heldOut.length,
				paths: [
					{
						kind: "sync",
						syncId: sync.id,
						syncName: "Everyone",
						campaign: null,
						isSameAccount,
						isSameSegment,
						people: heldOut.length,
					},
				],
			});
			expect(Date.parse(report.paths[0]?.since ?? "")).toBeGreaterThanOrEqual(before.getTime());
			const read = await readLift(now(), campaignId);
			expect(read.health.find(({ name }) => name === "leak")?.state).toBe("failed");
			expect(read.verdict.kind).toBe("invalid");
		},
	);

	it("sees another campaign, and the same account connected twice", async () => {
		const world = await launch();
		const { ctx, now, campaignId, heldOut, destinationId } = world;
		const first = await ctx.db.destination.findUniqueOrThrow({ where: { id: destinationId } });
		const twin = newId("dst");
		await ctx.db.destination.create({
			data: { ...first, id: twin, name: "Twin", settings: first.settings ?? {} },
		});
		const segmentId = await createTestSegment(ctx, everyone);
		const other = await createTestCampaign(ctx, segmentId, 0);
		await ctx.db.campaign.update({ where: { id: other }, data: { name: "Summer" } });
		const sync = await openTestSync(ctx, sandbox, { ...plain(twin, segmentId), campaignId: other });
		await sync.run();
		expect(await findLeaks(now(), campaignId)).toMatchObject({
			reached: heldOut.length,
			paths: [{ kind: "campaign", campaign: { id: other, name: "Summer" }, people: heldOut.length }],
		});
		// The other way round: it holds out no one.
		expect(await findLeaks(now(), other)).toMatchObject({ heldOut: 0, reached: 0 });
	});

	it("counts people delivered first and merged into the holdout later, also once they are removed", async () => {
		const world = await launch();
		const { now, campaignId, own, heldOut, treated, ctx } = world;
		// The lower number's assignment stays: both were assigned at the same instant.
		const [root = 0] = heldOut;
		const absorbed = treated.find((uid) => uid > root) ?? 0;
		await merge(world, root, absorbed);
		const expected = {
			heldOut: heldOut.length,
			reached: 1,
			paths: [{ kind: "own", people: 1 }],
			people: [{ uid: root, isOwnSync: true }],
		};
		expect(await findLeaks(now(), campaignId)).toMatchObject(expected);
		await setMembers(
			ctx,
			world.segmentId,
			everyone.filter((uid) => uid !== absorbed),
		);
		await own.run();
		expect(await own.held()).toHaveLength(treated.length - 1);
		expect(await findLeaks(now(), campaignId)).toMatchObject(expected);
		// Each person once, on every page.
		expect(await countAssigned(ctx, campaignId)).toMatchObject({
			treated: treated.length - 1,
			heldOut: heldOut.length,
		});
		const scope = { ws: ctx.workspace.number, campaignId, hasMerges: true, asOf: new Date(), windowDays: 14 };
		const rows = await countPeople(ctx.warehouse, scope);
		const counted = (arm: string) =>
			rows.filter((row) => row.arm === arm).reduce((sum, row) => sum + row.complete + row.open, 0);
		expect([counted("treated"), counted("holdout")]).toEqual([treated.length - 1, heldOut.length]);
	});

	it("counts people who were removed before they were merged", async () => {
		const world = await launch();
		const { now, campaignId, own, heldOut, treated, ctx } = world;
		const [root = 0] = heldOut;
		const absorbed = treated.find((uid) => uid > root) ?? 0;
		await setMembers(
			ctx,
			world.segmentId,
			everyone.filter((uid) => uid !== absorbed),
		);
		await own.run();
		expect(await ctx.db.deliveryOwner.count({ where: { syncId: own.id, uid: absorbed } })).toBe(0);
		expect(await findLeaks(now(), campaignId)).toMatchObject({ reached: 0 });
		await merge(world, root, absorbed);
		expect(await findLeaks(now(), campaignId)).toMatchObject({ reached: 1, people: [{ uid: root }] });
	});

	it("still knows who was reached when the audience is emptied and archived, until they are erased", async () => {
		const world = await launch();
		const { ctx, now, campaignId, heldOut, destinationId } = world;
		const sync = await openTestSync(ctx, sandbox, {
			...plain(destinationId, await createTestSegment(ctx, heldOut)),
			keepsHoldouts: false,
		});
		await sync.run();
		await archiveSync(ctx, sync.id, { audience: "empty" });
		await sync.run({}, "emptying");
		expect(await sync.held()).toEqual([]);
		expect(await ctx.db.deliveryOwner.count({ where: { syncId: sync.id } })).toBe(0);
		expect(await findLeaks(now(), campaignId)).toMatchObject({
			reached: heldOut.length,
			paths: [{ syncId: sync.id, people: heldOut.length }],
		});
		await requestErasure(now(), { profileId: heldOut[0] ?? 0 });
		expect(await ctx.db.deliveryStay.count({ where: { syncId: sync.id } })).toBe(heldOut.length - 1);
	});

	it("leaves out what reached no one: before the assignment, after the window, exclusions, unrelated audiences", async () => {
		const world = await launch();
		const { ctx, now, campaignId, heldOut, destinationId } = world;
		const segmentId = await createTestSegment(ctx, heldOut);
		const elsewhere = await openTestSync(ctx, sandbox, plain(await connectTestMeta(ctx, sandbox), segmentId));
		await elsewhere.run();
		const exclusion = await openTestSync(ctx, sandbox, {
			...plain(destinationId, segmentId),
			use: "exclude",
		});
		await exclusion.run();
		expect(await exclusion.held()).toHaveLength(heldOut.length);
		expect(await findLeaks(now(), campaignId)).toMatchObject({ reached: 0, paths: [] });
		const late = await openTestSync(ctx, sandbox, {
			...plain(destinationId, segmentId),
			keepsHoldouts: false,
		});
		await late.run({ now: () => Date.now() + 15 * 86_400_000 });
		expect(await late.held()).not.toEqual([]);
		expect(await findLeaks(now(), campaignId)).toMatchObject({ reached: 0, paths: [] });
		const early = [...heldOut.map((uid) => ({ syncId: late.id, uid }))].map((row) => ({
			...row,
			beganAt: new Date("2020-01-01"),
			endedAt: new Date("2020-01-02"),
		}));
		await ctx.db.deliveryStay.createMany({ data: early });
		expect(await findLeaks(now(), campaignId)).toMatchObject({ reached: 0, paths: [] });
	});
});
