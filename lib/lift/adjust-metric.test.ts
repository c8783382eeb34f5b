import { describe, expect, it } from "vitest";
import { adjustMetric } from "@/lib/lift/adjust-metric";
import type { LiftEstimate, MetricKind, MetricReadOut } from "@/lib/lift/contracts";
import { estimateMetric, type IntervalChoice } from "@/lib/lift/estimate-metric";
import type { ArmRow } from "@/lib/lift/strata";
import type { PairedSample } from "@/lib/stats/adjust-by-covariate";
import { type Sample, squares } from "@/lib/stats/sample";
import { sampleOf } from "@/lib/stats/testing/sample-of";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

function paired(sample: Sample, ys: readonly number[], xs: readonly number[]): PairedSample {
	const n = ys.length;
	const y = ys.reduce((a, b) => a + b, 0) / n;
	const x = xs.reduce((a, b) => a + b, 0) / n;
	const xx = xs.reduce((sum, value) => sum + (value - x) ** 2, 0);
	const yx = xs.reduce((sum, value, i) => sum + (value - x) * ((ys[i] ?? 0) - y), 0);
	return { n, y, x, yy: squares(sample), xx, yx };
}

type Person = { y: number; x: number };

function arm(name: ArmRow["arm"], people: readonly Person[], epoch = 1): ArmRow {
	const [ys, xs] = [people.map(({ y }) => y), people.map(({ x }) => x)];
	const sample = sampleOf(ys);
	return { epoch, arm: name, sample, paired: paired(sample, ys, xs) };
}

function read(
	rows: readonly ArmRow[],
	kind: MetricKind,
	interval: IntervalChoice = { kind: "fixed", alpha: 0.05 },
) {
	const input = { key: "k", label: "K", kind, isPrimary: true, rows };
	const plain = estimateMetric(input, interval);
	return { plain, adjusted: adjustMetric(plain, input, interval) };
}

function figureOf({ difference }: MetricReadOut): LiftEstimate {
	if (!difference.known) throw new Error(difference.reason);
	return difference.figure;
}

const width = (metric: MetricReadOut) => figureOf(metric).high - figureOf(metric).low;

/** Whoever did it before does it again more often. */
function converters(random: () => number, n: number, effect: number): Person[] {
	return Array.from({ length: n }, () => {
		const x = Number(random() < 0.3);
		return { x, y: Number(random() < 0.1 + 0.6 * x + effect) };
	});
}

describe("a metric adjusted for a covariate", () => {
	it("has a narrower interval, with both arms and the relative lift agreeing with the difference", () => {
		const random = seededRandom(3);
		const rows = [
			arm("treated", converters(random, 4000, 0.03)),
			arm("holdout", converters(random, 1000, 0)),
		];
		for (const interval of [
			{ kind: "fixed", alpha: 0.05 },
			{ kind: "always_valid", tunedAt: 5000, alpha: 0.05 },
		] as const) {
			const { plain, adjusted } = read(rows, "conversion", interval);
			expect(adjusted.removed).toBeGreaterThan(0.25);
			expect(width(adjusted) / width(plain)).toBeCloseTo(Math.sqrt(1 - (adjusted.removed ?? 0)), 3);
			const { value, low } = figureOf(adjusted);
			expect((adjusted.treated.mean ?? 0) - (adjusted.holdout.mean ?? 0)).toBeCloseTo(value, 12);
			if (!adjusted.relative.known) throw new Error("must be known");
			expect(Math.sign(adjusted.relative.figure.low)).toBe(Math.sign(low));
			expect(adjusted.treated.sum).toBe(plain.treated.sum);
		}
	});

	it("stays as it is where the covariate is missing, constant or explains nothing", () => {
		const random = seededRandom(4);
		const people = (n: number) => converters(random, n, 0);
		const rows = [arm("treated", people(500)), arm("holdout", people(100))];
		const without = rows.map((row) => ({ ...row, paired: null }));
		const constant = [
			arm(
				"treated",
				people(500).map(({ y }) => ({ y, x: 4.2 })),
			),
			arm(
				"holdout",
				people(100).map(({ y }) => ({ y, x: 4.2 })),
			),
		];
		for (const given of [without, constant]) {
			const { plain, adjusted } = read(given, "conversion");
			expect(adjusted).toEqual(plain);
			expect(adjusted.removed).toBeNull();
		}
	});

	it("holds the truth in as many simulated campaigns as it says, of revenue with few large values", () => {
		const random = seededRandom(20_261_130);
		const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		const spender = (): Person => {
			// One in twelve buys often, and who buys spends much alike in both periods.
			const rate = random() < 1 / 12 ? 0.5 : 0.02;
			const level = normal();
			const spend = () => (random() < rate ? Math.exp(3 + 1.2 * (0.8 * level + 0.6 * normal())) : 0);
			return { x: spend(), y: spend() };
		};
		const draw = (n: number) => Array.from({ length: n }, spender);
		const runs = 300;
		let held = 0;
		let known = 0;
		for (let run = 0; run < runs; run++) {
			const rows = [arm("treated", draw(3600)), arm("holdout", draw(400))];
			const { plain, adjusted } = read(rows, "value");
			if (!plain.difference.known) continue;
			known++;
			const { low, high } = figureOf(adjusted);
			if (low <= 0 && high >= 0) held++;
		}
		expect(known).toBeGreaterThan(0.8 * runs);
		// 95 % within what chance allows at so many runs.
		expect(held / known).toBeGreaterThan(0.95 - 3.09 * Math.sqrt((0.95 * 0.05) / known));
	}, 30_000);
});
