import { createReadStream, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { campaignMapping } from "@/lib/campaigns/import-mapping";
import { campaignImport } from "@/lib/campaigns/server/imports/campaign-import";
import { listArmValues } from "@/lib/campaigns/server/imports/list-arm-values";
import { startCampaignImport } from "@/lib/campaigns/server/imports/start-campaign-import";
import { readLift } from "@/lib/lift/server/read-lift";
import { unseal } from "@/lib/platform/secrets/keyring";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { runImport } from "@/lib/sources/server/imports/run-import";
import { uploadImport } from "@/lib/sources/server/imports/upload-import";
import golden from "@/lib/stats/hillstrom.golden.json";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const file = path.join(process.env.MUSTER_DATA_DIR ?? "../shared/data", "hillstrom.csv");
const isPresent = existsSync(file);
const arms = ["Mens E-Mail", "Womens E-Mail"] as const;

/** Two-pass figures from the raw rows: another route than the warehouse's sums and than the golden file. */
function recompute(treated: number[], holdout: number[], isShare: boolean) {
	const arm = (values: number[]) => {
		const mean = values.reduce((a, b) => a + b, 0) / values.length;
		const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
		return { mean, variance: squares / (values.length - (isShare ? 0 : 1)) / values.length };
	};
	const [one, zero] = [arm(treated), arm(holdout)];
	return { value: one.mean - zero.mean, se: Math.sqrt(one.variance + zero.variance) };
}

/** The same after a covariate is taken off, with one slope within both groups, from the raw rows. */
function recomputeAdjusted(treated: (readonly [number, number])[], holdout: (readonly [number, number])[]) {
	const arms = [treated, holdout].map((pairs) => {
		const n = pairs.length;
		const y = pairs.reduce((sum, [value]) => sum + value, 0) / n;
		const x = pairs.reduce((sum, [, value]) => sum + value, 0) / n;
		const xx = pairs.reduce((sum, [, value]) => sum + (value - x) ** 2, 0);
		const yx = pairs.reduce((sum, [one, other]) => sum + (one - y) * (other - x), 0);
		return { pairs, n, y, x, xx, yx };
	});
	const theta = arms.reduce((sum, { yx }) => sum + yx, 0) / arms.reduce((sum, { xx }) => sum + xx, 0);
	const variance = (slope: number) =>
		arms.reduce((all, { pairs, n, y, x }) => {
			const squares = pairs.reduce((sum, [one, other]) => sum + (one - y - slope * (other - x)) ** 2, 0);
			return all + squares / (n - 1) / n;
		}, 0);
	const [one, zero] = arms;
	if (!one || !zero) throw new Error("two arms");
	return {
		value: one.y - zero.y - theta * (one.x - zero.x),
		se: Math.sqrt(variance(theta)),
		removed: 1 - variance(theta) / variance(0),
	};
}

/** What everyone had spent in the year before, as a trait from before the assignment. */
async function recordHistory(ctx: Context, rows: readonly { history: number }[]): Promise<void> {
	const ws = ctx.workspace.number;
	await ctx.db.traitDefinition.create({ data: { workspaceNumber: ws, name: "history", type: "number" } });
	const people = await ctx.db.identifier.findMany({
		where: { workspaceNumber: ws, kind: "user_id" },
		select: { uid: true, valueEncrypted: true },
	});
	const before = "2008-03-01 00:00:00.000";
	await insertRows(
		ctx.warehouse,
		"trait_history",
		people.map(({ uid, valueEncrypted }) => ({
			ws,
			trait: "history",
			uid,
			type: "number",
			string_value: "",
			// The n-th row of the file is the person hillstrom:row:n.
			number_value: rows[Number(unseal(valueEncrypted).split(":").at(-1)) - 1]?.history,
			list_value: [],
			priority: 1,
			source: "test",
			valid_from: before,
			recorded_at: before,
		})),
	);
}

describe.skipIf(!isPresent)(
	`the lift of hillstrom.csv${isPresent ? "" : " (skipped: the file is not here)"}`,
	() => {
		let ctx: Context;
		const campaigns: Record<(typeof arms)[number], string> = { "Mens E-Mail": "", "Womens E-Mail": "" };
		const rows: { treatment: string; visit: number; conversion: number; spend: number; history: number }[] =
			[];

		beforeAll(async () => {
			ctx = await createTestWorkspace();
			const [header, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
			const names = (header ?? "").split(",");
			const at = (name: string) => names.indexOf(name);
			for (const line of lines) {
				// Some cells are quoted because of a comma in them; none holds a quote.
				const cells = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(
					(match) => match[1] ?? match[2] ?? "",
				);
				const cell = (name: string) => cells[at(name)] ?? "";
				rows.push({
					treatment: cell("treatment"),
					visit: Number(cell("visit")),
					conversion: Number(cell("conversion")),
					spend: Number(cell("spend")),
					history: Number(cell("history")),
				});
			}
			for (const name of arms) {
				const bytes = createReadStream(file);
				const uploaded = await uploadImport(ctx, { kind: "campaign", fileName: "hillstrom.csv", bytes });
				const format = { delimiter: ",", encoding: "utf-8", hasHeader: true } as const;
				const groups = await listArmValues(ctx, {
					importId: uploaded.id,
					file: format,
					column: at("treatment"),
				});
				expect(groups.items.map(({ value, rows: count }) => [value, count])).toEqual([
					["Womens E-Mail", 21_387],
					["Mens E-Mail", 21_307],
					["No E-Mail", 21_306],
				]);
				const mapping = campaignMapping.parse({
					name,
					file: format,
					columns: names,
					person: { by: "row", prefix: "hillstrom" },
					arm: {
						column: at("treatment"),
						values: groups.items.map(({ value }) => ({
							value,
							arm: value === name ? "treated" : value === "No E-Mail" ? "holdout" : "leave_out",
						})),
					},
					time: null,
					assignedAt: "2008-03-20T00:00:00Z",
					windowDays: 14,
					metrics: [
						{ column: at("visit"), name: "visit", kind: "conversion", isPrimary: true },
						{ column: at("conversion"), name: "conversion", kind: "conversion", isPrimary: false },
						{ column: at("spend"), name: "spend", kind: "value", isPrimary: false },
					],
					currency: "USD",
					costCents: null,
					holdoutShare: 0.5,
				});
				const started = await startCampaignImport(ctx, { importId: uploaded.id, mapping });
				await runImport(ctx, { importId: uploaded.id, owner: "test" }, { campaign: campaignImport });
				campaigns[name] = started.campaignId;
				const done = await ctx.db.import.findUniqueOrThrow({ where: { id: uploaded.id } });
				expect(done).toMatchObject({ status: "finished", rowsRead: 64_000, rowsRejected: 0 });
				expect(done.rowsAccepted).toBe(
					rows.filter((row) => row.treatment === name || row.treatment === "No E-Mail").length,
				);
			}
			await recordHistory(ctx, rows);
		}, 600_000);

		it("knows the rows of one file as the same people in both campaigns", async () => {
			expect(await ctx.db.profile.count({ where: { workspaceNumber: ctx.workspace.number } })).toBe(64_000);
		});

		for (const name of arms) {
			it(`of ${name}: visits, conversions and spend with their intervals`, async () => {
				const read = await readLift(ctx, campaigns[name]);
				expect(read.interval.kind).toBe("fixed");
				for (const key of ["visit", "conversion", "spend"] as const) {
					const metric = read.metrics.find((each) => each.key === key);
					if (!metric?.difference.known || !metric.relative.known) throw new Error("must be known");
					const want = golden.contrasts[name][key];
					const got = metric.difference.figure;
					expect(Math.abs(got.value - want.value)).toBeLessThan(1e-6);
					expect(Math.abs(got.low - want.low)).toBeLessThan(1e-4);
					expect(Math.abs(got.high - want.high)).toBeLessThan(1e-4);
					expect(Math.abs(metric.relative.figure.value - want.relative.value)).toBeLessThan(1e-6);
					expect(Math.abs(metric.relative.figure.low - want.relative.low)).toBeLessThan(1e-4);
					const values = (arm: string) => rows.filter((row) => row.treatment === arm).map((row) => row[key]);
					const other = recompute(values(name), values("No E-Mail"), key !== "spend");
					expect(got.value).toBeCloseTo(other.value, 9);
					expect(got.se).toBeCloseTo(other.se, 9);
				}
			});
		}

		for (const name of arms) {
			it(`of ${name}: the same adjusted for what people had spent in the year before`, async () => {
				const read = await readLift(ctx, campaigns[name], { trait: "history" });
				if (!read.adjusted.known) throw new Error(read.adjusted.reason);
				expect(read.adjusted.figure.covariate).toBe("history at assignment");
				for (const key of ["visit", "conversion", "spend"] as const) {
					const metric = read.adjusted.figure.metrics.find((each) => each.key === key);
					if (!metric?.difference.known || !metric.relative.known) throw new Error("must be known");
					const of = (arm: string) =>
						rows.filter((row) => row.treatment === arm).map((row) => [row[key], row.history] as const);
					const want = recomputeAdjusted(of(name), of("No E-Mail"));
					const got = metric.difference.figure;
					expect(got.value).toBeCloseTo(want.value, 9);
					expect(got.se).toBeCloseTo(want.se, 9);
					expect(metric.removed).toBeCloseTo(want.removed, 8);
					expect((metric.treated.mean ?? 0) - (metric.holdout.mean ?? 0)).toBeCloseTo(want.value, 9);
					if (key !== "spend") {
						expect(got.low).toBeCloseTo(want.value - 1.959963984540054 * want.se, 9);
						expect(got.high).toBeCloseTo(want.value + 1.959963984540054 * want.se, 9);
					}
				}
			});
		}

		it("is not adjusted unless a trait is chosen: the file holds nothing from before", async () => {
			const read = await readLift(ctx, campaigns["Mens E-Mail"]);
			expect(read.adjusted).toEqual({
				known: false,
				reason: expect.stringContaining("Choose a numeric trait"),
			});
			expect(read.traits).toEqual(["history"]);
		});

		it("draws nothing over time, and explains why", async () => {
			const read = await readLift(ctx, campaigns["Mens E-Mail"]);
			expect(read.series).toMatchObject({ known: false, reason: expect.stringMatching(/no event times/) });
		});

		it("says keep, and that whether it pays is unknown without a cost", async () => {
			const { verdict } = await readLift(ctx, campaigns["Mens E-Mail"]);
			expect(verdict.kind).toBe("keep");
			expect(verdict.sentence).toMatch(/18\.3% of those treated against 10\.6% of those held out/);
			expect(verdict.sentence).toMatch(/no cost is set/);
		});

		it("says expand once its cost is known to be less than it brought", async () => {
			await ctx.db.campaign.update({ where: { id: campaigns["Mens E-Mail"] }, data: { costCents: 200_000 } });
			const read = await readLift(ctx, campaigns["Mens E-Mail"]);
			expect(read.verdict.kind).toBe("expand");
			if (!read.money.incrementalReturn.known || !read.money.attributedReturn.known)
				throw new Error("must be known");
			expect(read.money.incrementalReturn.figure.value).toBeLessThan(read.money.attributedReturn.figure);
		});
	},
);
