import { describe, expect, it } from "vitest";
import type { PairedSample } from "@/lib/stats/adjust-by-covariate";
import { compareRatios } from "@/lib/stats/compare-ratios";
import { NORMAL_REACH, normalReach } from "@/lib/stats/estimate";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

interface Person {
	amount: number;
	per: number;
}

/** Means and centered sums, as the warehouse's statistics become. */
function pairOf(people: readonly Person[]): PairedSample {
	const n = people.length;
	const y = people.reduce((all, { amount }) => all + amount, 0) / n;
	const x = people.reduce((all, { per }) => all + per, 0) / n;
	const sum = (of: (one: Person) => number) => people.reduce((all, one) => all + of(one), 0);
	return {
		n,
		y,
		x,
		yy: sum(({ amount }) => (amount - y) ** 2),
		xx: sum(({ per }) => (per - x) ** 2),
		yx: sum(({ amount, per }) => (amount - y) * (per - x)),
	};
}

/** Orders and revenue of people of whom most order nothing; those who order more often spend more on each. */
function draw(random: () => number, count: number, lift = 1): Person[] {
	return Array.from({ length: count }, () => {
		const eager = random();
		let per = 0;
		while (random() < 0.15 + 0.5 * eager) per++;
		let amount = 0;
		for (let i = 0; i < per; i++) amount += lift * (10 + 60 * eager + 30 * random());
		return { amount, per };
	});
}

/** From first principles: every person's own deviation from the ratio, linearized by its derivatives. */
function reference(people: readonly Person[]): { ratio: number; variance: number } {
	const n = people.length;
	let [amount, per] = [0, 0];
	for (const one of people) {
		amount += one.amount;
		per += one.per;
	}
	const ratio = amount / per;
	// ∂(Y/X)/∂y = 1/x̄ and ∂(Y/X)/∂x = −ȳ/x̄²: the influence of one person on the ratio.
	const influence = people.map(
		(one) => (one.amount - amount / n) / (per / n) - ((amount / n) * (one.per - per / n)) / (per / n) ** 2,
	);
	const squares = influence.reduce((all, each) => all + each * each, 0);
	return { ratio, variance: squares / (n - 1) / n };
}

describe("compareRatios", () => {
	it("agrees with every person's influence on the ratio, to 1e-9", () => {
		const random = seededRandom(3);
		const [treated, holdout] = [draw(random, 4000, 1.1), draw(random, 900)];
		const found = compareRatios(
			[{ treated: pairOf(treated), holdout: pairOf(holdout), weight: 1 }],
			NORMAL_REACH,
		);
		const [one, other] = [reference(treated), reference(holdout)];
		const se = Math.sqrt(one.variance + other.variance);
		if (!found) throw new Error("must be known");
		const close = (got: number, want: number) => expect(Math.abs(got / want - 1)).toBeLessThan(1e-9);
		close(found.treated.ratio, one.ratio);
		close(found.holdout.ratio, other.ratio);
		close(found.difference.value, one.ratio - other.ratio);
		close(found.difference.se, se);
		close(found.difference.low, one.ratio - other.ratio - NORMAL_REACH.errors * se);
		close(found.relative?.value ?? 0, one.ratio / other.ratio - 1);
	});

	it("is the difference of means where everyone is divided by one", () => {
		const random = seededRandom(4);
		const ones = (count: number) => draw(random, count).map(({ amount }) => ({ amount, per: 1 }));
		const [treated, holdout] = [ones(500), ones(300)];
		const found = compareRatios(
			[{ treated: pairOf(treated), holdout: pairOf(holdout), weight: 1 }],
			NORMAL_REACH,
		);
		const variance = ({ n, yy }: PairedSample) => yy / (n - 1) / n;
		expect(found?.difference.se).toBeCloseTo(
			Math.sqrt(variance(pairOf(treated)) + variance(pairOf(holdout))),
			12,
		);
	});

	it("holds the truth in 93.5–96.5 % of campaigns; a ratio taken as independent orders would not", () => {
		const random = seededRandom(5);
		const runs = 2000;
		// The ratio of the expectations, over so many people that its own error does not matter.
		const many = draw(random, 2_000_000);
		const truth = reference(many).ratio;
		let held = 0;
		let naive = 0;
		for (let run = 0; run < runs; run++) {
			const [treated, holdout] = [draw(random, 1800), draw(random, 200)];
			const found = compareRatios(
				[{ treated: pairOf(treated), holdout: pairOf(holdout), weight: 1 }],
				NORMAL_REACH,
			);
			if (!found) throw new Error("must be known");
			if (found.difference.low <= 0 && found.difference.high >= 0) held++;
			const own = found.holdout;
			// As if only the amounts varied, with the number of orders known beforehand.
			const { n, yy, x } = pairOf(holdout);
			if (Math.abs(own.ratio - truth) <= (1.96 * Math.sqrt(yy / (n - 1) / n)) / x) naive++;
		}
		expect(held / runs).toBeGreaterThan(0.935 - 0.005);
		expect(held / runs).toBeLessThan(0.965 + 0.005);
		expect(naive / runs).toBeGreaterThan(0.99);
	});

	it("is unknown where there is nothing to divide by, or no one differs", () => {
		const none = pairOf([
			{ amount: 0, per: 0 },
			{ amount: 0, per: 0 },
		]);
		const same = pairOf(Array.from({ length: 50 }, () => ({ amount: 19.9, per: 1 })));
		expect(compareRatios([{ treated: same, holdout: none, weight: 1 }], normalReach(0.1))).toBeNull();
		expect(compareRatios([{ treated: same, holdout: same, weight: 1 }], normalReach(0.1))).toBeNull();
	});
});
