import { beforeAll, describe, expect, it } from "vitest";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { createAudience, createRunningCampaign } from "@/lib/holdouts/testing/create-audience";
import { formatInstant } from "@/lib/kernel/sql-binder";
import type { EngagementGroup } from "@/lib/lift/engagement";
import { readEngagement } from "@/lib/lift/server/read-engagement";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const DAY = 86_400_000;
const launch = new Date("2026-03-01T09:00:00Z");
const people = Array.from({ length: 300 }, (_, i) => i + 1);

let ctx: Context;
let campaignId: string;
let other: { campaignId: string; segmentId: string };
let treated: number[];
let messages = 0;

async function send(event: string, uids: readonly number[], properties: object = {}, day = 1): Promise<void> {
	const time = formatInstant(launch.getTime() + day * DAY);
	await insertRows(
		ctx.warehouse,
		"events",
		uids.map((uid) => ({
			ws: ctx.workspace.number,
			event,
			uid,
			time,
			message: String(++messages),
			received_at: time,
			source: "test",
			properties,
		})),
	);
}

const later = (): Context => ({ ...ctx, now: new Date(launch.getTime() + 5 * DAY) });
const countsOf = ({ delivered, opened, clicked, reached }: EngagementGroup) => ({
	delivered: delivered.known ? [delivered.figure.count, delivered.figure.of] : null,
	reached,
	opened: opened.known ? [opened.figure.count, opened.figure.of] : null,
	clicked: clicked.known ? [clicked.figure.count, clicked.figure.of] : null,
});

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: launch });
	const audience = await createAudience(ctx, people);
	campaignId = await createRunningCampaign(ctx, audience, { holdoutBp: 5000 });
	await ctx.db.campaign.update({ where: { id: campaignId }, data: { name: "Spring sale" } });
	await assignNewMembers(ctx, campaignId);
	const elsewhere = await createAudience(ctx, people);
	other = {
		segmentId: elsewhere.segmentId,
		campaignId: await createRunningCampaign(ctx, elsewhere, { holdoutBp: 0 }),
	};
	await ctx.db.campaign.update({ where: { id: other.campaignId }, data: { name: "Win back" } });
	const found = await ctx.warehouse.query({
		query:
			"SELECT uid FROM assignment WHERE ws = {ws:UInt32} AND campaign = {id:String} AND arm = 'treated' ORDER BY uid",
		query_params: { ws: ctx.workspace.number, id: campaignId },
		format: "JSONEachRow",
	});
	treated = (await found.json<{ uid: number }>()).map(({ uid }) => uid);
});

describe("engagement of the treated", () => {
	it("is unknown while no delivery is recorded", async () => {
		expect((await readEngagement(later(), campaignId)).figures).toMatchObject({ known: false });
	});

	it("stands beside messages of no campaign and of other segments: people once, machines never", async () => {
		const own = { campaign_name: "SPRING SALE" };
		// To everyone, also the held out, who are a leak and no one treated.
		await send("Email Delivered", people, own);
		await send("Email Delivered", treated.slice(0, 50), own, 2);
		await send("Email Opened", treated.slice(0, 40), own, 2);
		await send("Email Opened", treated.slice(0, 40), own, 3);
		await send("Email Link Clicked", treated.slice(0, 20), own, 2);
		await send("Email Link Clicked", treated.slice(20, 60), { ...own, is_bot: true }, 2);
		await send("email_delivered", people.slice(0, 200), { campaign_name: "Monthly news" });
		await send("email_opened", people.slice(0, 30));
		// Before the launch and after now: of another time.
		await send("email_delivered", people, {}, -1);
		await send("email_delivered", people, {}, 6);
		await send("SMS Delivered", people.slice(0, 120), { campaign_id: other.campaignId });
		const { figures, from, until } = await readEngagement(later(), campaignId);
		expect([from, until]).toEqual([launch.toISOString(), later().now.toISOString()]);
		if (!figures.known) throw new Error(figures.reason);
		const [mine, benchmark, segment, ...rest] = figures.figure;
		expect(mine && countsOf(mine)).toEqual({
			delivered: [treated.length, treated.length],
			reached: treated.length,
			opened: [40, treated.length],
			clicked: [20, treated.length],
		});
		expect(benchmark?.kind).toBe("benchmark");
		expect(benchmark && countsOf(benchmark)).toEqual({
			delivered: null,
			reached: 200,
			opened: [30, 200],
			clicked: null,
		});
		expect(segment).toMatchObject({ kind: "segment", segment: { id: other.segmentId }, reached: 120 });
		expect(segment && countsOf(segment)).toMatchObject({ opened: null, clicked: null });
		expect(rest).toEqual([]);
	});

	it("belongs to its workspace", async () => {
		const stranger = await createTestWorkspace();
		await expect(readEngagement(stranger, campaignId)).rejects.toMatchObject({ code: "not_found" });
	});
});
