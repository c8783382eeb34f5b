import { describe, expect, it } from "vitest";
import { leastPeople, planStrata } from "@/lib/holdouts/strata";
import { estimateMetric } from "@/lib/lift/estimate-metric";
import { shareSample } from "@/lib/stats/sample";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

const RUNS = 2000;
const random = seededRandom(20261201);
const interval = { kind: "fixed", alpha: 0.05 } as const;

/** How many of `drawn` people are among the `marked` ones of `all`, drawn without putting back. */
function drawMarked(all: number, marked: number, drawn: number): number {
	let [left, of, hits] = [marked, all, 0];
	for (let i = 0; i < drawn; i++) {
		if (random() * of < left) {
			hits++;
			left--;
		}
		of--;
	}
	return hits;
}

/**
 * Campaigns whose cohort was divided within its strata, estimated as if it had been divided as a whole. Who would convert
 * without the campaign is fixed, and which of the others it wins over as well: only the division is random.
 */
function simulate(strata: readonly { people: number; rate: number; won: number }[], isStratified: boolean) {
	const sizes = strata.map(({ people }) => people);
	const all = sizes.reduce((sum, size) => sum + size, 0);
	const { heldOut } = planStrata(isStratified ? sizes : [all], { holdoutBp: 1000, variants: [] });
	const base = strata.map(({ people, rate }) => Math.round(people * rate));
	const won = strata.map(({ people, won: share }) => Math.round(people * share));
	const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
	const truth = sum(won) / all;
	let [covered, error, squared, claimed] = [0, 0, 0, 0];
	for (let run = 0; run < RUNS; run++) {
		// Of those held out: who converts anyway, and who would have been won over and is not.
		let [converted, missed] = [0, 0];
		const groups = isStratified
			? sizes.map((people, i) => ({ people, base: base[i] ?? 0, won: won[i] ?? 0, held: heldOut[i] ?? 0 }))
			: [{ people: all, base: sum(base), won: sum(won), held: heldOut[0] ?? 0 }];
		for (const group of groups) {
			const own = drawMarked(group.people, group.base, group.held);
			converted += own;
			missed += drawMarked(group.people - group.base, group.won, group.held - own);
		}
		const held = sum(heldOut);
		const treated = sum(base) + sum(won) - converted - missed;
		const { difference } = estimateMetric(
			{
				key: "conversion",
				label: "Conversion",
				kind: "conversion",
				isPrimary: true,
				rows: [
					{ epoch: 1, arm: "treated", sample: shareSample(all - held, treated) },
					{ epoch: 1, arm: "holdout", sample: shareSample(held, converted) },
				],
			},
			interval,
		);
		if (!difference.known) throw new Error(difference.reason);
		const { value, se, low, high } = difference.figure;
		if (low <= truth && truth <= high) covered++;
		error += value - truth;
		squared += (value - truth) ** 2;
		claimed += se ** 2;
	}
	return {
		covered: covered / RUNS,
		bias: error / RUNS,
		spread: Math.sqrt(squared / RUNS),
		claimed: Math.sqrt(claimed / RUNS),
	};
}

/** Three standard errors of a share over the runs below what is promised. */
const LEAST_COVERED = 0.95 - 3 * Math.sqrt((0.95 * 0.05) / RUNS);

describe("a campaign that was balanced, estimated as if it had not been", () => {
	const uneven = [
		{ people: 333, rate: 0.02, won: 0.01 },
		{ people: 417, rate: 0.1, won: 0.02 },
		{ people: 501, rate: 0.3, won: 0.05 },
		{ people: 255, rate: 0.7, won: 0.1 },
	];

	it("covers the truth at least as often as promised, with a smaller error than the interval says", () => {
		const balanced = simulate(uneven, true);
		const plain = simulate(uneven, false);
		expect(balanced.covered).toBeGreaterThan(LEAST_COVERED);
		// Rounding moves it by less than a tenth of its error.
		expect(Math.abs(balanced.bias)).toBeLessThan(balanced.claimed / 10);
		expect(balanced.spread).toBeLessThan(balanced.claimed);
		expect(balanced.spread).toBeLessThan(0.9 * plain.spread);
		expect(plain.covered).toBeGreaterThan(LEAST_COVERED);
	}, 60_000);

	it("is unbiased where each stratum has exactly its share held out", () => {
		const even = [300, 400, 500, 300].map((people, i) => ({ rate: 0, won: 0, ...uneven[i], people }));
		const { bias, spread, claimed } = simulate(even, true);
		// Three standard errors of a mean over the runs.
		expect(Math.abs(bias)).toBeLessThan((3 * spread) / Math.sqrt(RUNS));
		expect(spread).toBeLessThan(claimed);
	}, 60_000);

	it("covers it also where rounding goes one way, with as many strata as there may be, as small as they may be", () => {
		const least = leastPeople({ holdoutBp: 1000, variants: [] });
		// Just below the next person held out in half of them, where more convert: rounding goes one way as far as it can.
		const strata = Array.from({ length: 22 }, (_, i) => ({
			people: least + (i % 2 === 0 ? 4 : 6),
			rate: i % 2 === 0 ? 0.5 : 0.05,
			won: 0.03,
		}));
		const { covered, bias, spread, claimed } = simulate(strata, true);
		expect(covered).toBeGreaterThan(LEAST_COVERED);
		expect(spread).toBeLessThan(claimed);
		expect(Math.abs(bias)).toBeLessThan(claimed / 2);
	}, 60_000);
});
