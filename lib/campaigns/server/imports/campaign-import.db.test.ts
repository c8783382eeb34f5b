import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { type CampaignMapping, campaignMapping } from "@/lib/campaigns/import-mapping";
import { campaignImport } from "@/lib/campaigns/server/imports/campaign-import";
import { startCampaignImport } from "@/lib/campaigns/server/imports/start-campaign-import";
import { listProblems } from "@/lib/sources/server/imports/list-problems";
import { runImport } from "@/lib/sources/server/imports/run-import";
import { uploadImport } from "@/lib/sources/server/imports/upload-import";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const handlers = { campaign: campaignImport };
const file = { delimiter: ",", encoding: "utf-8", hasHeader: true } as const;

async function importFile(
	ctx: Context,
	bytes: Readable,
	mapping: (columns: string[]) => CampaignMapping,
	columns: string[],
) {
	const uploaded = await uploadImport(ctx, { kind: "campaign", fileName: "campaign.csv", bytes });
	const started = await startCampaignImport(ctx, { importId: uploaded.id, mapping: mapping(columns) });
	await runImport(ctx, { importId: uploaded.id, owner: "test" }, handlers);
	return started;
}

let ctx: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace();
});

describe("a campaign file", () => {
	const columns = ["customer", "group", "bought", "spend"];
	const mapping = (names: string[]) =>
		campaignMapping.parse({
			name: "Winter",
			file,
			columns: names,
			person: { by: "column", column: 0 },
			arm: {
				column: 1,
				values: [
					{ value: "mail", arm: "treated" },
					{ value: "none", arm: "holdout" },
					{ value: "other", arm: "leave_out" },
				],
			},
			time: null,
			assignedAt: "2026-01-05T00:00:00Z",
			windowDays: 14,
			metrics: [
				{ column: 2, name: "Bought", kind: "conversion", isPrimary: true },
				{ column: 3, name: "Spend", kind: "value", isPrimary: false },
			],
			currency: "EUR",
			costCents: 10_000,
			holdoutShare: 0.5,
		});

	it("becomes a finished campaign; every bad row is named with line, column and reason, the others are kept", async () => {
		const text = [
			columns.join(","),
			"a1,mail,1,20",
			"a2,mail,0,0",
			"a3,none,0,0",
			"a4,kids,0,0",
			"a5,none,maybe,0",
			"a1,none,0,0",
			"a6,other,1,5",
			'"a7",none,1,"1,5"',
			"a8,none,1,7.5",
		].join("\n");
		const { importId, campaignId } = await importFile(ctx, Readable.from([text]), mapping, columns);
		const row = await ctx.db.import.findUniqueOrThrow({ where: { id: importId } });
		expect(row).toMatchObject({
			status: "finished",
			rowsRead: 9,
			rowsAccepted: 4,
			rowsUnchanged: 1,
			rowsRejected: 4,
		});
		const { items } = await listProblems(ctx, { importId, kind: "row", limit: 50 });
		expect(items.map(({ line, column }) => [line, column])).toEqual([
			[5, "group"],
			[6, "bought"],
			[7, ""],
			[9, "spend"],
		]);
		const campaign = await ctx.db.campaign.findUniqueOrThrow({
			where: { id: campaignId },
			include: { metrics: true },
		});
		expect(campaign).toMatchObject({ status: "imported", name: "Winter", currency: "EUR", holdoutBp: 5000 });
		expect(campaign.metrics).toHaveLength(2);
	});

	it("whose columns are not those of the mapping is refused, and nothing is begun", async () => {
		const uploaded = await uploadImport(ctx, {
			kind: "campaign",
			fileName: "x.csv",
			bytes: Readable.from(["who,arm\n1,mail\n"]),
		});
		await expect(
			startCampaignImport(ctx, { importId: uploaded.id, mapping: mapping(columns) }),
		).rejects.toMatchObject({ code: "invalid" });
		expect((await ctx.db.import.findUniqueOrThrow({ where: { id: uploaded.id } })).status).toBe("uploaded");
	});

	it("without one usable row is refused with the reason, and leaves no campaign", async () => {
		const { campaignId, ...rest } = await (async () => {
			const uploaded = await uploadImport(ctx, {
				kind: "campaign",
				fileName: "x.csv",
				bytes: Readable.from([`${columns.join(",")}\nq,kids,0,0\n`]),
			});
			return startCampaignImport(ctx, { importId: uploaded.id, mapping: mapping(columns) });
		})();
		await expect(runImport(ctx, { importId: rest.importId, owner: "test" }, handlers)).rejects.toMatchObject({
			retryable: false,
		});
		expect(await ctx.db.campaign.findUnique({ where: { id: campaignId } })).toBeNull();
	});
});
