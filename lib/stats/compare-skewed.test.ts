import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareMeans, type Stratum } from "@/lib/stats/compare-means";
import { compareSkewed, haveOneShape, skewnessOfDifference } from "@/lib/stats/compare-skewed";
import { alwaysValidReach } from "@/lib/stats/confidence-sequence";
import { NORMAL_REACH } from "@/lib/stats/estimate";
import { sampleOf } from "@/lib/stats/testing/sample-of";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

/** One in twenty buys; what they spend is log-normal with mean 1. */
function campaign(
	seed: number,
	sigma: number,
	people = { treated: 9000, holdout: 1000 },
): [number[], number[]] {
	const random = seededRandom(seed);
	const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	const value = () => (random() < 0.05 ? Math.exp(sigma * normal() - sigma ** 2 / 2) : 0);
	return [Array.from({ length: people.treated }, value), Array.from({ length: people.holdout }, value)];
}

const stratum = ([treated, holdout]: [number[], number[]]): Stratum => ({
	treated: sampleOf(treated),
	holdout: sampleOf(holdout),
	weight: 1,
});

describe("compareSkewed", () => {
	it("rejects no difference about as often as dividing the same people anew does", () => {
		const [full, holdout] = campaign(3, 1.5);
		const treated = full.map((value) => value * 0.45);
		const found = compareSkewed([stratum([treated, holdout])], NORMAL_REACH, false);
		const everyone = [...treated, ...holdout];
		const total = everyone.reduce((sum, value) => sum + value, 0);
		const random = seededRandom(17);
		const observed = found?.difference.value ?? 0;
		let below = 0;
		const rounds = 4000;
		for (let round = 0; round < rounds; round++) {
			let held = 0;
			for (let i = 0; i < holdout.length; i++) {
				const at = i + Math.floor(random() * (everyone.length - i));
				[everyone[i], everyone[at]] = [everyone[at] ?? 0, everyone[i] ?? 0];
				held += everyone[i] ?? 0;
			}
			if ((total - held) / treated.length - held / holdout.length <= observed) below++;
		}
		const p = (2 * Math.min(below, rounds - below)) / rounds;
		expect(found?.difference.p).toBeGreaterThan(p - 0.02);
		expect(found?.difference.p).toBeLessThan(p + 0.02);
	});

	it("gives a little skewed metric the interval of Welch", () => {
		const one = stratum(campaign(5, 0.3, { treated: 20_000, holdout: 20_000 }));
		const found = compareSkewed([one], NORMAL_REACH, false);
		const welch = compareMeans([one]);
		expect(Math.abs(skewnessOfDifference([one]))).toBeLessThan(0.05);
		const width = (welch?.difference.high ?? 0) - (welch?.difference.low ?? 0);
		expect(Math.abs((found?.difference.low ?? 0) - (welch?.difference.low ?? 1))).toBeLessThan(0.02 * width);
		expect(Math.abs((found?.difference.high ?? 0) - (welch?.difference.high ?? 1))).toBeLessThan(
			0.02 * width,
		);
	});

	it("decides the same of the difference, of the relative lift and of p, peeked at or not", () => {
		fc.assert(
			fc.property(
				fc.nat(1e6),
				fc.constantFrom(0.5, 1, 2),
				fc.double({ min: 0.3, max: 3, noNaN: true }),
				fc.boolean(),
				(seed, sigma, times, isPeeked) => {
					const [treated, holdout] = campaign(seed, sigma, { treated: 1800, holdout: 400 });
					const one = stratum([treated.map((value) => value * times), holdout]);
					const reach = isPeeked ? alwaysValidReach(2200, 2200) : NORMAL_REACH;
					const found = compareSkewed([one], reach, isPeeked);
					if (found === null) return true;
					const { difference, relative } = found;
					const isSame = difference.low > 0 === relative.low > 0 && difference.high < 0 === relative.high < 0;
					const excludesZero = difference.low > 0 || difference.high < 0;
					return isSame && (difference.p === null || difference.p < 0.05 === excludesZero);
				},
			),
			{ numRuns: 60 },
		);
	});

	it("turns with the scale of money, and gives equal epochs the result of one twice as certain", () => {
		const [treated, holdout] = campaign(11, 1);
		const plain = compareSkewed([stratum([treated, holdout])], NORMAL_REACH, false);
		const cents = compareSkewed(
			[stratum([treated.map((value) => value * 100), holdout.map((value) => value * 100)])],
			NORMAL_REACH,
			false,
		);
		expect((cents?.difference.low ?? 0) / (plain?.difference.low ?? 1)).toBeCloseTo(100, 6);
		expect(cents?.relative.high).toBeCloseTo(plain?.relative.high ?? 0, 9);
		const half = { ...stratum([treated, holdout]), weight: 0.5 };
		const two = compareSkewed([half, half], NORMAL_REACH, false);
		expect(two?.difference.value).toBeCloseTo(plain?.difference.value ?? 0, 12);
		expect(two?.difference.se).toBeCloseTo((plain?.difference.se ?? 0) / Math.SQRT2, 12);
	});
});

describe("haveOneShape", () => {
	it("accepts nearly all campaigns whose treatment multiplies what people spend", () => {
		let one = 0;
		for (let seed = 1; seed <= 60; seed++) {
			const [treated, holdout] = campaign(seed, 1, { treated: 3000, holdout: 600 });
			if (haveOneShape([stratum([treated.map((value) => value * 1.4), holdout])])) one++;
		}
		expect(one).toBeGreaterThan(55);
	});

	it("refuses two groups that spend in different patterns, and values below zero", () => {
		const [treated] = campaign(2, 0.5);
		const [, holdout] = campaign(4, 2);
		expect(haveOneShape([stratum([treated, holdout])])).toBe(false);
		expect(
			haveOneShape([
				stratum([
					[1, 2, -3],
					[1, 2],
				]),
			]),
		).toBe(false);
	});

	it("knows one price as one shape", () => {
		expect(
			haveOneShape([
				stratum([
					[19.9, 19.9, 0],
					[0, 19.9],
				]),
			]),
		).toBe(true);
		expect(
			haveOneShape([
				stratum([
					[19.9, 29.9, 0],
					[0, 19.9],
				]),
			]),
		).toBe(false);
	});
});
