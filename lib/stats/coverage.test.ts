import { describe, expect, it } from "vitest";
import { compareMeans } from "@/lib/stats/compare-means";
import { compareShares } from "@/lib/stats/compare-shares";
import { alwaysValidReach } from "@/lib/stats/confidence-sequence";
import type { Sample } from "@/lib/stats/sample";
import { shareSample } from "@/lib/stats/sample";
import { sampleOf } from "@/lib/stats/testing/sample-of";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

const RUNS = 2000;

function draw(
	random: () => number,
	n: number,
	share: number,
	worth: (random: () => number) => number,
): [Sample, Sample] {
	const spent: number[] = [];
	for (let i = 0; i < n; i++) spent.push(random() >= share ? 0 : worth(random));
	const values = sampleOf(spent);
	return [shareSample(n, values.active), values];
}

/** Exponential spend of mean 40: as skew as real baskets. */
const basket = (random: () => number) => -40 * Math.log(1 - random());

describe("intervals, over 2 000 simulated campaigns with a known truth", () => {
	const random = seededRandom(20261122);
	const hits = { shares: 0, means: 0, relative: 0 };
	for (let run = 0; run < RUNS; run++) {
		const [did1, spent1] = draw(random, 4000, 0.12, basket);
		const [did0, spent0] = draw(random, 1000, 0.1, basket);
		const shares = compareShares([{ treated: did1, holdout: did0, weight: 1 }]);
		const means = compareMeans([{ treated: spent1, holdout: spent0, weight: 1 }]);
		const holds = (range: { low: number; high: number } | null | undefined, truth: number) =>
			range ? Number(range.low <= truth && truth <= range.high) : 0;
		hits.shares += holds(shares.difference, 0.02);
		hits.means += holds(means?.difference, 0.8);
		hits.relative += holds(shares.relative, 0.2);
	}

	for (const kind of ["shares", "means", "relative"] as const) {
		it(`the 95 % interval of ${kind} holds the truth in 93.5–96.5 % of them`, () => {
			expect(hits[kind] / RUNS).toBeGreaterThanOrEqual(0.935);
			expect(hits[kind] / RUNS).toBeLessThanOrEqual(0.965);
		});
	}
});

describe("the always-valid interval", () => {
	it("leaves out the truth in no more than 5 % of A/A campaigns although read 300 times each", () => {
		const random = seededRandom(7);
		const runs = 600;
		let fooled = 0;
		let fooledFixed = 0;
		for (let run = 0; run < runs; run++) {
			const people = [0, 0];
			const done = [0, 0];
			let isFooled = false;
			let isFooledFixed = false;
			for (let look = 1; look <= 300; look++) {
				for (let i = 0; i < 50; i++) {
					const arm = random() < 0.2 ? 0 : 1;
					people[arm] = (people[arm] ?? 0) + 1;
					if (random() < 0.1) done[arm] = (done[arm] ?? 0) + 1;
				}
				if (Math.min(done[0] ?? 0, done[1] ?? 0) < 20) continue;
				const strata = [
					{
						treated: shareSample(people[1] ?? 0, done[1] ?? 0),
						holdout: shareSample(people[0] ?? 0, done[0] ?? 0),
						weight: 1,
					},
				];
				const plain = compareShares(strata).difference;
				const always = compareShares(strata, alwaysValidReach(look * 50, 10_000)).difference;
				if (always.low > 0 || always.high < 0) isFooled = true;
				if (plain.low > 0 || plain.high < 0) isFooledFixed = true;
			}
			if (isFooled) fooled++;
			if (isFooledFixed) fooledFixed++;
		}
		// One-sided 95 % binomial bound above 5 % for 600 runs; the plain interval is what peeking does.
		expect(fooled / runs).toBeLessThan(0.065);
		expect(fooledFixed / runs).toBeGreaterThan(0.15);
	});

	it("is the published bound", () => {
		// Theorem 2.2 by hand: n = 1000, alpha = 0.05, tuned at 1000 people.
		expect(alwaysValidReach(1000, 1000).errors).toBeCloseTo(3.0354, 4);
	});
});
