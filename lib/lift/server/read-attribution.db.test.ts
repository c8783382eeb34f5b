import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { createAudience, createRunningCampaign } from "@/lib/holdouts/testing/create-audience";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { attributionModels } from "@/lib/lift/attribution";
import { readAttribution } from "@/lib/lift/server/read-attribution";
import { pathOf, sharesOf, type Touch } from "@/lib/lift/testing/attribute-reference";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const DAY = 86_400_000;
const launch = new Date("2026-03-01T09:00:00Z");
const WINDOW = 14;
const people = Array.from({ length: 40 }, (_, i) => i + 1);

type Order = { uid: number; at: number; amount: number };
type PersonTouch = Touch & { uid: number; isMachine: boolean };

async function setUp(orders: readonly Order[], touches: readonly PersonTouch[], holdoutBp = 2000) {
	const ctx = await createTestWorkspace({ now: launch });
	const audience = await createAudience(ctx, people);
	const ids: Record<string, string> = {};
	for (const name of ["mail", "ad"]) {
		const id = await createRunningCampaign(ctx, audience, {
			holdoutBp,
			windowDays: WINDOW,
			costCents: 10_000,
		});
		await ctx.db.campaign.update({ where: { id }, data: { name } });
		await assignNewMembers(ctx, id);
		ids[name] = id;
	}
	const row = { ws: ctx.workspace.number, source: "test" };
	await insertRows(ctx.warehouse, "events", [
		...orders.map(({ uid, at, amount }, i) => ({
			...row,
			event: "Order Completed",
			uid,
			time: formatInstant(at),
			received_at: formatInstant(at),
			message: String(1_000_000 + i),
			properties: { amount },
		})),
		...touches.map(({ uid, at, kind, campaign, message, isMachine }) => ({
			...row,
			event: kind === "clicked" ? "Email Link Clicked" : "email_delivered",
			uid,
			time: formatInstant(at),
			received_at: formatInstant(at),
			message: String(message),
			properties: {
				// Named in different ways by different tools.
				...(message % 2 === 0
					? { campaign_name: campaign.toUpperCase() }
					: { campaign_id: ids[campaign] ?? campaign }),
				...(isMachine ? { is_bot: true } : {}),
			},
		})),
	]);
	return { ctx: { ...ctx, now: new Date(launch.getTime() + (WINDOW + 1) * DAY) }, ids };
}

async function treatedOf(ctx: Context, campaignId: string): Promise<Set<number>> {
	const found = await ctx.warehouse.query({
		query: "SELECT uid FROM assignment WHERE ws = {ws:UInt32} AND campaign = {id:String} AND arm = 'treated'",
		query_params: { ws: ctx.workspace.number, id: campaignId },
		format: "JSONEachRow",
	});
	return new Set((await found.json<{ uid: number }>()).map(({ uid }) => uid));
}

describe("attribution", () => {
	it("is the same as dividing each order by hand, and adds up to the conversions, whatever happened", async () => {
		const instant = fc
			.integer({ min: -8 * 24, max: (WINDOW + 1) * 24 })
			.map((hours) => launch.getTime() + hours * 3_600_000);
		const person = fc.constantFrom(...people);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ uid: person, at: instant, amount: fc.integer({ min: -50, max: 10_000 }) }), {
					minLength: 30,
					maxLength: 80,
				}),
				fc.array(
					fc.record({
						uid: person,
						at: instant,
						kind: fc.constantFrom("clicked" as const, "delivered" as const),
						campaign: fc.constantFrom("mail", "ad", "newsletter"),
						isMachine: fc.boolean(),
					}),
					{ minLength: 60, maxLength: 200 },
				),
				async (orders, found) => {
					const touches = found.map((touch, i) => ({ ...touch, message: i + 1 }));
					const { ctx, ids } = await setUp(orders, touches);
					for (const [campaign, id] of Object.entries(ids)) {
						const treated = await treatedOf(ctx, id);
						const own = orders.filter(
							({ uid, at }) =>
								treated.has(uid) && at > launch.getTime() && at <= launch.getTime() + WINDOW * DAY,
						);
						const paths = own.map(({ uid, at }) =>
							pathOf(
								touches.filter((touch) => touch.uid === uid && !touch.isMachine),
								at,
							),
						);
						const { figures } = await readAttribution(ctx, id);
						if (!figures.known) throw new Error(figures.reason);
						const { all, untouched, models } = figures.figure;
						expect(all.conversions).toBe(own.length);
						expect(untouched.conversions).toBe(paths.filter(({ length }) => length === 0).length);
						for (const model of attributionModels) {
							const found = models.find((one) => one.model === model);
							const credit = own.map((_order, i) =>
								sharesOf(model, paths[i] ?? []).reduce(
									(sum, share, at) => sum + (paths[i]?.[at]?.campaign === campaign ? share : 0),
									0,
								),
							);
							expect(found?.own.conversions).toBeCloseTo(
								credit.reduce((sum, one) => sum + one, 0),
								9,
							);
							expect(found?.own.value).toBeCloseTo(
								credit.reduce((sum, one, i) => sum + one * (own[i]?.amount ?? 0), 0),
								6,
							);
							expect(
								(found?.own.conversions ?? 0) + (found?.others.conversions ?? 0) + untouched.conversions,
							).toBeCloseTo(all.conversions, 9);
						}
					}
				},
			),
			{ numRuns: 6, seed: 7, endOnFailure: true },
		);
	});

	it("of two campaigns is together no more than the orders with a touch; a held-out person's touch earns nothing", async () => {
		const at = launch.getTime() + 3 * DAY;
		const orders = people.map((uid) => ({ uid, at, amount: 99.99 }));
		const touches = people.flatMap((uid) =>
			["mail", "ad", "mail"].map((campaign, i) => ({
				uid,
				at: at - (3 - i) * 3_600_000,
				kind: "clicked" as const,
				campaign,
				message: uid * 10 + i,
				isMachine: false,
			})),
		);
		const { ctx, ids } = await setUp(orders, touches, 0);
		const [mail, ad] = await Promise.all([
			readAttribution(ctx, ids.mail ?? ""),
			readAttribution(ctx, ids.ad ?? ""),
		]);
		if (!mail.figures.known || !ad.figures.known) throw new Error("must be known");
		for (const [i, { own }] of mail.figures.figure.models.entries()) {
			const other = ad.figures.figure.models[i]?.own;
			expect(own.conversions + (other?.conversions ?? 0)).toBeCloseTo(people.length, 9);
			expect((own.value ?? 0) + (other?.value ?? 0)).toBeCloseTo(people.length * 99.99, 6);
		}
		expect(mail.figures.figure.cost).toBe(100);
		const half = await setUp(orders, touches, 5000);
		const treated = await treatedOf(half.ctx, half.ids.mail ?? "");
		const { figures } = await readAttribution(half.ctx, half.ids.mail ?? "");
		if (!figures.known) throw new Error(figures.reason);
		expect(figures.figure.all.conversions).toBe(treated.size);
	});

	it("is unknown where nothing names the campaign, and before any window is over", async () => {
		const { ctx, ids } = await setUp([{ uid: 1, at: launch.getTime() + DAY, amount: 5 }], []);
		const { figures } = await readAttribution(ctx, ids.mail ?? "");
		expect(figures).toMatchObject({
			known: false,
			reason: expect.stringMatching(/^No delivery or click names/),
		});
		const early = await readAttribution({ ...ctx, now: new Date(launch.getTime() + DAY) }, ids.mail ?? "");
		expect(early.figures).toEqual({ known: false, reason: "No one's conversion window is complete yet." });
		const other = await createTestWorkspace();
		await expect(readAttribution(other, ids.mail ?? "")).rejects.toMatchObject({ code: "not_found" });
	});
});
