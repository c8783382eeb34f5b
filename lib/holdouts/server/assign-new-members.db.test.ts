import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { setConsent } from "@/lib/consent/testing/set-consent";
import { assignArm, bucketOf, splitCohort } from "@/lib/holdouts/assign-arm";
import { type AssignedTotals, assignCohortSql } from "@/lib/holdouts/assign-sql";
import { assignedPeopleSql } from "@/lib/holdouts/assigned-people-sql";
import cohorts from "@/lib/holdouts/cohort-vectors.json";
import { heldOutSql, treatedSql } from "@/lib/holdouts/held-out-sql";
import { assignNewMembers, countAssigned } from "@/lib/holdouts/server/assign-new-members";
import {
	createAudience,
	createKnown,
	createRunningCampaign,
	longAgo,
	servePeople,
} from "@/lib/holdouts/testing/create-audience";
import vectors from "@/lib/holdouts/vectors.json";
import { formatInstant, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const peopleOf = defineQuery({
	name: "test.people",
	row: z.object({
		uid: z.number(),
		arm: z.string(),
		variant: z.string(),
		epoch: z.number(),
		assigned_at: z.string(),
	}),
	build: (scope: { ws: number; campaignId: string; hasMerges: boolean }) => {
		const binder = new SqlBinder();
		return binder.finish(
			`SELECT uid, arm, variant, epoch, assigned_at FROM ${assignedPeopleSql(binder, scope)} ORDER BY uid`,
		);
	},
});

const setOf = defineQuery({
	name: "test.set",
	row: z.object({ people: z.array(z.number()) }),
	build: ({
		arm,
		...scope
	}: {
		arm: "holdout" | "treated";
		ws: number;
		campaignId: string;
		hasMerges: boolean;
	}) => {
		const binder = new SqlBinder();
		const set = arm === "holdout" ? heldOutSql(binder, scope) : treatedSql(binder, scope);
		return binder.finish(`SELECT bitmapToArray(${set}) AS people`);
	},
});

const noOneBefore: AssignedTotals = { treated: 0, heldOut: 0, variants: new Map() };

let ctx: Context;
const at = (minutes: number): Context => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });

async function people(campaignId: string, hasMerges = false) {
	return peopleOf(ctx.warehouse, { ws: ctx.workspace.number, campaignId, hasMerges });
}

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
});

describe("the warehouse", () => {
	it("puts everyone of the frozen vectors in the same bucket as the app", async () => {
		const query = defineQuery({
			name: "test.buckets",
			row: z.object({ bucket: z.number() }),
			build: () => {
				const binder = new SqlBinder();
				const salts = binder.bind(
					vectors.map((vector) => vector.salt),
					"Array(String)",
				);
				const uids = binder.bind(
					vectors.map((vector) => vector.uid),
					"Array(UInt32)",
				);
				return binder.finish(
					`SELECT murmurHash3_32(concat(row.1, ':', toString(row.2))) % 10000 AS bucket FROM (SELECT arrayJoin(arrayZip(${salts}, ${uids})) AS row)`,
				);
			},
		});
		const rows = await query(ctx.warehouse, undefined);
		expect(rows.map((row) => row.bucket)).toEqual(vectors.map((vector) => vector.bucket));
		for (const { salt, uid, bucket } of vectors) expect(bucketOf(salt, uid)).toBe(bucket);
	});

	it("divides the frozen cohorts as the app does, in one go or continued after a crash", async () => {
		for (const [index, { salt, holdoutBp, cohort, holdout, variants }] of cohorts.entries()) {
			const other = await createTestWorkspace({ now: ctx.now });
			const { segmentId } = await createAudience(other, cohort);
			const ws = other.workspace.number;
			const assign = async (campaignId: string, uids: readonly number[], before: AssignedTotals) => {
				await servePeople(other, segmentId, uids);
				const segment = await other.db.segment.findUniqueOrThrow({ where: { id: segmentId } });
				const served = toPointer(segment);
				if (!served) throw new Error("not served");
				const audience = {
					ws,
					hasMerges: false,
					served,
					purpose: "advertising" as const,
					identifierKinds: ["user_id"],
					globalHoldout: null,
					asOf: ctx.now,
				};
				const assignment = { campaignId, salt, epoch: 1, holdoutBp, variants, source: "membership" };
				await runSql(
					other.warehouse,
					"test.assign",
					assignCohortSql({ reach: "all", audiences: [audience] }, assignment, before),
				);
				return await peopleOf(other.warehouse, { ws, campaignId, hasMerges: false });
			};
			const expected = [...cohort]
				.sort((a, b) => a - b)
				.map((uid) => ({
					uid,
					arm: holdout.includes(uid) ? "holdout" : "treated",
					variant: variants.find(({ people: theirs }) => theirs.some((one) => one === uid))?.key ?? "",
				}));
			const plain = (rows: Awaited<ReturnType<typeof assign>>) =>
				rows.map(({ uid, arm, variant }) => ({ uid, arm, variant }));
			const whole = await assign(`cmp_whole_${index}`, cohort, noOneBefore);
			expect({ index, people: plain(whole) }).toEqual({ index, people: expected });
			// The first block of an interrupted insert was kept.
			const part = expected.slice(0, Math.floor(expected.length / 3));
			await insertRows(
				other.warehouse,
				"assignment",
				part.map((row) => ({
					ws,
					campaign: `cmp_part_${index}`,
					...row,
					bucket: bucketOf(salt, row.uid),
					epoch: 1,
					assigned_at: formatInstant(ctx.now),
					source: "membership",
				})),
			);
			const continued = await assign(`cmp_part_${index}`, cohort, {
				treated: part.filter(({ arm }) => arm === "treated").length,
				heldOut: part.filter(({ arm }) => arm === "holdout").length,
				variants: new Map(
					variants.map(({ key }) => [key, part.filter(({ variant }) => variant === key).length]),
				),
			});
			expect({ index, people: plain(continued) }).toEqual({ index, people: expected });
		}
	});
});

describe("a launch", () => {
	it("holds out exactly its share of whoever is there, then gives newcomers an epoch of their own", async () => {
		const audience = await createAudience(ctx, range(60_001, 61_007));
		const campaignId = await createRunningCampaign(ctx, audience, { isCohort: true });
		expect(await assignNewMembers(ctx, campaignId)).toMatchObject({ treated: 907, heldOut: 100 });
		const split = splitCohort(range(60_001, 61_007), { salt: campaignId, holdoutBp: 1000, variants: [] });
		const first = await people(campaignId);
		for (const { uid, arm, epoch } of first) expect([epoch, arm]).toEqual([1, split.get(uid)?.arm]);
		const epochs = () =>
			ctx.db.allocationEpoch.findMany({ where: { campaignId }, orderBy: { epoch: "asc" } });
		expect(await epochs()).toMatchObject([
			{ epoch: 1, method: "cohort", filledAt: ctx.now, treated: 907, heldOut: 100 },
			{ epoch: 2, method: "buckets", holdoutBp: 1000, filledAt: null, treated: null },
		]);
		await createKnown(ctx, range(61_008, 62_000));
		await setConsent(ctx, range(61_008, 62_000), "granted", longAgo);
		await servePeople(ctx, audience.segmentId, range(60_001, 62_000));
		await assignNewMembers(at(1), campaignId);
		const after = await people(campaignId);
		expect(after.slice(0, 1007)).toEqual(first);
		for (const { uid, arm, epoch } of after.slice(1007))
			expect([epoch, arm]).toEqual([2, assignArm(campaignId, uid, 1000)]);
		expect(await epochs()).toHaveLength(2);
	});

	it("keeps the launch's share for whoever was there when another was chosen before they were divided", async () => {
		const audience = await createAudience(ctx, range(63_001, 63_100));
		const campaignId = await createRunningCampaign(ctx, audience, { isCohort: true });
		await ctx.db.allocationEpoch.create({
			data: { campaignId, epoch: 2, holdoutBp: 5000, startedAt: ctx.now },
		});
		expect(await assignNewMembers(ctx, campaignId)).toMatchObject({ treated: 90, heldOut: 10 });
		expect(await ctx.db.allocationEpoch.count({ where: { campaignId } })).toBe(2);
	});

	it("divides the cohort once when several processes assign at the same time", async () => {
		const audience = await createAudience(ctx, range(64_001, 64_500));
		const campaignId = await createRunningCampaign(ctx, audience, { isCohort: true, holdoutBp: 2000 });
		const all = await Promise.all([1, 2, 3].map((minutes) => assignNewMembers(at(minutes), campaignId)));
		for (const totals of all) expect(totals).toMatchObject({ treated: 400, heldOut: 100 });
	});
});

describe("assignNewMembers", () => {
	it("assigns exactly the members who can be reached and agree, as the app's own hash says", async () => {
		const audience = await createAudience(ctx, range(1, 3000));
		await setConsent(ctx, range(1, 50), "denied", ctx.now);
		await servePeople(ctx, audience.segmentId, [...range(1, 3000), ...range(900_001, 900_010)]);
		const campaignId = await createRunningCampaign(ctx, audience);
		const totals = await assignNewMembers(ctx, campaignId);
		const assigned = await people(campaignId);
		expect(assigned.map((row) => row.uid)).toEqual(range(51, 3000));
		for (const { uid, arm } of assigned) expect(arm).toBe(assignArm(campaignId, uid, 1000));
		const heldOut = assigned.filter((row) => row.arm === "holdout").length;
		expect(totals).toMatchObject({ treated: 2950 - heldOut, heldOut });
	});

	it("never moves a person: not by another run, by leaving and coming back, nor by a new holdout share", async () => {
		const audience = await createAudience(ctx, range(10_001, 11_000));
		const campaignId = await createRunningCampaign(ctx, audience);
		await assignNewMembers(ctx, campaignId);
		const before = await people(campaignId);
		await assignNewMembers(at(1), campaignId);
		await servePeople(ctx, audience.segmentId, range(10_001, 10_500));
		await assignNewMembers(at(2), campaignId);
		await createKnown(ctx, range(11_001, 12_000));
		await setConsent(ctx, range(11_001, 12_000), "granted", longAgo);
		await servePeople(ctx, audience.segmentId, range(10_001, 12_000));
		await ctx.db.allocationEpoch.create({
			data: { campaignId, epoch: 2, holdoutBp: 5000, startedAt: at(3).now },
		});
		await assignNewMembers(at(3), campaignId);
		const after = await people(campaignId);
		expect(after).toHaveLength(2000);
		expect(after.filter((row) => row.uid <= 11_000)).toEqual(before);
		for (const { uid, arm, epoch } of after.filter((row) => row.uid > 11_000)) {
			expect(epoch).toBe(2);
			expect(arm).toBe(assignArm(campaignId, uid, 5000));
		}
	});

	it("assigns no one twice when two processes assign at once", async () => {
		const audience = await createAudience(ctx, range(20_001, 20_500));
		const campaignId = await createRunningCampaign(ctx, audience);
		await Promise.all([
			assignNewMembers(ctx, campaignId),
			assignNewMembers(at(1), campaignId),
			assignNewMembers(at(2), campaignId),
		]);
		const count = defineQuery({
			name: "test.rows",
			row: z.object({ rows: z.coerce.number() }),
			build: () => {
				const binder = new SqlBinder();
				return binder.finish(
					`SELECT count() AS rows FROM assignment WHERE campaign = ${binder.bind(campaignId, "String")}`,
				);
			},
		});
		expect(await count(ctx.warehouse, undefined)).toEqual([{ rows: 500 }]);
	});

	it("assigns no one new to a campaign that has ended", async () => {
		const audience = await createAudience(ctx, range(30_001, 30_100));
		const campaignId = await createRunningCampaign(ctx, audience);
		await ctx.db.campaign.update({ where: { id: campaignId }, data: { status: "ended" } });
		expect(await assignNewMembers(ctx, campaignId)).toMatchObject({ treated: 0, heldOut: 0 });
	});

	it("does not touch a campaign of another workspace", async () => {
		const audience = await createAudience(ctx, [40_001]);
		const campaignId = await createRunningCampaign(ctx, audience);
		const stranger = await createTestWorkspace();
		await expect(assignNewMembers(stranger, campaignId)).rejects.toMatchObject({ code: "not_found" });
	});
});

describe("the sets of a gate", () => {
	it("split everyone assigned into held out and treated, without overlap", async () => {
		const audience = await createAudience(ctx, range(50_001, 51_000));
		const campaignId = await createRunningCampaign(ctx, audience, { holdoutBp: 2000 });
		await assignNewMembers(ctx, campaignId);
		const scope = { ws: ctx.workspace.number, campaignId, hasMerges: false };
		const [heldOut] = await setOf(ctx.warehouse, { ...scope, arm: "holdout" });
		const [treated] = await setOf(ctx.warehouse, { ...scope, arm: "treated" });
		const expected = range(50_001, 51_000).filter((uid) => assignArm(campaignId, uid, 2000) === "holdout");
		expect(heldOut?.people.sort((a, b) => a - b)).toEqual(expected);
		expect([...(heldOut?.people ?? []), ...(treated?.people ?? [])].sort((a, b) => a - b)).toEqual(
			range(50_001, 51_000),
		);
	});

	it("keep the earliest arm when two people turn out to be one", async () => {
		const other = await createTestWorkspace({ now: ctx.now });
		const audience = await createAudience(other, range(1, 400));
		const campaignId = await createRunningCampaign(other, audience, { holdoutBp: 5000 });
		const heldOut = range(1, 200).find((uid) => assignArm(campaignId, uid, 5000) === "holdout") ?? 0;
		const treated = range(201, 400).find((uid) => assignArm(campaignId, uid, 5000) === "treated") ?? 0;
		await servePeople(other, audience.segmentId, range(1, 200));
		await assignNewMembers(other, campaignId);
		await servePeople(other, audience.segmentId, range(1, 400));
		await assignNewMembers({ ...other, now: new Date(other.now.getTime() + 1000) }, campaignId);
		await other.db.profileMerge.create({
			data: {
				id: `mrg_${campaignId}`,
				workspaceNumber: other.workspace.number,
				rootUid: treated,
				absorbedUid: heldOut,
				reason: "test",
			},
		});
		await insertRows(other.warehouse, "profile_change", [
			{
				ws: other.workspace.number,
				change: "merged",
				uid: heldOut,
				root: treated,
				effective_at: formatInstant(other.now),
				recorded_at: formatInstant(other.now),
			},
		]);
		const scope = { ws: other.workspace.number, campaignId, hasMerges: true };
		const [set] = await setOf(other.warehouse, { ...scope, arm: "holdout" });
		expect(set?.people).toContain(treated);
		expect(set?.people).not.toContain(heldOut);
		const [reachable] = await setOf(other.warehouse, { ...scope, arm: "treated" });
		expect(reachable?.people).not.toContain(treated);
		expect(reachable?.people).not.toContain(heldOut);
		const again = await assignNewMembers({ ...other, now: new Date(other.now.getTime() + 2000) }, campaignId);
		// Each person once: two of the 400 are one.
		expect(again.treated + again.heldOut).toBe(399);
		expect(again).toEqual(await countAssigned(other, campaignId));
	});
});
