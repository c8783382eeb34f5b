import { afterAll, beforeAll, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { assignArm } from "@/lib/holdouts/assign-arm";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { countPeople, sumOutcomes } from "@/lib/lift/server/read-outcomes";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { createTestCampaign } from "@/lib/syncs/testing/make-campaign";
import { createPeople, createTestSegment } from "@/lib/syncs/testing/make-people";
import { connectTestMeta, openTestSync } from "@/lib/syncs/testing/open-test-sync";
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

const day = 86_400_000;
const windowDays = 3;

it("stops sending exactly the treated converters that the analysis counts, and changes none of its figures", async () => {
	const ctx = await createTestWorkspace();
	const uids = Array.from({ length: 200 }, (_, index) => index + 1);
	await createPeople(
		ctx,
		uids.map((uid) => ({ uid, userId: `c${uid}` })),
	);
	const segmentId = await createTestSegment(ctx, uids);
	const campaignId = await createTestCampaign(ctx, segmentId, 3_000);
	await ctx.db.campaign.update({ where: { id: campaignId }, data: { goalEvent: "Bought", windowDays } });
	const sync = await openTestSync(ctx, sandbox, {
		segmentId,
		destinationId: await connectTestMeta(ctx, sandbox),
		campaignId,
		identifierKinds: ["user_id"],
		stopsOnConversion: true,
	});
	await sync.run();
	const sent = await sync.held();
	// At and around both ends of the window, for people of both arms: assignment is at the context's instant.
	const start = ctx.now.getTime();
	const offsets = [-1, 0, 1, day, windowDays * day - 1, windowDays * day, windowDays * day + 1];
	await insertRows(
		ctx.warehouse,
		"events",
		uids.slice(0, 140).map((uid) => ({
			ws: ctx.workspace.number,
			uid,
			event: "Bought",
			time: formatInstant(start + (offsets[uid % offsets.length] ?? 0)),
			received_at: formatInstant(new Date()),
			message: uid,
			source: "test",
			properties: {},
		})),
	);
	const asOf = new Date(start + 10 * day);
	const scope = { ws: ctx.workspace.number, campaignId, hasMerges: false, asOf, windowDays };
	const figures = async () => ({
		outcomes: await sumOutcomes(ctx.warehouse, {
			...scope,
			goalEvent: "Bought",
			valueProperty: null,
			covariate: { kind: "before" },
		}),
		people: await countPeople(ctx.warehouse, scope),
	});
	const before = await figures();
	const run = await sync.run({ now: () => asOf.getTime() });
	const converters = before.outcomes
		.filter(({ arm, day: since }) => arm === "treated" && since === windowDays)
		.reduce((all, { converters: some }) => all + some, 0);
	expect(converters).toBeGreaterThan(20);
	expect(run.counts.converted).toBe(converters);
	const counted = new Set([1, day, windowDays * day - 1, windowDays * day]);
	const stopped = uids.filter(
		(uid) =>
			uid <= 140 &&
			counted.has(offsets[uid % offsets.length] ?? 0) &&
			assignArm(campaignId, uid, 3_000) !== "holdout",
	);
	expect(stopped).toHaveLength(converters);
	expect(await sync.held()).toEqual(
		sent.filter((key) => !stopped.some((uid) => key === `EXTERN_ID:c${uid}`)),
	);
	// The analysis reads assignments and events, never deliveries.
	expect(await figures()).toEqual(before);
}, 60_000);
