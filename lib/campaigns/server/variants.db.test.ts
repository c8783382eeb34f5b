import { beforeAll, describe, expect, it } from "vitest";
import { createCampaignInput, updateCampaignInput } from "@/lib/campaigns/contracts";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { duplicateCampaign } from "@/lib/campaigns/server/duplicate-campaign";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { previewLaunch } from "@/lib/campaigns/server/preview-campaign";
import { readPersonArm } from "@/lib/campaigns/server/read-person-arm";
import { tickCampaigns } from "@/lib/campaigns/server/tick-campaigns";
import { updateCampaign } from "@/lib/campaigns/server/update-campaign";
import { setConsent } from "@/lib/consent/testing/set-consent";
import { assignArm, assignVariant, splitCohort } from "@/lib/holdouts/assign-arm";
import {
	createAudience,
	createKnown,
	longAgo,
	servePeople,
	type TestAudience,
} from "@/lib/holdouts/testing/create-audience";
import { newId } from "@/lib/kernel/ids";
import { keyedHash, seal } from "@/lib/platform/secrets/keyring";
import { duplicateSync } from "@/lib/syncs/server/duplicate-sync";
import { findSync, scopeOf } from "@/lib/syncs/server/open-sync";
import { countPeople, readFacts } from "@/lib/syncs/server/people-facts";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const variants = [
	{ name: "Free shipping", weight: 33.4 },
	{ name: "Ten off", weight: 66.6, audienceName: "Discount" },
	{ name: "Later", weight: 0 },
];
const shares = [
	{ key: "a", weightBp: 3340 },
	{ key: "b", weightBp: 6660 },
	{ key: "c", weightBp: 0 },
];

let ctx: Context;
let audience: TestAudience;
const at = (minutes: number): Context => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });
const create = (change: object = {}) =>
	createCampaign(
		ctx,
		createCampaignInput.parse({
			name: "Spring",
			...audience,
			goalEvent: "Order Completed",
			variants,
			...change,
		}),
	);

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
	audience = await createAudience(ctx, range(1, 1000));
	await ctx.db.eventDefinition.create({
		data: { workspaceNumber: ctx.workspace.number, name: "Order Completed" },
	});
});

describe("a campaign with variants", () => {
	it("divides the treated by weight, exactly at launch and by a second hash afterwards, into a sync each", async () => {
		const draft = await create();
		const launched = await launchCampaign(at(1), draft.id);
		expect(launched.assigned).toEqual({ treated: 900, heldOut: 100 });
		expect(launched.variants.map(({ key, people }) => [key, people])).toEqual([
			["a", 300],
			["b", 600],
			["c", 0],
		]);
		expect(launched.syncs.map(({ name }) => name)).toEqual(["Spring: Free shipping", "Spring: Ten off"]);
		const stored = await ctx.db.sync.findMany({
			where: { campaignId: draft.id },
			orderBy: { variantKey: "asc" },
		});
		expect(stored.map((sync) => [sync.variantKey, sync.remoteAudienceName.split(" (")[0]])).toEqual([
			["a", "Spring: Free shipping"],
			["b", "Discount"],
		]);
		expect(await ctx.db.syncRun.count({ where: { syncId: { in: stored.map(({ id }) => id) } } })).toBe(2);

		// Each sync wants the people of its variant and no one else.
		const split = splitCohort(range(1, 1000), { salt: draft.id, holdoutBp: 1000, variants: shares });
		for (const { id, variantKey } of stored) {
			const scope = await scopeOf(at(2), await findSync(ctx, id), at(2).now);
			const facts = await readFacts(ctx, scope, range(1, 1000));
			for (const [uid, { isWanted }] of facts)
				expect({ uid, isWanted }).toEqual({ uid, isWanted: split.get(uid)?.variant === variantKey });
			expect(await countPeople(ctx, scope)).toMatchObject({
				members: 1000,
				heldOut: 100,
				wanted: variantKey === "a" ? 300 : 600,
				otherVariant: variantKey === "a" ? 600 : 300,
			});
		}
		const copy = await duplicateSync(ctx, stored[0]?.id ?? "");
		expect((await findSync(ctx, copy.id)).variantKey).toBe("a");

		await createKnown(ctx, range(1001, 1300));
		await setConsent(ctx, range(1001, 1300), "granted", longAgo);
		await servePeople(ctx, audience.segmentId, range(1, 1300));
		await tickCampaigns(at(3).now, ctx.workspace.id);
		const after = await getCampaign(ctx, draft.id);
		const newcomers = range(1001, 1300).filter((uid) => assignArm(draft.id, uid, 1000) === "treated");
		const inA = newcomers.filter((uid) => assignVariant(draft.id, uid, shares) === "a");
		expect(after.variants.map(({ people }) => people)).toEqual([
			300 + inA.length,
			600 + newcomers.length - inA.length,
			0,
		]);
		await servePeople(ctx, audience.segmentId, range(1, 1000));
		expect(
			(await duplicateCampaign(ctx, draft.id)).variants.map(({ name, weight }) => [name, weight]),
		).toEqual(variants.map(({ name, weight }) => [name, weight]));
		await expect(
			updateCampaign(ctx, draft.id, updateCampaignInput.parse({ variants: [] })),
		).rejects.toMatchObject({ issues: [{ path: "variants" }] });
	});

	it("assigns only people whom the destinations of all variants reach, and delivers each where it belongs", async () => {
		const twoPlaces = await create({ name: "Two places" });
		await expect(
			create({
				variants: [
					{ ...variants[0], weight: 100, destinationId: "dst_00000000000000000000000000" },
					variants[2],
				],
			}),
		).rejects.toMatchObject({ issues: [{ path: "variants.0.destinationId" }] });
		// Reaches people by email only, and no one has one.
		const emailOnly = await ctx.db.destination.create({
			data: {
				id: `dst_${twoPlaces.id.slice(4)}`,
				workspaceId: ctx.workspace.id,
				network: "linkedin",
				name: "Newsletter",
				settings: {},
				credentialsEncrypted: seal("{}"),
				status: "connected",
				createdBy: ctx.actor.id,
			},
		});
		const changed = await updateCampaign(
			ctx,
			twoPlaces.id,
			updateCampaignInput.parse({
				variants: [
					{ name: "Ad", weight: 50 },
					{ name: "Mail", weight: 50, destinationId: emailOnly.id },
				],
			}),
		);
		expect(changed.variants.map(({ destination }) => destination?.name ?? null)).toEqual([
			null,
			"Newsletter",
		]);
		expect(await previewLaunch(ctx, twoPlaces.id)).toMatchObject({ segmentSize: 1000, assignable: 0 });
		const launched = await launchCampaign(at(5), twoPlaces.id);
		expect(launched.assigned).toEqual({ treated: 0, heldOut: 0 });
		const syncs = await ctx.db.sync.findMany({ where: { campaignId: twoPlaces.id } });
		expect(new Set(syncs.map(({ destinationId }) => destinationId))).toEqual(
			new Set([audience.destinationId, emailOnly.id]),
		);
	});

	it("assigns no one before every variant has its sync, and the next tick creates what a crash left out", async () => {
		const draft = await create({ name: "Interrupted" });
		await launchCampaign(at(1), draft.id);
		const other = await create({ name: "Half launched" });
		await ctx.db.campaign.update({
			where: { id: other.id },
			data: {
				status: "running",
				launchedAt: at(1).now,
				epochs: { create: { epoch: 1, holdoutBp: 1000, method: "cohort", startedAt: at(1).now } },
			},
		});
		const { id: syncId } = await ctx.db.sync.findFirstOrThrow({
			where: { campaignId: draft.id, variantKey: "a" },
		});
		await ctx.db.sync.update({ where: { id: syncId }, data: { campaignId: other.id } });
		await tickCampaigns(at(1).now, ctx.workspace.id);
		expect((await getCampaign(ctx, other.id)).assigned).toEqual({ treated: 0, heldOut: 0 });
		await tickCampaigns(at(10).now, ctx.workspace.id);
		expect(await getCampaign(ctx, other.id)).toMatchObject({ assigned: { treated: 900, heldOut: 100 } });
		expect(await ctx.db.sync.count({ where: { campaignId: other.id } })).toBe(2);
	});
});

describe("the arm of a person", () => {
	it("is told by user id or email, is none for those never assigned, and is unknown for strangers", async () => {
		const draft = await create({ name: "Arms" });
		await launchCampaign(at(1), draft.id);
		const split = splitCohort(range(1, 1000), { salt: draft.id, holdoutBp: 1000, variants: shares });
		const add = async (uid: number, kind: "user_id" | "email", value: string) => {
			const workspaceNumber = ctx.workspace.number;
			await ctx.db.profile.upsert({
				where: { workspaceNumber_uid: { workspaceNumber, uid } },
				create: { workspaceNumber, uid, rootUid: uid, isKnown: true, effectiveAt: longAgo },
				update: {},
			});
			await ctx.db.identifier.create({
				data: {
					workspaceNumber,
					kind,
					uid,
					valueHash: Buffer.from(keyedHash(value, `identifier:${kind}`)),
					valueEncrypted: seal(value),
				},
			});
		};
		const heldOut = [...split].find(([, { arm }]) => arm === "holdout")?.[0] ?? 0;
		const treated = [...split].find(([, { variant }]) => variant === "b")?.[0] ?? 0;
		await add(heldOut, "user_id", "held-1");
		await add(treated, "email", "treated@example.com");
		await add(5000, "user_id", "elsewhere");
		expect(await readPersonArm(ctx, draft.id, { externalId: "held-1" })).toMatchObject({
			isAssigned: true,
			arm: "holdout",
			variant: null,
			assignedAt: at(1).now.toISOString(),
		});
		expect(await readPersonArm(ctx, draft.id, { email: " Treated@Example.com" })).toMatchObject({
			arm: "treated",
			variant: { key: "b", name: "Ten off" },
		});
		expect(await readPersonArm(ctx, draft.id, { externalId: "elsewhere" })).toMatchObject({
			isAssigned: false,
			arm: null,
			assignedAt: null,
			globallyHeldOutSince: null,
			reason: "Not assigned: not in the audience.",
		});
		const why = async (externalId: string, campaignId = draft.id) =>
			(await readPersonArm(ctx, campaignId, { externalId })).reason;
		await add(1500, "user_id", "silent");
		await servePeople(ctx, audience.segmentId, [...range(1, 1000), 1500]);
		expect(await why("silent")).toMatch(/^Not assigned: in the audience, but without consent/);
		await servePeople(ctx, audience.segmentId, range(1, 1000));
		expect(await why("silent")).toBe("Not assigned: not in the audience.");
		const later = await create({ name: "Later" });
		expect(await why("elsewhere", later.id)).toMatch(/^Not assigned yet/);
		await ctx.db.campaign.update({ where: { id: later.id }, data: { status: "imported" } });
		expect(await why("elsewhere", later.id)).toMatch(/not among the people of the imported file/);
		await ctx.db.campaign.update({ where: { id: later.id }, data: { status: "ended", endedAt: at(3).now } });
		expect(await why("elsewhere", later.id)).toMatch(/^Never assigned: not in the audience while/);
		const holdout = { id: newId("glo"), startedAt: at(7).now };
		await ctx.db.globalHoldout.create({
			data: {
				...holdout,
				workspaceId: ctx.workspace.id,
				salt: holdout.id,
				shareBp: 10_000,
				countsFrom: holdout.startedAt,
				goalEvent: "Order Completed",
				currency: "USD",
				createdName: "Ada",
			},
		});
		expect(await readPersonArm(at(8), draft.id, { externalId: "elsewhere" })).toMatchObject({
			isAssigned: false,
			globallyHeldOutSince: holdout.startedAt.toISOString(),
			reason: "In the global holdout since 1 Mar 2026, so no campaign assigns them.",
		});
		expect(await readPersonArm(at(8), draft.id, { externalId: "held-1" })).toMatchObject({
			arm: "holdout",
			globallyHeldOutSince: holdout.startedAt.toISOString(),
			reason: null,
		});
		await ctx.db.globalHoldout.delete({ where: { id: holdout.id } });
		expect(await readPersonArm(at(8), draft.id, { externalId: "elsewhere" })).toMatchObject({
			globallyHeldOutSince: null,
		});
		await expect(readPersonArm(ctx, draft.id, { externalId: "no one" })).rejects.toMatchObject({
			code: "not_found",
		});
		const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
		await expect(readPersonArm(viewer, draft.id, { externalId: "held-1" })).rejects.toMatchObject({
			code: "forbidden",
		});
		const stranger = await createTestWorkspace();
		await expect(readPersonArm(stranger, draft.id, { externalId: "held-1" })).rejects.toMatchObject({
			code: "not_found",
		});
	});
});
