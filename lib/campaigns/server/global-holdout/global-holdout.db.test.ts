import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createCampaignInput } from "@/lib/campaigns/contracts";
import { startGlobalHoldoutInput } from "@/lib/campaigns/global-holdout-contracts";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import {
	releaseGlobalHoldout,
	rotateGlobalHoldout,
	startGlobalHoldout,
} from "@/lib/campaigns/server/global-holdout/change-global-holdout";
import { getGlobalHoldout } from "@/lib/campaigns/server/global-holdout/get-global-holdout";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { previewCampaign } from "@/lib/campaigns/server/preview-campaign";
import { tickCampaigns } from "@/lib/campaigns/server/tick-campaigns";
import { heldOutOf } from "@/lib/holdouts/assign-arm";
import { assignedPeopleSql } from "@/lib/holdouts/assigned-people-sql";
import { isGloballyHeldOut } from "@/lib/holdouts/global-holdout";
import { isGloballyHeldOutSql } from "@/lib/holdouts/global-holdout-sql";
import vectors from "@/lib/holdouts/global-vectors.json";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { createAudience, createRunningCampaign, servePeople } from "@/lib/holdouts/testing/create-audience";
import { formatInstant, SqlBinder } from "@/lib/kernel/sql-binder";
import { getProgramme } from "@/lib/lift/server/get-programme";
import { readLift } from "@/lib/lift/server/read-lift";
import { defineQuery, insertRows } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const DAY = 86_400_000;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const start = (shareBp: number, change: object = {}) =>
	startGlobalHoldoutInput.parse({
		shareBp,
		goalEvent: "Order Completed",
		valueProperty: "amount",
		...change,
	});

const heldNow = defineQuery({
	name: "test.held",
	row: z.object({ uid: z.coerce.number() }),
	build: ({ ws, salt, shareBp, uids }: { ws: number; salt: string; shareBp: number; uids: number[] }) => {
		const binder = new SqlBinder();
		const condition = isGloballyHeldOutSql(binder, { ws, hasMerges: true }, { salt, shareBp });
		return binder.finish(`SELECT uid FROM (SELECT toUInt32(arrayJoin(${binder.bind(uids, "Array(UInt32)")})) AS uid)
			WHERE ${condition} ORDER BY uid`);
	},
});

const assignedTo = defineQuery({
	name: "test.assigned",
	row: z.object({ uid: z.coerce.number(), arm: z.string() }),
	build: ({ ws, campaignId }: { ws: number; campaignId: string }) => {
		const binder = new SqlBinder();
		return binder.finish(
			`SELECT uid, arm FROM ${assignedPeopleSql(binder, { ws, campaignId, hasMerges: false })} ORDER BY uid`,
		);
	},
});

async function company(
	people: number,
): Promise<{ ctx: Context; audience: Awaited<ReturnType<typeof createAudience>> }> {
	const ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
	const audience = await createAudience(ctx, range(1, people));
	const at = formatInstant(new Date("2020-01-01T00:00:00Z"));
	await insertRows(
		ctx.warehouse,
		"profile_change",
		range(1, people).map((uid) => ({
			ws: ctx.workspace.number,
			change: "created",
			uid,
			root: uid,
			effective_at: at,
			recorded_at: at,
		})),
	);
	const workspaceNumber = ctx.workspace.number;
	await ctx.db.eventDefinition.create({ data: { workspaceNumber, name: "Order Completed" } });
	await ctx.db.propertyDefinition.create({
		data: { workspaceNumber, event: "Order Completed", name: "amount", type: "number" },
	});
	return { ctx, audience };
}

const daysOn = (ctx: Context, days: number): Context => ({
	...ctx,
	now: new Date(ctx.now.getTime() + days * DAY),
});

describe("who is globally held out", () => {
	it("is the same in the warehouse as in TypeScript, by the frozen vectors, merges included", async () => {
		const ctx = await createTestWorkspace();
		const ws = ctx.workspace.number;
		const merged = vectors.filter(({ uids }) => uids.length > 1);
		// Of vectors with the same people only one merge is made.
		const pairs = new Map(merged.map(({ uids: [root = 0, ...absorbed] }) => [root, absorbed]));
		await insertRows(
			ctx.warehouse,
			"profile_change",
			[...pairs].flatMap(([root, absorbed]) =>
				absorbed.map((uid) => ({
					ws,
					change: "merged",
					uid,
					root,
					effective_at: formatInstant(ctx.now),
					recorded_at: formatInstant(ctx.now),
				})),
			),
		);
		for (const { salt, shareBp, uids, isHeldOut } of vectors) {
			const [root = 0] = uids;
			// A person alone in one vector and merged in another is the merged one here.
			if (uids.length === 1 && pairs.has(root)) continue;
			const rows = await heldNow(ctx.warehouse, { ws, salt, shareBp, uids: [root] });
			expect({ salt, uids, isHeldOut: rows.length === 1 }).toEqual({ salt, uids, isHeldOut });
		}
	});
});

describe("a global holdout", () => {
	let ctx: Context;
	let audience: Awaited<ReturnType<typeof createAudience>>;
	let held: Set<number>;

	beforeAll(async () => {
		({ ctx, audience } = await company(10_000));
		await startGlobalHoldout(ctx, start(500));
		const { salt, shareBp } = await ctx.db.globalHoldout.findFirstOrThrow({
			where: { workspaceId: ctx.workspace.id },
		});
		held = new Set(range(1, 10_000).filter((uid) => isGloballyHeldOut({ salt, shareBp }, [uid])));
	});

	it("is about its share of everyone, and says how many and until when", async () => {
		const state = await getGlobalHoldout(ctx);
		expect(state).toMatchObject({ people: 10_000, heldOut: held.size, previous: [] });
		expect(state.current).toMatchObject({ shareBp: 500, nextRotationAt: "2026-09-01T09:00:00.000Z" });
		expect(Math.abs(held.size - 500)).toBeLessThan(4 * Math.sqrt(10_000 * 0.05 * 0.95));
	});

	it("is in no arm of a campaign: its own holdout is a tenth of the others, and its split is whole", async () => {
		const preview = await previewCampaign(ctx, { ...audience, holdoutBp: 1000 });
		const others = 10_000 - held.size;
		expect(preview).toMatchObject({
			segmentSize: 10_000,
			assignable: others,
			globallyHeldOut: held.size,
			willBeHeldOut: heldOutOf(others, 1000),
		});
		const draft = await createCampaign(
			ctx,
			createCampaignInput.parse({ ...audience, name: "Spring", goalEvent: "Order Completed" }),
		);
		const launched = await launchCampaign(daysOn(ctx, 1), draft.id);
		expect(launched.assigned).toEqual({ treated: preview.willBeSent, heldOut: preview.willBeHeldOut });
		const assigned = await assignedTo(ctx.warehouse, { ws: ctx.workspace.number, campaignId: draft.id });
		expect(assigned.filter(({ uid }) => held.has(uid))).toEqual([]);
		const { health } = await readLift(daysOn(ctx, 2), draft.id);
		expect(health.find(({ name }) => name === "split")?.state).toBe("good");
	});

	it("is one at a time, for admins, with a goal that exists, and recorded", async () => {
		await expect(startGlobalHoldout(ctx, start(100))).rejects.toMatchObject({ code: "conflict" });
		const marketer: Context = { ...ctx, actor: { ...ctx.actor, role: "marketer" } };
		await expect(rotateGlobalHoldout(marketer)).rejects.toMatchObject({ code: "forbidden" });
		await expect(rotateGlobalHoldout(ctx, { goalEvent: "Ordr" })).rejects.toMatchObject({
			issues: [{ path: "goalEvent" }],
		});
		const audit = await ctx.db.auditEntry.findMany({ where: { workspaceId: ctx.workspace.id } });
		expect(audit.map(({ action }) => action)).toContain("global_holdout.started");
		expect(() => start(50)).toThrow();
		expect(() => start(1001)).toThrow();
		expect(() => start(500, { rotateMonths: 5 })).toThrow();
	});

	it("is replaced when it is due, with a wash-out in which outcomes do not count", async () => {
		const due = new Date("2026-09-01T09:00:00Z");
		await tickCampaigns(new Date(due.getTime() - 1), ctx.workspace.id);
		expect((await getGlobalHoldout(ctx)).previous).toEqual([]);
		await tickCampaigns(due, ctx.workspace.id);
		const later = { ...ctx, now: due };
		const state = await getGlobalHoldout(later);
		expect(state.previous).toMatchObject([{ endedAt: due.toISOString() }]);
		expect(state.current).toMatchObject({
			startedAt: due.toISOString(),
			countsFrom: "2026-09-29T09:00:00.000Z",
			nextRotationAt: "2027-03-01T09:00:00.000Z",
		});
		const { programme } = await getProgramme(later);
		expect(programme?.isWashingOut).toBe(true);
		expect(programme?.metrics.every(({ difference }) => !difference.known)).toBe(true);
		// A second tick does nothing.
		await tickCampaigns(due, ctx.workspace.id);
		expect((await getGlobalHoldout(later)).previous).toHaveLength(1);
		await releaseGlobalHoldout(later);
		expect(await getGlobalHoldout(later)).toMatchObject({ current: null, heldOut: null });
		expect(await previewCampaign(later, { ...audience, holdoutBp: 1000 })).toMatchObject({
			assignable: 10_000,
			globallyHeldOut: 0,
		});
	});
});

describe("a campaign that began before the global holdout", () => {
	it("keeps whom it treats, takes no one new of the group, and leaves them out of the programme's comparison", async () => {
		const { ctx, audience } = await company(3000);
		await servePeople(ctx, audience.segmentId, range(1, 2000));
		const campaignId = await createRunningCampaign(ctx, audience, { holdoutBp: 1000 });
		await assignNewMembers(ctx, campaignId);
		const later = daysOn(ctx, 30);
		await startGlobalHoldout(later, start(1000, { rotateMonths: null }));
		const { salt, shareBp } = await ctx.db.globalHoldout.findFirstOrThrow({
			where: { workspaceId: ctx.workspace.id },
		});
		const isHeld = (uid: number) => isGloballyHeldOut({ salt, shareBp }, [uid]);
		await servePeople(ctx, audience.segmentId, range(1, 3000));
		await assignNewMembers(daysOn(ctx, 31), campaignId);
		const assigned = await assignedTo(ctx.warehouse, { ws: ctx.workspace.number, campaignId });
		expect(assigned.map(({ uid }) => uid)).toEqual([
			...range(1, 2000),
			...range(2001, 3000).filter((uid) => !isHeld(uid)),
		]);
		// One order of 10 by everyone else, of 4 by each held out, and none that counts before the start.
		const order = (uid: number, day: number, amount: number) => ({
			ws: ctx.workspace.number,
			event: "Order Completed",
			uid,
			time: formatInstant(new Date(ctx.now.getTime() + day * DAY)),
			recorded_at: formatInstant(new Date(ctx.now.getTime() + day * DAY)),
			message_id: `m${uid}-${day}`,
			properties: { amount },
		});
		await insertRows(ctx.warehouse, "events", [
			...range(1, 3000).map((uid) => order(uid, 29, 1000)),
			...range(2001, 3000).flatMap((uid) =>
				isHeld(uid) ? [order(uid, 35, 4 + (uid % 5) / 10)] : [order(uid, 35, 10 + (uid % 5) / 10)],
			),
		]);
		const { programme } = await getProgramme(daysOn(ctx, 40));
		const heldOut = range(2001, 3000).filter(isHeld).length;
		expect(programme).toMatchObject({
			isWashingOut: false,
			isFinal: false,
			people: { reached: 1000 - heldOut, heldOut, leftOut: 2000 },
		});
		const value = programme?.metrics.find(({ kind }) => kind === "value");
		expect(value?.treated.sum).toBeGreaterThan(0);
		const difference = value?.difference.known ? value.difference.figure : null;
		expect(difference?.value).toBeGreaterThan(5.9);
		expect(difference?.value).toBeLessThan(6.1);
		const added = programme?.incrementalValue.known ? programme.incrementalValue.figure : null;
		expect(added?.value).toBeCloseTo((difference?.value ?? 0) * (1000 - heldOut), 6);
		expect((added?.low ?? 0) < (added?.value ?? 0) && (added?.value ?? 0) < (added?.high ?? 0)).toBe(true);
	});
});
