import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createCampaignInput, updateCampaignInput } from "@/lib/campaigns/contracts";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { duplicateCampaign } from "@/lib/campaigns/server/duplicate-campaign";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { updateCampaign } from "@/lib/campaigns/server/update-campaign";
import { setConsent } from "@/lib/consent/testing/set-consent";
import { assignArm, bucketOf } from "@/lib/holdouts/assign-arm";
import { assignedPeopleSql } from "@/lib/holdouts/assigned-people-sql";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { bandEdges, bandOf, type Labelled, splitStrata } from "@/lib/holdouts/strata";
import type { StratifyBy } from "@/lib/holdouts/stratify-by";
import {
	createAudience,
	createKnown,
	createRunningCampaign,
	longAgo,
	servePeople,
	type TestAudience,
} from "@/lib/holdouts/testing/create-audience";
import { formatInstant, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, insertRows } from "@/lib/platform/warehouse/define-query";
import { seededRandom } from "@/lib/stats/testing/seeded-random";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const DAY = 86_400_000;
const SIZE = 1500;
const people = Array.from({ length: SIZE }, (_, i) => i + 1);
const random = seededRandom(20261201);
/** By person: what they have at the launch. */
const facts = people.map((uid) => ({
	uid,
	plan: pick(["pro", "free", "free", "team", `rare ${uid % 40}`, null]),
	isMember: pick([true, false, null]),
	// Many share one number.
	orders: pick([0, 0, Math.floor(random() * 9) + 0.5, Math.floor(random() * 9) + 0.5, null]),
	spent: pick([null, null, Math.round(random() * 20_000) / 100]),
}));

function pick<T>(values: readonly T[]): T | null {
	return values[Math.floor(random() * values.length)] ?? null;
}

let ctx: Context;
let audience: TestAudience;

const peopleOf = defineQuery({
	name: "test.people",
	row: z.object({ uid: z.number(), arm: z.string(), variant: z.string(), epoch: z.number() }),
	build: (scope: { ws: number; campaignId: string; hasMerges: boolean }) => {
		const binder = new SqlBinder();
		return binder.finish(
			`SELECT uid, arm, variant, epoch FROM ${assignedPeopleSql(binder, scope)} ORDER BY uid`,
		);
	},
});
const assigned = (campaignId: string) =>
	peopleOf(ctx.warehouse, { ws: ctx.workspace.number, campaignId, hasMerges: false });

const labelsOf = (of: (fact: (typeof facts)[number]) => string | null): Labelled[] =>
	facts.map((fact) => ({ uid: fact.uid, label: of(fact) }));
const banded = (of: (fact: (typeof facts)[number]) => number | null) => {
	const edges = bandEdges(facts.flatMap((fact) => of(fact) ?? []));
	return labelsOf((fact) => {
		const value = of(fact);
		return value === null ? null : bandOf(edges, value);
	});
};
const cases: { name: string; by: StratifyBy; labels: Labelled[] }[] = [
	{ name: "a text trait", by: { by: "trait", trait: "plan" }, labels: labelsOf(({ plan }) => plan) },
	{
		name: "a yes/no trait",
		by: { by: "trait", trait: "is_member" },
		labels: labelsOf(({ isMember }) => (isMember === null ? null : isMember ? "Yes" : "No")),
	},
	{ name: "a number", by: { by: "trait", trait: "orders" }, labels: banded(({ orders }) => orders) },
	{ name: "what they bought before", by: { by: "before" }, labels: banded(({ spent }) => spent) },
	{ name: "a trait no one has", by: { by: "trait", trait: "absent" }, labels: labelsOf(() => null) },
];

const trait = (name: string, uid: number, value: string | boolean | number | null, daysAgo: number) => ({
	ws: ctx.workspace.number,
	trait: name,
	uid,
	type: value === null ? "unset" : typeof value,
	string_value: typeof value === "string" ? value : "",
	number_value: Number(typeof value === "string" ? 0 : (value ?? 0)),
	list_value: [],
	priority: 1,
	source: "test",
	valid_from: formatInstant(ctx.now.getTime() - daysAgo * DAY),
	recorded_at: formatInstant(ctx.now.getTime() - daysAgo * DAY),
});

const input = (change: object = {}) =>
	createCampaignInput.parse({
		name: "Spring",
		...audience,
		goalEvent: "Order Completed",
		valueProperty: "amount",
		...change,
	});

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
	audience = await createAudience(ctx, people);
	const workspaceNumber = ctx.workspace.number;
	await ctx.db.eventDefinition.create({ data: { workspaceNumber, name: "Order Completed" } });
	await ctx.db.propertyDefinition.create({
		data: { workspaceNumber, event: "Order Completed", name: "amount", type: "number" },
	});
	await ctx.db.traitDefinition.createMany({
		data: [
			{ workspaceNumber, name: "plan", type: "string" },
			{ workspaceNumber, name: "is_member", type: "boolean" },
			{ workspaceNumber, name: "orders", type: "number" },
			{ workspaceNumber, name: "absent", type: "string" },
			{ workspaceNumber, name: "birthday", type: "date" },
		],
	});
	await insertRows(
		ctx.warehouse,
		"trait_history",
		facts.flatMap(({ uid, plan, isMember, orders }) => [
			// Another one earlier, which those without a plan lost, and another one from tomorrow on.
			trait("plan", uid, "earlier", 30),
			trait("plan", uid, plan, 10),
			trait("plan", uid, "later", -1),
			...(isMember === null ? [] : [trait("is_member", uid, isMember, 10)]),
			...(orders === null ? [] : [trait("orders", uid, orders, 10)]),
		]),
	);
	const order = (uid: number, amount: number | null, daysAgo: number, part: number) => ({
		ws: workspaceNumber,
		event: "Order Completed",
		uid,
		time: formatInstant(ctx.now.getTime() - daysAgo * DAY),
		received_at: formatInstant(ctx.now.getTime() - daysAgo * DAY),
		message: String(uid * 10 + part),
		source: "test",
		properties: amount === null ? {} : { amount },
	});
	await insertRows(
		ctx.warehouse,
		"events",
		facts.flatMap(({ uid, spent }) => [
			order(uid, 77, 29, 1),
			// In two orders, of which one has no value.
			...(spent === null ? [] : [order(uid, spent, 20, 2), order(uid, null, 3, 3)]),
		]),
	);
});

/** What a launch that was interrupted had written: these people's arms. */
async function interrupt(
	campaignId: string,
	uids: readonly number[],
	arms: ReturnType<typeof splitStrata>["arms"],
): Promise<void> {
	await insertRows(
		ctx.warehouse,
		"assignment",
		uids.map((uid) => ({
			ws: ctx.workspace.number,
			campaign: campaignId,
			uid,
			arm: arms.get(uid)?.arm,
			variant: "",
			bucket: bucketOf(campaignId, uid),
			epoch: 1,
			assigned_at: formatInstant(ctx.now),
			source: "membership",
		})),
	);
}

describe("a launch balanced by", () => {
	for (const { name, by, labels } of cases)
		it(`${name} divides as the app does, in one go or continued after a crash`, async () => {
			const ids = [1, 2].map(() => createRunningCampaign(ctx, audience, { isCohort: true, holdoutBp: 1500 }));
			for (const [index, campaignId] of (await Promise.all(ids)).entries()) {
				await ctx.db.campaign.update({ where: { id: campaignId }, data: { stratifyBy: by } });
				const { arms, plan } = splitStrata(labels, { salt: campaignId, holdoutBp: 1500, variants: [] });
				if (index === 1) await interrupt(campaignId, people.slice(0, 700), arms);
				expect(await assignNewMembers(ctx, campaignId)).toMatchObject({ heldOut: 225, treated: SIZE - 225 });
				const rows = await assigned(campaignId);
				expect(rows.map(({ uid, arm }) => [uid, arm])).toEqual(
					people.map((uid) => [uid, arms.get(uid)?.arm]),
				);
				const { epochs } = await getCampaign(ctx, campaignId);
				const sizes = (all: (number | string | undefined)[][]) => all.map(String).sort();
				expect(sizes(epochs[0]?.strata.map((one) => [one.people, one.heldOut]) ?? [])).toEqual(
					sizes(plan.people.flatMap((size, at) => (size > 0 ? [[size, plan.heldOut[at]]] : []))),
				);
			}
		});

	it("a trait keeps its exact total where people changed groups before an interrupted launch was continued", async () => {
		const campaignId = await createRunningCampaign(ctx, audience, { isCohort: true, holdoutBp: 1500 });
		const by: StratifyBy = { by: "trait", trait: "plan" };
		await ctx.db.campaign.update({ where: { id: campaignId }, data: { stratifyBy: by } });
		const before = labelsOf(({ plan }) => plan);
		const { arms } = splitStrata(before, { salt: campaignId, holdoutBp: 1500, variants: [] });
		const free = facts.filter(({ plan }) => plan === "free");
		// All of one stratum had been written; then most of those treated in it got another plan.
		await interrupt(
			campaignId,
			free.map(({ uid }) => uid),
			arms,
		);
		await insertRows(
			ctx.warehouse,
			"trait_history",
			free
				.filter(({ uid }) => arms.get(uid)?.arm === "treated")
				.slice(0, 300)
				.map(({ uid }) => ({
					...trait("plan", uid, "pro", 0),
					valid_from: formatInstant(ctx.now.getTime() + 1000),
				})),
		);
		const later = { ...ctx, now: new Date(ctx.now.getTime() + 2000) };
		expect(await assignNewMembers(later, campaignId)).toMatchObject({ heldOut: 225, treated: SIZE - 225 });
		for (const { uid, arm } of (await assigned(campaignId)).filter(({ uid: one }) =>
			free.some((f) => f.uid === one),
		))
			expect(arm).toBe(arms.get(uid)?.arm);
	});

	it("a trait gives variants their share of each group, keeps newcomers to the hash, and is named", async () => {
		const shares = [
			{ key: "a", weightBp: 3333 },
			{ key: "b", weightBp: 6667 },
		];
		const draft = await createCampaign(
			ctx,
			input({
				stratifyBy: { by: "trait", trait: "orders" },
				holdoutBp: 2000,
				variants: [
					{ name: "A", weight: 33.33 },
					{ name: "B", weight: 66.67 },
				],
			}),
		);
		expect(draft).toMatchObject({ stratifyBy: { by: "trait", trait: "orders" }, epochs: [] });
		const launched = await launchCampaign(ctx, draft.id);
		const design = { salt: draft.id, holdoutBp: 2000, variants: shares };
		const { arms } = splitStrata(
			banded(({ orders }) => orders),
			design,
		);
		const rows = await assigned(draft.id);
		expect(rows.map(({ uid, arm, variant }) => [uid, arm, variant])).toEqual(
			people.map((uid) => [uid, arms.get(uid)?.arm, arms.get(uid)?.variant ?? ""]),
		);
		expect(launched.epochs[0]?.strata.map(({ name }) => name)).toEqual([
			"Up to 0",
			"More than 0, up to 4.5",
			"More than 4.5",
			"Without orders",
		]);
		const newcomers = Array.from({ length: 300 }, (_, i) => SIZE + 1 + i);
		await createKnown(ctx, newcomers);
		await setConsent(ctx, newcomers, "granted", longAgo);
		await servePeople(ctx, audience.segmentId, [...people, ...newcomers]);
		await assignNewMembers({ ...ctx, now: new Date(ctx.now.getTime() + 60_000) }, draft.id);
		await servePeople(ctx, audience.segmentId, people);
		const after = (await assigned(draft.id)).slice(SIZE);
		expect(after.map(({ uid, arm, epoch }) => [uid, arm, epoch])).toEqual(
			newcomers.map((uid) => [uid, assignArm(draft.id, uid, 2000), 2]),
		);
		expect((await duplicateCampaign(ctx, draft.id)).stratifyBy).toEqual({ by: "trait", trait: "orders" });
	});
});

describe("a balanced launch where people were merged", () => {
	it("divides each once, by what all their numbers say, and keeps the earliest arm of those merged later", async () => {
		const other = await createTestWorkspace({ now: ctx.now });
		const ws = other.workspace.number;
		const roots = people.slice(0, 600);
		const absorbedBy = (root: number) => 1000 + root;
		const isMerged = (uid: number) => uid <= 120;
		const merge = async (root: number, absorbed: number, at: Date) => {
			await other.db.profileMerge.create({
				data: {
					id: `mrg_${ws}_${absorbed}`,
					workspaceNumber: ws,
					rootUid: root,
					absorbedUid: absorbed,
					reason: "test",
				},
			});
			const time = formatInstant(at);
			await insertRows(other.warehouse, "profile_change", [
				{ ws, change: "merged", uid: absorbed, root, effective_at: time, recorded_at: time },
			]);
		};
		const there = await createAudience(other, roots);
		await createKnown(other, roots.filter(isMerged).map(absorbedBy));
		for (const uid of roots.filter(isMerged)) await merge(uid, absorbedBy(uid), other.now);
		await other.db.traitDefinition.create({
			data: { workspaceNumber: ws, name: "plan", type: "string" },
		});
		// The newer value of merged people came under the number that was absorbed.
		await insertRows(
			other.warehouse,
			"trait_history",
			roots.flatMap((uid) => [
				{ ...trait("plan", uid, "free", 30), ws },
				...(isMerged(uid) ? [{ ...trait("plan", absorbedBy(uid), "pro", 10), ws }] : []),
			]),
		);
		const campaignId = await createRunningCampaign(other, there, { isCohort: true, holdoutBp: 1500 });
		await other.db.campaign.update({
			where: { id: campaignId },
			data: { stratifyBy: { by: "trait", trait: "plan" } },
		});
		expect(await assignNewMembers(other, campaignId)).toMatchObject({ heldOut: 90, treated: 510 });
		const { arms } = splitStrata(
			roots.map((uid) => ({ uid, label: isMerged(uid) ? "pro" : "free" })),
			{ salt: campaignId, holdoutBp: 1500, variants: [] },
		);
		const scope = { ws, campaignId, hasMerges: true };
		const rows = await peopleOf(other.warehouse, scope);
		expect(rows.map(({ uid, arm }) => [uid, arm])).toEqual(roots.map((uid) => [uid, arms.get(uid)?.arm]));
		const strata = [
			{ name: "free", people: 480, heldOut: 72 },
			{ name: "pro", people: 120, heldOut: 18 },
		];
		expect((await getCampaign(other, campaignId)).epochs[0]?.strata).toEqual(strata);

		const inArm = (arm: string) => rows.find((row) => row.arm === arm)?.uid ?? 0;
		const later = { ...other, now: new Date(other.now.getTime() + 1000) };
		await merge(inArm("treated"), inArm("holdout"), later.now);
		const again = await assignNewMembers(later, campaignId);
		expect(again.treated + again.heldOut).toBe(599);
		// What the launch divided stays as it was recorded.
		expect((await getCampaign(later, campaignId)).epochs[0]?.strata).toEqual(strata);
	});

	it.each([
		["a trait", true],
		["nothing", false],
	])(
		"continues an interrupted launch balanced by %s with people who were merged since: each counts once, in the arm they were first given",
		async (_by, isBalanced) => {
			const other = await createTestWorkspace({ now: ctx.now });
			const ws = other.workspace.number;
			const uids = people.slice(0, 400);
			const there = await createAudience(other, uids);
			await other.db.traitDefinition.create({ data: { workspaceNumber: ws, name: "plan", type: "string" } });
			await insertRows(
				other.warehouse,
				"trait_history",
				uids.map((uid) => ({
					...(uid <= 200 ? trait("plan", uid, "free", 30) : trait("plan", uid, "pro", 10)),
					ws,
				})),
			);
			const campaignId = await createRunningCampaign(other, there, { isCohort: true, holdoutBp: 1500 });
			if (isBalanced)
				await other.db.campaign.update({
					where: { id: campaignId },
					data: { stratifyBy: { by: "trait", trait: "plan" } },
				});
			const { arms } = splitStrata(
				uids.map((uid) => ({ uid, label: uid <= 200 ? "free" : "pro" })),
				{ salt: campaignId, holdoutBp: 1500, variants: [] },
			);
			// Everyone who is free had been written. Since then half of those became someone who is not in an arm yet, and ten
			// pairs of them one person.
			const written = uids.filter((uid) => uid <= 200);
			await insertRows(
				other.warehouse,
				"assignment",
				written.map((uid) => ({
					ws,
					campaign: campaignId,
					uid,
					arm: arms.get(uid)?.arm,
					variant: "",
					bucket: bucketOf(campaignId, uid),
					epoch: 1,
					assigned_at: formatInstant(other.now),
					source: "membership",
				})),
			);
			const merges = [
				...written.slice(0, 100).map((absorbed) => ({ absorbed, root: absorbed + 300 })),
				...written.slice(100, 110).map((absorbed) => ({ absorbed, root: absorbed + 10 })),
			];
			const at = new Date(other.now.getTime() + 1000);
			const time = formatInstant(at);
			for (const { absorbed, root } of merges)
				await other.db.profileMerge.create({
					data: {
						id: `mrg_${ws}_${absorbed}`,
						workspaceNumber: ws,
						rootUid: root,
						absorbedUid: absorbed,
						reason: "test",
					},
				});
			await insertRows(
				other.warehouse,
				"profile_change",
				merges.map(({ absorbed, root }) => ({
					ws,
					change: "merged",
					uid: absorbed,
					root,
					effective_at: time,
					recorded_at: time,
				})),
			);
			const roots = uids.filter((uid) => !merges.some(({ absorbed }) => absorbed === uid));
			await servePeople(other, there.segmentId, roots);
			const later = { ...other, now: new Date(other.now.getTime() + 2000) };
			expect(roots).toHaveLength(290);
			expect(await assignNewMembers(later, campaignId)).toMatchObject({ heldOut: 43, treated: 247 });
			const rows = new Map(
				(await peopleOf(other.warehouse, { ws, campaignId, hasMerges: true })).map((row) => [
					row.uid,
					row.arm,
				]),
			);
			expect([...rows.keys()].sort((a, b) => a - b)).toEqual(roots);
			for (const { absorbed, root } of merges.slice(0, 100))
				expect(rows.get(root)).toBe(arms.get(absorbed)?.arm);
			if (!isBalanced) return;
			// Whom they merged into is pro, and so they are counted there, never as someone without a plan.
			const strata = (await getCampaign(later, campaignId)).epochs[0]?.strata ?? [];
			expect(strata.map(({ name, people: size }) => [name, size])).toEqual([
				["pro", 200],
				["free", 90],
			]);
			expect(strata.reduce((sum, { heldOut }) => sum + Number(heldOut), 0)).toBe(43);
		},
	);
});

describe("what a campaign is balanced by", () => {
	it("is refused with the field named unless it is a text, yes/no or numeric trait", async () => {
		for (const trait of ["birthday", "nothing"])
			await expect(createCampaign(ctx, input({ stratifyBy: { by: "trait", trait } }))).rejects.toMatchObject({
				issues: [{ path: "stratifyBy.trait" }],
			});
	});

	it("is not overwritten by a change that began before someone else's", async () => {
		const draft = await createCampaign(ctx, input());
		expect(draft.version).toBe(1);
		const change = (body: object) => updateCampaign(ctx, draft.id, updateCampaignInput.parse(body));
		expect(await change({ stratifyBy: { by: "before" }, basedOnVersion: 1 })).toMatchObject({ version: 2 });
		await expect(change({ stratifyBy: null, basedOnVersion: 1 })).rejects.toMatchObject({
			code: "conflict",
			message: expect.stringContaining("Someone else has changed this campaign"),
		});
		expect(await change({ name: "Autumn", basedOnVersion: 2 })).toMatchObject({
			version: 3,
			name: "Autumn",
			stratifyBy: { by: "before" },
		});
		// Who names no version writes over whatever is there.
		expect(await change({ stratifyBy: null })).toMatchObject({ version: 4, stratifyBy: null });
		// Of several at once, one is first.
		const all = await Promise.allSettled(
			[1, 2, 3].map((n) => change({ name: `Try ${n}`, basedOnVersion: 4 })),
		);
		expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
	});

	it("can be changed and taken back until the launch, then no more", async () => {
		const draft = await createCampaign(ctx, input());
		expect(draft.stratifyBy).toBeNull();
		const change = (stratifyBy: StratifyBy | null) =>
			updateCampaign(ctx, draft.id, updateCampaignInput.parse({ stratifyBy }));
		expect((await change({ by: "before" })).stratifyBy).toEqual({ by: "before" });
		await expect(change({ by: "trait", trait: "nothing" })).rejects.toMatchObject({
			issues: [{ path: "stratifyBy.trait" }],
		});
		expect((await change(null)).stratifyBy).toBeNull();
		await launchCampaign(ctx, draft.id);
		await expect(change({ by: "before" })).rejects.toMatchObject({ issues: [{ path: "stratifyBy" }] });
	});
});
