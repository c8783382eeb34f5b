import { beforeAll, describe, expect, it } from "vitest";
import { downloadRefused } from "@/lib/campaigns/server/daily/download-refused";
import { importDailyFile } from "@/lib/campaigns/server/daily/import-daily-file";
import { listDaily } from "@/lib/campaigns/server/daily/list-daily";
import { previewDailyFile } from "@/lib/campaigns/server/daily/preview-daily-file";
import { setDaily } from "@/lib/campaigns/server/daily/set-daily";
import { sumCosts } from "@/lib/campaigns/server/daily/sum-costs";
import { undoReport } from "@/lib/campaigns/server/daily/undo-report";
import { createAudience, createRunningCampaign } from "@/lib/holdouts/testing/create-audience";
import { readLift } from "@/lib/lift/server/read-lift";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const now = new Date("2026-11-20T09:00:00Z");
const fileA = "day,amount\n2026-11-01,100\n2026-11-02,120\n2026-11-03,130\n";
const fileB = "day,amount\n2026-11-03,131\n2026-11-04,140\n2026-11-05,150\n2026-12-24,7\nTotal,421\n";

let ctx: Context;
let campaignId: string;
const scope = () => ({ campaignId, kind: "cost" as const });

async function load(text: string, fileName: string) {
	const { mapping } = await previewDailyFile(ctx, scope(), { source: "", text });
	return await importDailyFile(ctx, scope(), { source: "", fileName, text, mapping });
}

beforeAll(async () => {
	ctx = await createTestWorkspace({ now });
	campaignId = await createRunningCampaign(ctx, await createAudience(ctx, [1, 2, 3]), { costCents: 99_900 });
});

describe("costs of a campaign per day", () => {
	it("from files that overlap count once, say what changed, and are as before once a file is undone", async () => {
		await load(fileA, "a.csv");
		const preview = await previewDailyFile(ctx, scope(), { source: "", text: fileB });
		expect(preview).toMatchObject({ days: 3, changed: 3, refused: 2, after: { cost: 641 } });
		const both = await load(fileB, "b.csv");
		expect(both.totals).toMatchObject([
			{ firstDay: "2026-11-01", lastDay: "2026-11-05", figures: { cost: 641 } },
		]);
		expect(both.reports[0]).toMatchObject({ fileName: "b.csv", by: ctx.actor.name, changed: 3, refused: 2 });
		expect(both.reports[0]?.changes[0]).toEqual({
			day: "2026-11-03",
			before: { cost: 130 },
			after: { cost: 131 },
		});
		const again = await load(fileB, "b.csv");
		expect(again.reports[0]).toMatchObject({ changed: 0, refused: 2 });
		const [last, second] = again.reports;
		await undoReport(ctx, { ...scope(), reportId: last?.id ?? "" });
		const undone = await undoReport(ctx, { ...scope(), reportId: second?.id ?? "" });
		expect(undone.days.find(({ day }) => day === "2026-11-03")?.figures).toEqual({ cost: 130 });
		expect(undone.totals[0]?.figures.cost).toBe(350);
		expect(undone.reports.filter(({ undoneAt }) => undoneAt !== null)).toHaveLength(2);
	});

	it("list the rows that are not counted, as a file", async () => {
		const [refusing] = (await listDaily(ctx, scope())).reports.filter(({ refused }) => refused > 0);
		const text = await (await downloadRefused(ctx, { ...scope(), reportId: refusing?.id ?? "" })).text();
		expect(text.split("\r\n")).toEqual([
			"line,column,reason,row",
			"5,day,2026-12-24 is in the future,2026-12-24 | 7",
			'6,day,"""Total"" is not a date written as 2026-11-22",Total | 421',
			"",
		]);
	});

	it("take the place of the typed total in the money of the read-out, up to its instant", async () => {
		const at = (day: string) => ({ ...ctx, now: new Date(`${day}T20:00:00Z`) });
		expect(await sumCosts(at("2026-11-02"), campaignId)).toEqual({ cents: 22_000, lastDay: "2026-11-02" });
		expect(await sumCosts(at("2026-10-31"), campaignId)).toBeNull();
		const read = await readLift(ctx, campaignId);
		expect(read.campaign).toMatchObject({ costCents: 35_000, costThrough: "2026-11-03" });
	});

	it("can be typed, changed and taken away; a credit lowers them; all of it is in the audit log", async () => {
		const set = (day: string, cost: number | null) =>
			setDaily(ctx, scope(), { source: "", days: [{ day, figures: cost === null ? null : { cost } }] });
		await set("2026-11-10", 0.005);
		expect((await set("2026-11-11", -20)).totals[0]?.figures.cost).toBe(330.005);
		const less = await set("2026-11-10", null);
		expect(less.days.map(({ day }) => day)).not.toContain("2026-11-10");
		await set("2026-11-11", null);
		await expect(set("2026-11-21", 5)).rejects.toMatchObject({
			issues: [{ path: "days.0.day", message: "2026-11-21 is in the future" }],
		});
		await expect(set("2026-11-11", 1e200)).rejects.toMatchObject({
			issues: [{ path: "days.0.figures.cost" }],
		});
		const audit = await ctx.db.auditEntry.findMany({
			where: { workspaceId: ctx.workspace.id, entityId: campaignId },
		});
		expect(audit.filter(({ action }) => action === "campaign.cost_reported")).toHaveLength(7);
		expect(audit.filter(({ action }) => action === "campaign.cost_undone")).toHaveLength(2);
	});

	it("ask about rows of one day that nothing tells apart, and refuse a file of nothing", async () => {
		await expect(load("day,amount\n2026-11-03,50\n2026-11-03,50\n", "twice.csv")).rejects.toMatchObject({
			issues: [{ path: "mapping.sameDay" }],
		});
		await expect(load("day,amount\n2027-11-03,50\n", "future.csv")).rejects.toMatchObject({
			code: "invalid",
			message: "No row of the file can be counted: line 2, day 2027-11-03 is in the future.",
		});
		await expect(load("", "empty.csv")).rejects.toMatchObject({ code: "invalid" });
		expect((await listDaily(ctx, scope())).totals[0]?.figures.cost).toBe(350);
	});

	it("belong to a workspace, and are written by those who may", async () => {
		const other = await createTestWorkspace({ now });
		await expect(listDaily(other, scope())).rejects.toMatchObject({ code: "not_found" });
		await expect(
			setDaily(other, scope(), { source: "", days: [{ day: "2026-11-10", figures: { cost: 1 } }] }),
		).rejects.toMatchObject({ code: "not_found" });
		const analyst: Context = { ...ctx, actor: { ...ctx.actor, role: "analyst" } };
		await expect(previewDailyFile(analyst, scope(), { source: "", text: fileA })).rejects.toMatchObject({
			code: "forbidden",
		});
		const viewer: Context = { ...ctx, actor: { ...ctx.actor, role: "viewer" } };
		const [report] = (await listDaily(viewer, scope())).reports;
		await expect(downloadRefused(viewer, { ...scope(), reportId: report?.id ?? "" })).rejects.toMatchObject({
			code: "forbidden",
		});
	});
});

describe("what an ad platform reports", () => {
	it("is kept by platform, whatever its capitals, and has a name", async () => {
		const own = { campaignId, kind: "platform" as const };
		const set = (source: string, conversions: number) =>
			setDaily(ctx, own, { source, days: [{ day: "2026-11-10", figures: { conversions } }] });
		const before = await readLift(ctx, campaignId);
		await set("Meta", 12);
		await set("meta", 13);
		const view = await set("Google", 4);
		expect(view.totals.map(({ source, figures }) => [source, figures])).toEqual([
			["Google", { conversions: 4 }],
			["Meta", { conversions: 13 }],
		]);
		// They are compared with, and change nothing.
		expect(await readLift(ctx, campaignId)).toEqual(before);
		await expect(set("", 4)).rejects.toMatchObject({ issues: [{ path: "source" }] });
		expect((await listDaily(ctx, scope())).totals[0]?.figures.cost).toBe(350);
	});
});
