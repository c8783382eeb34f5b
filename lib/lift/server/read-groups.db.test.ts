import { beforeAll, describe, expect, it } from "vitest";
import { createCampaignInput } from "@/lib/campaigns/contracts";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
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
const people = Array.from({ length: 2000 }, (_, i) => i + 1);
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

let ctx: Context;
let audience: TestAudience;
let campaignId: string;
const happened: Happened[] = [];
const at = (time: number): Context => ({ ...ctx, now: new Date(time) });
const done = () => at(launch.getTime() + (WINDOW + 1) * DAY);

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: launch });
	audience = await createAudience(ctx, people);
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
			variants: shares.map(({ key, weightBp }) => ({ name: key.toUpperCase(), weight: weightBp / 100 })),
		}),
	);
	campaignId = draft.id;
	await launchCampaign(ctx, campaignId);
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
				people: 400,
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
