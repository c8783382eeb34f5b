import { describe, expect, it } from "vitest";
import { compareMeans } from "@/lib/stats/compare-means";
import { compareShares } from "@/lib/stats/compare-shares";
import { confidenceSequence } from "@/lib/stats/confidence-sequence";
import { relativeLift } from "@/lib/stats/relative-lift";
import type { Sample } from "@/lib/stats/sample";
import { shareSample } from "@/lib/stats/sample";
import { seededRandom } from "@/lib/stats/seeded-random.fixture";

const RUNS = 2000;

function draw(
	random: () => number,
	n: number,
	share: number,
	worth: (random: () => number) => number,
): [Sample, Sample] {
	const did = { n, sum: 0, sumSq: 0 };
	const spent = { n, sum: 0, sumSq: 0 };
	for (let i = 0; i < n; i++) {
		if (random() >= share) continue;
		const value = worth(random);
		did.sum += 1;
		did.sumSq += 1;
		spent.sum += value;
		spent.sumSq += value * value;
	}
	return [did, spent];
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
		const relative = relativeLift([{ treated: did1, holdout: did0, weight: 1 }], "share");
		if (shares.low <= 0.02 && 0.02 <= shares.high) hits.shares++;
		if (means.low <= 0.8 && 0.8 <= means.high) hits.means++;
		if (relative && relative.low <= 0.2 && 0.2 <= relative.high) hits.relative++;
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
				const plain = compareShares([
					{
						treated: shareSample(people[1] ?? 0, done[1] ?? 0),
						holdout: shareSample(people[0] ?? 0, done[0] ?? 0),
						weight: 1,
					},
				]);
				const always = confidenceSequence(plain.value, plain.se, look * 50, 10_000);
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
		// Theorem 2.2 by hand: n = 1000, se = 0.01, alpha = 0.05, tuned at 1000 people.
		const { low, high } = confidenceSequence(0.05, 0.01, 1000, 1000);
		expect(high - 0.05).toBeCloseTo(0.05 - low, 12);
		expect(high - 0.05).toBeCloseTo(0.030354, 6);
	});
});
