import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lookupQuery } from "@/lib/find/lookup-api";
import { lookUpPerson } from "@/lib/find/server/look-up-person";
import { createAudience, createRunningCampaign } from "@/lib/holdouts/testing/create-audience";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { requestErasure } from "@/lib/privacy/server/request-erasure";
import { sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let ids: { ana: number; ben: number };
let campaign: string;
const lookUp = (query: object, as: Context = ctx) =>
	lookUpPerson({ ...as, now: new Date() }, lookupQuery.parse(query));

beforeAll(async () => {
	ctx = await createTestWorkspace();
	await sendMessages(ctx, [
		{
			type: "identify",
			userId: "u1",
			anonymousId: "a1",
			traits: { email: "ana@example.com", phone: "+12015550123", plan: "pro", seats: 3, tags: ["a", "b"] },
		},
		{
			type: "identify",
			userId: "u2",
			traits: { email: "ben@example.com", phone: "+12015550199", plan: "free" },
		},
		// The same telephone as Ben's: it does not say who is meant.
		{ type: "identify", userId: "u3", traits: { phone: "+12015550199" } },
	]);
	const of = async (externalId: string) => (await lookUp({ externalId })).personId ?? 0;
	ids = { ana: await of("u1"), ben: await of("u2") };
	const audience = await createAudience(ctx, [ids.ana]);
	campaign = await createRunningCampaign(ctx, audience, {});
	await insertRows(
		ctx.warehouse,
		"assignment",
		[ids.ana, ids.ben].map((uid) => ({
			ws: ctx.workspace.number,
			campaign,
			uid,
			arm: uid === ids.ana ? "treated" : "holdout",
			variant: uid === ids.ana ? "a" : "",
			bucket: 1,
			epoch: 1,
			assigned_at: formatInstant(ctx.now),
			source: "membership",
		})),
	);
	await ctx.db.campaignVariant.create({
		data: { campaignId: campaign, key: "a", name: "Free shipping", weightBp: 10_000, position: 0 },
	});
});
afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

describe("a person who is looked up", () => {
	it("is found by any identifier, with segments, the traits that were asked for, and arm and variant", async () => {
		const ana = {
			personId: ids.ana,
			segments: [{ id: expect.any(String), name: "Everybody" }],
			traits: { plan: "pro", seats: 3, tags: ["a", "b"], nothing: null },
			campaigns: [
				{
					id: campaign,
					name: expect.any(String),
					arm: "treated",
					variant: { key: "a", name: "Free shipping" },
				},
			],
		};
		const traits = "plan, seats,tags,nothing";
		for (const by of [
			{ externalId: "u1" },
			{ email: " Ana@Example.com" },
			{ phone: "+1 201 555 0123" },
			{ anonymousId: "a1" },
		])
			expect(await lookUp({ ...by, traits }), JSON.stringify(by)).toMatchObject(ana);
		expect(await lookUp({ externalId: "u2" })).toMatchObject({
			personId: ids.ben,
			segments: [],
			traits: {},
			campaigns: [{ id: campaign, arm: "holdout", variant: null }],
		});
	});

	it("is no one, without an error, where no one or more than one has the identifier", async () => {
		const no = { personId: null, segments: [], traits: { plan: null }, campaigns: [] };
		for (const by of [
			{ externalId: "u9" },
			{ anonymousId: "undefined" },
			{ email: "nonsense" },
			{ phone: "+12015550199" },
		])
			expect(await lookUp({ ...by, traits: "plan" }), JSON.stringify(by)).toMatchObject(no);
		// In another workspace the same id is someone else's.
		expect(await lookUp({ externalId: "u1", traits: "plan" }, await createTestWorkspace())).toMatchObject(no);
	});

	it("must be named by exactly one identifier, and asked for few traits", async () => {
		for (const by of [{}, { externalId: "u1", email: "ana@example.com" }])
			await expect(lookUp(by)).rejects.toMatchObject({ issues: [{ path: "externalId" }] });
		const traits = Array.from({ length: 51 }, (_, n) => `t${n}`).join(",");
		await expect(lookUp({ externalId: "u1", traits })).rejects.toMatchObject({
			issues: [{ path: "traits" }],
		});
		await expect(
			lookUp({ externalId: "u1" }, await createTestWorkspace({ role: "viewer" })),
		).rejects.toThrow();
	});

	it("is no one once erased, at once", async () => {
		await requestErasure({ ...ctx, now: new Date() }, { profileId: ids.ben });
		expect(await lookUp({ externalId: "u2" })).toMatchObject({ personId: null, campaigns: [] });
	});
});
