import { describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { archiveSegment } from "@/lib/segments/server/archive-segment";
import { createSegment } from "@/lib/segments/server/create-segment";
import { listTrends } from "@/lib/segments/server/list-trends";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const now = new Date("2026-11-22T12:00:00.000Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

async function createTestSegment(ctx: Context, name: string, at = daysAgo(40)): Promise<string> {
	const rule = {
		combinator: "and" as const,
		rules: [
			{
				kind: "everyone" as const,
				field: "everyone" as const,
				operator: "equals" as const,
				value: true as const,
			},
		],
	};
	const { id } = await createSegment({ ...ctx, now: at }, { name, rule });
	return id;
}

async function keepRefresh(
	ctx: Context,
	segmentId: string,
	days: number,
	size: number | null,
	differs: { status?: string; version?: number } = {},
): Promise<void> {
	const asOf = daysAgo(days);
	const { status = "finished", version = 1 } = differs;
	await ctx.db.segmentRefresh.create({
		data: { id: newId("rfr"), segmentId, asOf, size, version, status, startedAt: asOf, finishedAt: asOf },
	});
}

const trendOf = async (ctx: Context, segmentId: string) => {
	const { items } = await listTrends(ctx);
	const all = items.find((item) => item.segmentId === segmentId);
	expect((await listTrends(ctx, { segmentId })).items).toEqual([all]);
	return all;
};

describe("trends of segments", () => {
	it("give the size served at the end of each day, unknown before the first, and of now", async () => {
		const ctx = await createTestWorkspace({ now });
		const id = await createTestSegment(ctx, "Grows");
		await keepRefresh(ctx, id, 10.5, 100);
		await keepRefresh(ctx, id, 10.2, 120);
		await keepRefresh(ctx, id, 8, null, { status: "failed" });
		await keepRefresh(ctx, id, 3, 150);
		await ctx.db.segment.update({ where: { id }, data: { size: 155, servedVersion: 1 } });
		const trend = await trendOf(ctx, id);
		expect(trend?.sizes).toEqual([
			...Array<null>(20).fill(null),
			...Array<number>(7).fill(120),
			...Array<number>(3).fill(150),
			155,
		]);
		expect(trend?.isRuleNew).toBe(false);
	});

	it("say when the rule of a week ago was another one", async () => {
		const ctx = await createTestWorkspace({ now });
		const id = await createTestSegment(ctx, "Changed");
		await keepRefresh(ctx, id, 9, 100);
		await keepRefresh(ctx, id, 2, 10, { version: 2 });
		await ctx.db.segment.update({ where: { id }, data: { size: 10, servedVersion: 2, currentVersion: 2 } });
		expect((await trendOf(ctx, id))?.isRuleNew).toBe(true);
	});

	it("count what uses a segment, and leave archived segments and other workspaces out", async () => {
		const ctx = await createTestWorkspace({ now });
		const id = await createTestSegment(ctx, "Used");
		const away = await createTestSegment(ctx, "Archived");
		await archiveSegment(ctx, away);
		const campaign = (name: string, status: string) => ({
			id: newId("cmp"),
			workspaceId: ctx.workspace.id,
			name,
			segmentId: id,
			status,
			salt: "salt",
			holdoutBp: 1000,
			windowDays: 14,
			ownerId: "u",
			ownerName: "U",
		});
		await ctx.db.campaign.createMany({
			data: [campaign("Winter sale", "running"), campaign("Autumn sale", "draft"), campaign("Gone", "ended")],
		});
		const { items } = await listTrends(ctx);
		expect(items.map(({ segmentId, usedIn }) => [segmentId, usedIn])).toEqual([
			[id, { campaigns: 2, syncs: 0, name: "Autumn sale" }],
		]);
		expect((await listTrends(await createTestWorkspace({ now }))).items).toEqual([]);
	});

	it("do not tell a viewer the size of a few people", async () => {
		const ctx = await createTestWorkspace({ now });
		const id = await createTestSegment(ctx, "Few");
		await keepRefresh(ctx, id, 1.5, 4);
		await ctx.db.segment.update({ where: { id }, data: { size: 3, servedVersion: 1 } });
		const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
		expect((await trendOf(viewer, id))?.sizes.slice(-3)).toEqual([null, "fewer than 10", "fewer than 10"]);
	});
});
