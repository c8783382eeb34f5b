import { afterAll, beforeAll, expect, it } from "vitest";
import { createCampaignInput } from "@/lib/campaigns/contracts";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { duplicateCampaign } from "@/lib/campaigns/server/duplicate-campaign";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { createAudience, type TestAudience } from "@/lib/holdouts/testing/create-audience";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { createSegment } from "@/lib/segments/server/create-segment";
import { duplicateSegment } from "@/lib/segments/server/duplicate-segment";
import { createSyncInput } from "@/lib/syncs/edit-contracts";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { resumeSync } from "@/lib/syncs/server/change-sync";
import { createSync } from "@/lib/syncs/server/create-sync";
import { duplicateSync } from "@/lib/syncs/server/duplicate-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let viewer: Context;
let audience: TestAudience;
beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
	viewer = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
	audience = await createAudience(ctx, [1, 2, 3, 4]);
	await ctx.db.eventDefinition.create({
		data: { workspaceNumber: ctx.workspace.number, name: "Order Completed" },
	});
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

const copyOf = async (entityId: string) =>
	(await ctx.db.auditEntry.findFirstOrThrow({ where: { entityId } })).detail;

it("a segment's copy has its rule, rhythm and tags, and a history of its own", async () => {
	const source = await createSegment(ctx, {
		name: `${"Long ".repeat(23)}name`,
		description: "Who can be written to",
		rule: { combinator: "and", rules: [{ kind: "contact", field: "email", operator: "isSet", value: null }] },
		refreshEveryMinutes: 15,
		tags: ["Win-back"],
	});
	const copy = await duplicateSegment(ctx, source.id);
	expect(copy.id).not.toBe(source.id);
	expect(copy).toMatchObject({
		name: `Copy of ${source.name}`.slice(0, 120),
		description: source.description,
		refreshEveryMinutes: source.refreshEveryMinutes,
		tags: ["Win-back"],
		rule: source.rule,
		version: 1,
		servedVersion: null,
	});
	expect(await copyOf(copy.id)).toMatchObject({ copyOf: source.id });
	await expect(duplicateSegment(viewer, source.id)).rejects.toMatchObject({ code: "forbidden" });
});

it("a campaign's copy is a draft that assigns people again, whatever happened to the original", async () => {
	const source = await createCampaign(
		ctx,
		createCampaignInput.parse({
			name: "Spring",
			...audience,
			goalEvent: "Order Completed",
			holdoutBp: 2500,
			windowDays: 9,
			costCents: 4200,
			tags: ["win-back", "Spring"],
			endsAt: "2026-04-01T00:00:00.000Z",
		}),
	);
	await launchCampaign(ctx, source.id);
	const copy = await duplicateCampaign(ctx, source.id);
	expect(copy).toMatchObject({
		name: "Copy of Spring",
		status: "draft",
		holdoutBp: 2500,
		windowDays: 9,
		costCents: 4200,
		// As the segment above already spells it.
		tags: ["Win-back", "Spring"],
		endsAt: "2026-04-01T00:00:00.000Z",
		launchedAt: null,
		assigned: null,
		syncs: [],
	});
	const rows = await ctx.db.campaign.findMany({ where: { id: { in: [source.id, copy.id] } } });
	expect(new Set(rows.map(({ salt }) => salt)).size).toBe(2);
	const later = await duplicateCampaign({ ...ctx, now: new Date("2026-05-01T00:00:00Z") }, source.id);
	expect(later.endsAt).toBeNull();
	await expect(duplicateCampaign(viewer, source.id)).rejects.toMatchObject({ code: "forbidden" });
});

it("a campaign that was run elsewhere has nothing to copy, and reports it", async () => {
	const id = newId("cmp");
	await ctx.db.campaign.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			name: "Elsewhere",
			status: "imported",
			salt: id,
			holdoutBp: 1000,
			windowDays: 14,
			ownerId: ctx.actor.id,
			ownerName: "Ada",
		},
	});
	await expect(duplicateCampaign(ctx, id)).rejects.toMatchObject({
		code: "precondition",
		message: expect.stringContaining("run elsewhere"),
	});
});

it("a sync's copy is paused, with an audience of its own, until it is resumed", async () => {
	const source = await createSync(
		ctx,
		createSyncInput.parse({
			...audience,
			name: "Everyone",
			schedule: { kind: "interval", everyMinutes: 60 },
		}),
	);
	const copy = await duplicateSync(ctx, source.id);
	expect(copy).toMatchObject({
		name: "Copy of Everyone",
		status: "paused",
		schedule: { kind: "interval", everyMinutes: 60 },
		identifiers: source.identifiers,
		lastRun: null,
	});
	const row = await ctx.db.sync.findUniqueOrThrow({ where: { id: copy.id } });
	expect(row).toMatchObject({ nextRunAt: null, remoteAudienceId: null });
	expect(row.remoteAudienceName).toBe(`Copy of Everyone (Muster ${row.id.slice(-6)})`);
	expect(await copyOf(copy.id)).toMatchObject({ copyOf: source.id });
	expect(await resumeSync(ctx, copy.id)).toMatchObject({ status: "active", statusReason: null });
	await expect(duplicateSync(viewer, source.id)).rejects.toMatchObject({ code: "forbidden" });
	await archiveSync(ctx, source.id, { audience: "leave" });
	await expect(duplicateSync(ctx, source.id)).rejects.toMatchObject({ code: "not_found" });
});
