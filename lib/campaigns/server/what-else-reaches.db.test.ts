import { beforeAll, describe, expect, it } from "vitest";
import { previewCampaign } from "@/lib/campaigns/server/preview-campaign";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import {
	createAudience,
	createRunningCampaign,
	type TestAudience,
} from "@/lib/holdouts/testing/create-audience";
import { newId } from "@/lib/kernel/ids";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
let ctx: Context;
let audience: TestAudience;

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
	audience = await createAudience(ctx, range(1, 100));
});

describe("before a launch", () => {
	it("every running campaign that shares people is named, also the oldest of many", async () => {
		const oldest = await createRunningCampaign(ctx, audience, { holdoutBp: 1000 });
		await assignNewMembers(ctx, oldest);
		const elsewhere = await createAudience(ctx, range(5001, 5010));
		for (let i = 0; i < 25; i++) await createRunningCampaign(ctx, elsewhere);
		const { conflicts } = await previewCampaign(ctx, { ...audience, holdoutBp: 1000 });
		expect(conflicts).toMatchObject([{ id: oldest, people: 100, reachesHoldout: true }]);
	});

	it("syncs without a campaign are named if they reach the account or a segment and do not hold anyone out", async () => {
		const { segmentId, destinationId } = await createAudience(ctx, range(201, 300));
		const other = await createAudience(ctx, range(201, 210));
		await ctx.db.destination.update({
			where: { id: other.destinationId },
			data: { accountId: "another account" },
		});
		const sync = async (name: string, change: object) =>
			await ctx.db.sync.create({
				data: {
					id: newId("syn"),
					workspaceId: ctx.workspace.id,
					name,
					segmentId,
					destinationId,
					identifierKinds: ["user_id"],
					purpose: "advertising",
					remoteAudienceName: name,
					status: "active",
					createdBy: ctx.actor.id,
					...change,
				},
			});
		await sync("Same account", { segmentId: other.segmentId });
		await sync("Same segment", { destinationId: other.destinationId });
		await sync("Another of both", { segmentId: other.segmentId, destinationId: other.destinationId });
		await sync("Holds out", { keepsHoldouts: true });
		await sync("Paused", { status: "paused" });
		await sync("Excluded from ads", { audienceUse: "exclude" });
		const { others } = await previewCampaign(ctx, { segmentId, destinationId, holdoutBp: 1000 });
		expect(
			others.map(({ kind, name, isSameDestination, isSameSegment }) => ({
				kind,
				name,
				isSameDestination,
				isSameSegment,
			})),
		).toEqual([
			{ kind: "sync", name: "Same segment", isSameDestination: false, isSameSegment: true },
			{ kind: "sync", name: "Same account", isSameDestination: true, isSameSegment: false },
		]);
	});
});
