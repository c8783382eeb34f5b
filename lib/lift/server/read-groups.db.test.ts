import { beforeAll, describe, expect, it } from "vitest";
import { createCampaignInput, updateCampaignInput } from "@/lib/campaigns/contracts";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { duplicateCampaign } from "@/lib/campaigns/server/duplicate-campaign";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { updateCampaign } from "@/lib/campaigns/server/update-campaign";
import { splitCohort } from "@/lib/holdouts/assign-arm";
import { createAudience, type TestAudience } from "@/lib/holdouts/testing/create-audience";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { readLift } from "@/lib/lift/server/read-lift";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { seededRandom } from "@/lib/stats/testing/seeded-random";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const DAY = 86_400_000;
const WINDOW = 7;
const launch = new Date("2026-03-01T09:00:00Z");
const people = Array.from({ length: 4000 }, (_, i) => i + 1);
const shares = [
	{ key: "a", weightBp: 3000 },
	{ key: "b", weightBp: 7000 },
];

interface Happened {
	uid: number;
	event: string;
	at: number;
	amount: number | null;
}

/** The plan someone had at launch; null where it is unknown. */
const planOf = (uid: number) => (uid % 10 === 3 ? null : uid % 3 === 0 ? "pro" : "free");

let ctx: Context;
let audience: TestAudience;
let campaignId: string;
const happened: Happened[] = [];
const at = (time: number): Context => ({ ...ctx, now: new Date(time) });
const done = () => at(launch.getTime() + (WINDOW + 1) * DAY);

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: launch });
	audience = await createAudience(ctx, people);
	await ctx.db.traitDefinition.createMany({
		data: [
			{ workspaceNumber: ctx.workspace.number, name: "plan", type: "string" },
			{ workspaceNumber: ctx.workspace.number, name: "code", type: "string" },
			{ workspaceNumber: ctx.workspace.number, name: "is_member", type: "boolean" },
			{ workspaceNumber: ctx.workspace.number, name: "age", type: "number" },
		],
	});
	for (const name of ["Order Completed", "Visit", "Unsubscribed"])
		await ctx.db.eventDefinition.create({ data: { workspaceNumber: ctx.workspace.number, name } });
	await ctx.db.propertyDefinition.create({
		data: { workspaceNumber: ctx.workspace.number, event: "Order Completed", name: "amount", type: "number" },
	});
	const draft = await createCampaign(
		ctx,
		createCampaignInput.parse({
			name: "Spring",
			...audience,
			goalEvent: "Order Completed",
			valueProperty: "amount",
			windowDays: WINDOW,
			holdoutBp: 2000,
			primaryMetric: "conversion",
			metrics: [
				{ name: "Left", kind: "conversion", event: "Unsubscribed", role: "guardrail", better: "down" },
				{
					name: "Revenue per order",
					kind: "ratio",
					event: "Order Completed",
					property: "amount",
					per: { event: "Order Completed", by: "times" },
					role: "secondary",
				},
				{
					name: "Orders per visitor",
					kind: "ratio",
					event: "Order Completed",
					per: { event: "Visit", by: "people" },
					role: "secondary",
				},
			],
			variants: shares.map(({ key, weightBp }) => ({ name: key.toUpperCase(), weight: weightBp / 100 })),
		}),
	);
	campaignId = draft.id;
	await launchCampaign(ctx, campaignId);
	const before = launch.getTime() - 10 * DAY;
	const trait = (name: string, uid: number, value: string | boolean | null, from: number) => ({
		ws: ctx.workspace.number,
		trait: name,
		uid,
		type: value === null ? "unset" : typeof value === "boolean" ? "boolean" : "string",
		string_value: typeof value === "string" ? value : "",
		number_value: value === true ? 1 : 0,
		list_value: [],
		priority: 1,
		source: "test",
		valid_from: formatInstant(from),
		recorded_at: formatInstant(from),
	});
	await insertRows(
		ctx.warehouse,
		"trait_history",
		people.flatMap((uid) => [
			...(planOf(uid) === null ? [] : [trait("plan", uid, planOf(uid), before)]),
			// Some had another plan earlier, some have none any more, and all have another one after the launch.
			...(uid % 5 === 0 ? [trait("plan", uid, "trial", before - DAY)] : []),
			...(uid % 10 === 3 ? [trait("plan", uid, "gone", before - DAY), trait("plan", uid, null, before)] : []),
			trait("plan", uid, "later", launch.getTime() + DAY),
			trait("code", uid, `c${uid % 300}`, before),
			trait("is_member", uid, uid % 2 === 0, before),
		]),
	);
	const random = seededRandom(11);
	const split = splitCohort(people, { salt: campaignId, holdoutBp: 2000, variants: shares });
	for (const uid of people) {
		const variant = split.get(uid)?.variant;
		const share = variant === "a" ? 0.6 : 0.3;
		// Some before the launch and some after the window.
		const when = () => launch.getTime() + Math.floor((random() * 10 - 1) * DAY);
		while (random() < share)
			happened.push({
				uid,
				event: "Order Completed",
				at: when(),
				amount: random() < 0.1 ? null : Math.round(random() * 9000) / 100,
			});
		while (random() < 0.6) happened.push({ uid, event: "Visit", at: when(), amount: null });
		if (random() < (variant ? 0.2 : 0.05))
			happened.push({ uid, event: "Unsubscribed", at: when(), amount: null });
	}
	await insertRows(
		ctx.warehouse,
		"events",
		happened.map(({ uid, event, at: time, amount }, i) => ({
			ws: ctx.workspace.number,
			event,
			uid,
			time: formatInstant(time),
			message: String(i + 1),
			received_at: formatInstant(time),
			source: "test",
			properties: amount === null ? { note: "none" } : { amount },
		})),
	);
});

/** What one person did within the window. */
const within = (uid: number, event: string) =>
	happened.filter(
		(one) =>
			one.uid === uid &&
			one.event === event &&
			one.at > launch.getTime() &&
			one.at <= launch.getTime() + WINDOW * DAY,
	);
const split = () => splitCohort(people, { salt: campaignId, holdoutBp: 2000, variants: shares });

describe("the read-out of variants", () => {
	it("has each variant's own people against everyone held out, and names the better one", async () => {
		const { variants } = await readLift(done(), campaignId);
		const arms = split();
		for (const { key } of shares) {
			const mine = people.filter((uid) => arms.get(uid)?.variant === key);
			const row = variants?.rows.find((each) => each.key === key);
			expect(row?.metric.treated).toMatchObject({
				people: mine.length,
				sum: mine.filter((uid) => within(uid, "Order Completed").length > 0).length,
			});
			const held = people.filter((uid) => arms.get(uid)?.arm === "holdout");
			expect(row?.metric.holdout).toMatchObject({
				people: 800,
				sum: held.filter((uid) => within(uid, "Order Completed").length > 0).length,
			});
		}
		expect(variants?.winner).toBe("a");
		expect(variants?.pairs).toHaveLength(1);
	});

	it("judges no variant in the first week, and has none where the campaign has none", async () => {
		const early = await readLift(at(launch.getTime() + 3 * DAY), campaignId);
		expect(early.variants).toMatchObject({ winner: null, sentence: expect.stringMatching(/^Too early/) });
		const draft = await createCampaign(
			ctx,
			createCampaignInput.parse({ name: "Plain", ...audience, goalEvent: "Order Completed" }),
		);
		await launchCampaign(ctx, draft.id);
		expect((await readLift(done(), draft.id)).variants).toBeNull();
	});
});

describe("metrics besides those of the goal", () => {
	// Read once: its campaign is over.
	beforeAll(async () => {
		await ctx.db.campaign.update({
			where: { id: campaignId },
			data: { status: "ended", endedAt: new Date(launch.getTime() + DAY) },
		});
	});

	const metricOf = async (key: string) => {
		const read = await readLift(done(), campaignId);
		const found = read.metrics.find((metric) => metric.key === key);
		if (!found) throw new Error(`no metric ${key}`);
		return { read, found };
	};
	/** By the influence of each person on the ratio, with no SQL. */
	const ratioOf = (arm: string, amountOf: (uid: number) => number, perOf: (uid: number) => number) => {
		const arms = split();
		const mine = people.filter((uid) => arms.get(uid)?.arm === arm);
		const n = mine.length;
		const amount = mine.reduce((all, uid) => all + amountOf(uid), 0) / n;
		const per = mine.reduce((all, uid) => all + perOf(uid), 0) / n;
		const squares = mine.reduce(
			(all, uid) => all + ((amountOf(uid) - (amount / per) * perOf(uid)) / per) ** 2,
			0,
		);
		return { ratio: amount / per, variance: squares / (n - 1) / n };
	};

	it.each([
		[
			"Revenue per order",
			(uid: number) => within(uid, "Order Completed").reduce((all, { amount }) => all + (amount ?? 0), 0),
			(uid: number) => within(uid, "Order Completed").length,
			"money",
		],
		[
			"Orders per visitor",
			(uid: number) => within(uid, "Order Completed").length,
			(uid: number) => Math.min(1, within(uid, "Visit").length),
			"number",
		],
	] as const)("%s agrees with counting person by person, to 1e-9", async (key, amountOf, perOf, unit) => {
		const { found } = await metricOf(key);
		const [treated, holdout] = [ratioOf("treated", amountOf, perOf), ratioOf("holdout", amountOf, perOf)];
		if (!found.difference.known) throw new Error(found.difference.reason);
		const close = (got: number, want: number) => expect(Math.abs(got / want - 1)).toBeLessThan(1e-9);
		close(found.treated.mean ?? 0, treated.ratio);
		close(found.holdout.mean ?? 0, holdout.ratio);
		close(found.difference.figure.value, treated.ratio - holdout.ratio);
		close(found.difference.figure.se, Math.sqrt(treated.variance + holdout.variance));
		expect(found).toMatchObject({ unit, method: "delta", role: "secondary" });
	});

	it("stop a campaign whose guardrail is shown to be harmed", async () => {
		const { read, found } = await metricOf("Left");
		const arms = split();
		for (const arm of ["treated", "holdout"] as const)
			expect(found[arm].sum).toBe(
				people.filter((uid) => arms.get(uid)?.arm === arm && within(uid, "Unsubscribed").length > 0).length,
			);
		expect(found.guardrail?.harm).toBe("shown");
		expect(read.verdict.kind).toBe("hold");
		expect(read.verdict.headline).toMatch(/“Left”/);
		expect(read.metrics.find(({ key }) => key === "Revenue per order")?.unusable).toBe(
			people.flatMap((uid) => within(uid, "Order Completed")).filter(({ amount }) => amount === null).length,
		);
	});

	it("are checked, kept with a copy, and fixed at launch", async () => {
		const plain = { name: "Plain", ...audience, goalEvent: "Order Completed" };
		const metric = {
			name: "Refunds",
			kind: "value",
			event: "Refunded",
			property: "amount",
			role: "guardrail",
		};
		await expect(
			createCampaign(ctx, createCampaignInput.parse({ ...plain, metrics: [metric] })),
		).rejects.toMatchObject({ issues: [{ path: "metrics.0.event" }] });
		await expect(
			createCampaign(ctx, createCampaignInput.parse({ ...plain, metrics: [{ ...metric, event: "Visit" }] })),
		).rejects.toMatchObject({ issues: [{ path: "metrics.0.property" }] });
		await expect(
			createCampaign(ctx, createCampaignInput.parse({ ...plain, primaryMetric: "value" })),
		).rejects.toMatchObject({ issues: [{ path: "primaryMetric" }] });
		const copy = await duplicateCampaign(ctx, campaignId);
		const named = (detail: typeof copy) => detail.metrics.map(({ name, role, per }) => [name, role, per]);
		expect(named(copy)).toEqual(named(await getCampaign(ctx, campaignId)));
		const changed = await updateCampaign(
			ctx,
			copy.id,
			updateCampaignInput.parse({ primaryMetric: "value", confidence: 90 }),
		);
		expect(changed.metrics.filter(({ role }) => role === "primary").map(({ name }) => name)).toEqual([
			"value",
		]);
		expect(changed.metrics).toHaveLength(6);
		expect(changed.confidence).toBe(90);
		await expect(
			updateCampaign(ctx, campaignId, updateCampaignInput.parse({ metrics: [] })),
		).rejects.toMatchObject({ issues: [{ path: "metrics" }] });
	});
});

describe("slices", () => {
	const sliceBy = async (slice: string, as: Context = done()) =>
		(await readLift(as, campaignId, { slice })).slices;

	it("are by the trait as it was at assignment, each with its own people of both arms", async () => {
		const found = await sliceBy("plan");
		if (!found?.known) throw new Error("must be known");
		const arms = split();
		const { rows } = found.figure;
		expect(rows.map(({ name }) => name)).toEqual(["free", "pro", "Unknown"]);
		for (const { name, metric } of rows)
			for (const arm of ["treated", "holdout"] as const) {
				const mine = people.filter(
					(uid) => (planOf(uid) ?? "Unknown") === name && arms.get(uid)?.arm === arm,
				);
				expect(metric[arm]).toMatchObject({
					people: mine.length,
					sum: mine.filter((uid) => within(uid, "Order Completed").length > 0).length,
				});
			}
	});

	it("can be by yes and no, not by traits with too many values, numbers or names no one knows", async () => {
		const found = await sliceBy("is_member");
		expect(found?.known === true && found.figure.rows.map(({ name }) => name).sort()).toEqual(["No", "Yes"]);
		expect(await sliceBy("code")).toMatchObject({
			known: false,
			reason: expect.stringMatching(/200 values/),
		});
		for (const slice of ["age", "shoe_size"])
			await expect(sliceBy(slice)).rejects.toMatchObject({ issues: [{ path: "slice" }] });
		const read = await readLift(done(), campaignId);
		expect(read.slices).toBeNull();
		expect(read.sliceTraits).toEqual(["code", "is_member", "plan"]);
	});

	it("tell a role that may not see people nothing of a few of them", async () => {
		const viewer: Context = { ...done(), actor: { ...ctx.actor, role: "viewer" } };
		expect(await sliceBy("plan", viewer)).toMatchObject({ known: true });
		await insertRows(ctx.warehouse, "trait_history", [
			{
				ws: ctx.workspace.number,
				trait: "plan",
				uid: 1,
				type: "string",
				string_value: "alone",
				number_value: 0,
				list_value: [],
				priority: 1,
				source: "test",
				valid_from: formatInstant(launch.getTime() - DAY),
				recorded_at: formatInstant(launch.getTime() - DAY),
			},
		]);
		expect(await sliceBy("plan", viewer)).toMatchObject({
			known: false,
			reason: expect.stringMatching(/fewer than 10 people/),
		});
		expect(await sliceBy("plan")).toMatchObject({ known: true });
	});
});
