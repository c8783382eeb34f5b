import { afterAll, beforeAll, expect, it } from "vitest";
import { createCampaignInput, listCampaignsQuery } from "@/lib/campaigns/contracts";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { listCampaigns } from "@/lib/campaigns/server/list-campaigns";
import { updateCampaign } from "@/lib/campaigns/server/update-campaign";
import { createAudience } from "@/lib/holdouts/testing/create-audience";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { listSegmentsQuery } from "@/lib/segments/contracts";
import { createSegment } from "@/lib/segments/server/create-segment";
import { listSegments } from "@/lib/segments/server/list-segments";
import { updateSegment } from "@/lib/segments/server/update-segment";
import { listTags } from "@/lib/tags/server/list-tags";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let viewer: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace();
	viewer = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const rule = {
	combinator: "and",
	rules: [{ kind: "contact", field: "email", operator: "isSet", value: null }],
};

it("one tag has one spelling in a workspace, however it is typed, and lists are filtered by it", async () => {
	const segment = await createSegment(ctx, { name: "First", rule, tags: ["VIP"] });
	await ctx.db.eventDefinition.create({
		data: { workspaceNumber: ctx.workspace.number, name: "Order Completed" },
	});
	const audience = await createAudience(ctx, [1, 2]);
	const campaign = await createCampaign(
		ctx,
		createCampaignInput.parse({ name: "Spring", ...audience, goalEvent: "Order Completed" }),
	);
	expect(campaign.tags).toEqual([]);
	const tagged = await updateCampaign(ctx, campaign.id, { tags: ["vip", "Sale"] });
	expect(tagged.tags).toEqual(["VIP", "Sale"]);
	expect(await listTags(viewer)).toEqual({
		items: [
			{ tag: "VIP", uses: 2 },
			{ tag: "Sale", uses: 1 },
		],
	});
	const other = await createTestWorkspace();
	expect(await listTags(other)).toEqual({ items: [] });
	const theirs = await createSegment(other, { name: "Theirs", rule, tags: ["vip"] });
	expect(theirs.tags).toEqual(["vip"]);

	const found = await listSegments(viewer, listSegmentsQuery.parse({ tag: "VIP" }));
	expect(found.items.map(({ id, tags }) => ({ id, tags }))).toEqual([{ id: segment.id, tags: ["VIP"] }]);
	const campaigns = await listCampaigns(viewer, listCampaignsQuery.parse({ tag: "Sale" }));
	expect(campaigns.items.map(({ id }) => id)).toEqual([campaign.id]);
	expect((await listCampaigns(viewer, listCampaignsQuery.parse({ tag: "None" }))).items).toEqual([]);
});

it("the only item with a tag can change its capitalization; a shared tag keeps it", async () => {
	const own = await createTestWorkspace();
	const first = await createSegment(own, { name: "First", rule, tags: ["vip", "sale"] });
	expect((await updateSegment(own, first.id, { tags: ["VIP", "sale"] })).tags).toEqual(["VIP", "sale"]);
	const second = await createSegment(own, { name: "Second", rule, tags: ["vip"] });
	expect(second.tags).toEqual(["VIP"]);
	expect((await updateSegment(own, first.id, { tags: ["Vip", "SALE"] })).tags).toEqual(["VIP", "SALE"]);
	await own.db.eventDefinition.create({
		data: { workspaceNumber: own.workspace.number, name: "Order Completed" },
	});
	const campaign = await createCampaign(
		own,
		createCampaignInput.parse({
			name: "Spring",
			...(await createAudience(own, [1, 2])),
			goalEvent: "Order Completed",
			tags: ["spring"],
		}),
	);
	expect((await updateCampaign(own, campaign.id, { tags: ["Spring"] })).tags).toEqual(["Spring"]);
});

it("new tags replace the old ones, are audited, and are not affected by other changes", async () => {
	const segment = await createSegment(ctx, { name: "Second", rule, tags: ["One", "Two"] });
	const changed = await updateSegment(ctx, segment.id, { tags: ["Three"] });
	expect(changed).toMatchObject({ tags: ["Three"], version: 1 });
	const renamed = await updateSegment(ctx, segment.id, { name: "Renamed" });
	expect(renamed.tags).toEqual(["Three"]);
	const entries = await ctx.db.auditEntry.findMany({
		where: { entityId: segment.id, action: "segment.updated" },
		orderBy: { at: "asc" },
	});
	expect(entries.map(({ detail }) => detail)).toContainEqual({
		version: 1,
		ruleChanged: false,
		tags: ["Three"],
	});
	expect((await updateSegment(ctx, segment.id, { tags: [] })).tags).toEqual([]);
	await expect(updateSegment(viewer, segment.id, { tags: ["Four"] })).rejects.toMatchObject({
		code: "forbidden",
	});
});
