import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { campaignMapping } from "@/lib/campaigns/import-mapping";
import { campaignImport } from "@/lib/campaigns/server/imports/campaign-import";
import { startCampaignImport } from "@/lib/campaigns/server/imports/start-campaign-import";
import type { LiftReadOut } from "@/lib/lift/contracts";
import { listLift } from "@/lib/lift/server/list-lift";
import { readLift } from "@/lib/lift/server/read-lift";
import { runImport } from "@/lib/sources/server/imports/run-import";
import { uploadImport } from "@/lib/sources/server/imports/upload-import";
import { seededRandom } from "@/lib/stats/testing/seeded-random";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace({ now: new Date("2026-03-01T09:00:00Z") });
});

type Row = readonly [group: "mail" | "none", value: string];

/** A finished campaign of these people, of which one value each is known. */
async function importValues(rows: readonly Row[], assignedAt = "2026-01-05T00:00:00Z"): Promise<LiftReadOut> {
	const columns = ["group", "spend"];
	const text = [columns.join(","), ...rows.map((row) => row.join(","))].join("\n");
	const bytes = Readable.from([text]);
	const uploaded = await uploadImport(ctx, { kind: "campaign", fileName: "values.csv", bytes });
	const file = { delimiter: ",", encoding: "utf-8", hasHeader: true } as const;
	const mapping = campaignMapping.parse({
		name: "Values",
		file,
		columns,
		person: { by: "row", prefix: uploaded.id },
		arm: {
			column: 0,
			values: [
				{ value: "mail", arm: "treated" },
				{ value: "none", arm: "holdout" },
			],
		},
		time: null,
		assignedAt,
		windowDays: 14,
		metrics: [{ column: 1, name: "spend", kind: "value", isPrimary: true }],
		currency: "EUR",
		costCents: null,
		holdoutShare: 0.5,
	});
	const started = await startCampaignImport(ctx, { importId: uploaded.id, mapping });
	await runImport(ctx, { importId: uploaded.id, owner: "test" }, { campaign: campaignImport });
	return readLift(ctx, started.campaignId);
}

const group = (name: Row[0], values: readonly (number | string)[]): Row[] =>
	values.map((value) => [name, String(value)]);
const repeat = (people: number, value: (index: number) => number | string) =>
	Array.from({ length: people }, (_, i) => value(i));
const healthOf = (read: LiftReadOut, name: string) => read.health.find((check) => check.name === name);

/** Mean and variance of a mean, in two passes over whole numbers of hundredths: exact. */
function exactly(hundredths: readonly number[]): { mean: number; squaredError: number } {
	const n = hundredths.length;
	const total = hundredths.reduce((sum, each) => sum + BigInt(each), 0n);
	const squares = hundredths.reduce((sum, each) => sum + (BigInt(each) * BigInt(n) - total) ** 2n, 0n);
	return { mean: Number(total) / n / 100, squaredError: Number(squares) / n ** 3 / (n - 1) / 10_000 };
}

describe("what the warehouse sums", () => {
	it("keeps the digits of large values that hardly differ", async () => {
		const hundredths = (shift: number) => repeat(60, (i) => 1_000_000_001 + ((i + shift) % 3)) as number[];
		const [treated, holdout] = [hundredths(0), hundredths(1).slice(1)];
		const text = (all: readonly number[]) => all.map((each) => (each / 100).toFixed(2));
		const read = await importValues([...group("mail", text(treated)), ...group("none", text(holdout))]);
		const [one, zero] = [exactly(treated), exactly(holdout)];
		const difference = read.metrics[0]?.difference;
		if (!difference?.known) throw new Error("must be known");
		const se = Math.sqrt(one.squaredError + zero.squaredError);
		// The values themselves are rounded to 2⁻²⁹ when read: 1e-7 of their spread.
		expect(Math.abs(difference.figure.se / se - 1)).toBeLessThan(1e-6);
		expect(Math.abs(difference.figure.value - (one.mean - zero.mean))).toBeLessThan(1e-7 * se + 1e-8);
		expect(difference.figure.high - difference.figure.low).toBeGreaterThan(0.0055);
	});

	it("equals a two-pass reference at 1e-9 where values are money", async () => {
		const random = seededRandom(8);
		const hundredths = (people: number) =>
			repeat(people, () => (random() < 0.3 ? 1 + Math.floor(random() ** 4 * 2_000_000) : 0)) as number[];
		const [treated, holdout] = [hundredths(400), hundredths(390)];
		const text = (all: readonly number[]) => all.map((each) => (each / 100).toFixed(2));
		const read = await importValues([...group("mail", text(treated)), ...group("none", text(holdout))]);
		const [one, zero] = [exactly(treated), exactly(holdout)];
		const { difference, treated: arm } = read.metrics[0] ?? {};
		if (!difference?.known) throw new Error(JSON.stringify(difference));
		expect(Math.abs((arm?.mean ?? 0) / one.mean - 1)).toBeLessThan(1e-9);
		expect(Math.abs(difference.figure.se / Math.sqrt(one.squaredError + zero.squaredError) - 1)).toBeLessThan(
			1e-9,
		);
	});

	it("finds no certainty where everyone pays the same", async () => {
		const read = await importValues([
			...group(
				"mail",
				repeat(70, () => 19.9),
			),
			...group(
				"none",
				repeat(66, () => 19.9),
			),
		]);
		expect(read.metrics[0]?.difference).toMatchObject({
			known: false,
			reason: expect.stringMatching(/same value/),
		});
		expect(read.metrics[0]?.treated).toMatchObject({ low: null, high: null });
		expect(read.metrics[0]?.treated.mean).toBeCloseTo(19.9, 12);
		expect(read.verdict.kind).toBe("inconclusive");
	});

	it("leaves out a number that no one can have spent, names it, and the list still opens", async () => {
		const ordinary = (shift: number) => repeat(60, (i) => 10 + ((i + shift) % 7));
		const read = await importValues([
			...group("mail", [...ordinary(0), "1e200"]),
			...group("none", [...ordinary(2), "-3e15"]),
		]);
		expect(read.metrics[0]?.treated).toMatchObject({ people: 60 });
		expect(read.metrics[0]?.difference.known).toBe(true);
		expect(healthOf(read, "values")).toMatchObject({
			state: "warning",
			sentence: expect.stringMatching(/^2 outcomes carry a number beyond/),
		});
		const { items } = await listLift(ctx, { limit: 50 });
		expect(items.length).toBeGreaterThan(1);
		expect(items.map(({ campaignId }) => campaignId)).toEqual(
			items
				.map(({ campaignId }) => campaignId)
				.toSorted()
				.reverse(),
		);
	});

	it("names one person who makes most of a group's total", async () => {
		const read = await importValues([
			...group("mail", [...repeat(60, (i) => 10 + (i % 5)), 50_000]),
			...group(
				"none",
				repeat(60, (i) => 10 + (i % 5)),
			),
		]);
		expect(read.metrics[0]?.dominant).toMatchObject({ arm: "treated", value: 50_000 });
		expect(read.metrics[0]?.dominant?.share).toBeGreaterThan(0.9);
	});

	it("names no one of two who make half of a total each", async () => {
		const read = await importValues([
			...group(
				"mail",
				repeat(60, (i) => 10 + (i % 5)),
			),
			...group(
				"none",
				repeat(60, (i) => (i < 2 ? 40 : 0)),
			),
		]);
		expect(read.metrics[0]?.dominant).toBeNull();
	});
});

describe("outcomes that are not in the file", () => {
	it("fail the read-out where one group lacks more of them than the other", async () => {
		const read = await importValues([
			...group("mail", [...repeat(60, () => 20), ...repeat(140, () => 0).map((_, i) => (i % 2 ? "" : 0))]),
			...group("none", [...repeat(50, () => 20), ...repeat(150, () => 0)]),
		]);
		expect(read.people).toMatchObject({ treated: 200, holdout: 200 });
		expect(read.metrics[0]?.treated.people).toBe(130);
		expect(healthOf(read, "split")?.state).toBe("good");
		expect(healthOf(read, "outcomes")).toMatchObject({
			state: "failed",
			sentence: expect.stringMatching(
				/35\.0% of the treated and 0\.00% of the held-out people have no outcome/,
			),
		});
		expect(read.verdict.kind).toBe("invalid");
	});

	it("fail it where people are assigned in the future", async () => {
		const rows = [
			...group(
				"mail",
				repeat(60, (i) => i),
			),
			...group(
				"none",
				repeat(60, (i) => i),
			),
		];
		const read = await importValues(rows, "2031-01-05T00:00:00Z");
		expect(healthOf(read, "times")?.sentence).toContain(
			"120 people were assigned at a time that has not come yet.",
		);
		expect(read.verdict.kind).toBe("invalid");
	});
});
