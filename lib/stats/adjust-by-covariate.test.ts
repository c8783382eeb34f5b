import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustByCovariate, type PairedSample } from "@/lib/stats/adjust-by-covariate";

type Pair = readonly [y: number, x: number];

function paired(pairs: readonly Pair[]): PairedSample {
	const n = pairs.length;
	const y = pairs.reduce((sum, [value]) => sum + value, 0) / n;
	const x = pairs.reduce((sum, [, value]) => sum + value, 0) / n;
	const products = (of: (pair: Pair) => number) => pairs.reduce((sum, pair) => sum + of(pair), 0);
	return {
		n,
		y,
		x,
		yy: products(([one]) => (one - y) ** 2),
		xx: products(([, other]) => (other - x) ** 2),
		yx: products(([one, other]) => (one - y) * (other - x)),
	};
}

const pairs = fc.array(
	fc.tuple(fc.double({ min: -100, max: 100, noNaN: true }), fc.double({ min: -100, max: 100, noNaN: true })),
	{ minLength: 3, maxLength: 30 },
);

describe("adjustByCovariate", () => {
	it("takes off what the covariate explains, with one slope within both groups", () => {
		// y = 2x + 5 for the treated, 2x for the others: all of the noise is the covariate's.
		const noise = [0.1, -0.1, 0.1, -0.1];
		const treated = paired([1, 2, 3, 4].map((x, i) => [2 * x + 5 + (noise[i] ?? 0), x]));
		const holdout = paired([3, 5, 7, 9].map((x, i) => [2 * x + (noise[i] ?? 0), x]));
		const found = adjustByCovariate(treated, holdout);
		expect(found?.value).toBeGreaterThan(4.8);
		expect(found?.value).toBeLessThan(5.2);
		expect(found?.removed).toBeGreaterThan(0.99);
	});

	it("changes nothing where the covariate is constant", () => {
		const treated = paired([
			[1, 7],
			[2, 7],
			[4, 7],
		]);
		const holdout = paired([
			[1, 7],
			[1, 7],
			[3, 7],
		]);
		const found = adjustByCovariate(treated, holdout);
		expect(found).toMatchObject({ removed: 0 });
		expect(found?.value).toBeCloseTo(7 / 3 - 5 / 3, 12);
	});

	it("is unknown where nothing varies", () => {
		const same = paired([
			[1, 2],
			[1, 2],
			[1, 2],
		]);
		expect(adjustByCovariate(same, same)).toBeNull();
	});

	it("is not moved by where the covariate's zero is", () => {
		fc.assert(
			fc.property(pairs, pairs, fc.double({ min: -50, max: 50, noNaN: true }), (one, other, shift) => {
				const moved = (all: readonly Pair[]) => paired(all.map(([y, x]) => [y, x + shift] as const));
				const plain = adjustByCovariate(paired(one), paired(other));
				const again = adjustByCovariate(moved(one), moved(other));
				if (plain === null || again === null) return true;
				const xx = paired(one).xx + paired(other).xx;
				return xx < 1e-6 || Math.abs(plain.value - again.value) < 1e-6 * (1 + Math.abs(plain.value));
			}),
		);
	});
});
