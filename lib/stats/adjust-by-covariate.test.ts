import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	type Adjusted,
	addPaired,
	adjustByCovariate,
	type PairedSample,
} from "@/lib/stats/adjust-by-covariate";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

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

const adjust = (treated: PairedSample, holdout: PairedSample) =>
	adjustByCovariate([{ treated, holdout, weight: 1 }]);
const differenceOf = (found: Adjusted | null) =>
	found ? found.treated.mean - found.holdout.mean : Number.NaN;

describe("adjustByCovariate", () => {
	it("takes off what the covariate explains, with one slope within both groups", () => {
		// y = 2x + 5 for the treated, 2x for the others: all of the noise is the covariate's.
		const noise = [0.1, -0.1, 0.1, -0.1];
		const treated = paired([1, 2, 3, 4].map((x, i) => [2 * x + 5 + (noise[i] ?? 0), x]));
		const holdout = paired([3, 5, 7, 9].map((x, i) => [2 * x + (noise[i] ?? 0), x]));
		const found = adjust(treated, holdout);
		expect(differenceOf(found)).toBeGreaterThan(4.8);
		expect(differenceOf(found)).toBeLessThan(5.2);
		expect(found?.removed).toBeGreaterThan(0.99);
	});

	it("has nothing to take off where the covariate is constant", () => {
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
		expect(adjust(treated, holdout)).toBeNull();
	});

	it("is unknown where nothing varies", () => {
		const same = paired([
			[1, 2],
			[1, 2],
			[1, 2],
		]);
		expect(adjust(same, same)).toBeNull();
	});

	it("is not moved by where the covariate's zero is", () => {
		fc.assert(
			fc.property(pairs, pairs, fc.double({ min: -50, max: 50, noNaN: true }), (one, other, shift) => {
				const moved = (all: readonly Pair[]) => paired(all.map(([y, x]) => [y, x + shift] as const));
				const plain = differenceOf(adjust(paired(one), paired(other)));
				const again = differenceOf(adjust(moved(one), moved(other)));
				if (Number.isNaN(plain) || Number.isNaN(again)) return true;
				const xx = paired(one).xx + paired(other).xx;
				return xx < 1e-6 || Math.abs(plain - again) < 1e-6 * (1 + Math.abs(plain));
			}),
		);
	});

	it("is least squares with a dummy for the arm, computed by its normal equations", () => {
		const random = seededRandom(11);
		const draw = (n: number, effect: number) =>
			Array.from({ length: n }, (): Pair => {
				const x = random() * 10;
				return [3 * x + effect + random() * 4, x];
			});
		const [one, other] = [draw(80, 1), draw(20, 0)];
		const found = adjust(paired(one), paired(other));
		// y = a + b·arm + c·x: sums over all rows, solved by Cramer's rule for b.
		const rows = [...one.map(([y, x]) => [1, x, y] as const), ...other.map(([y, x]) => [0, x, y] as const)];
		const sum = (of: (row: readonly [number, number, number]) => number) =>
			rows.reduce((all, row) => all + of(row), 0);
		const n = rows.length;
		const [t, x, tx, xx] = [
			sum(([a]) => a),
			sum(([, b]) => b),
			sum(([a, b]) => a * b),
			sum(([, b]) => b * b),
		];
		const [y, ty, xy] = [sum(([, , c]) => c), sum(([a, , c]) => a * c), sum(([, b, c]) => b * c)];
		const determinant = (m: number[][]) => {
			const at = (row: number, column: number) => m[row]?.[column] ?? Number.NaN;
			return (
				at(0, 0) * (at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1)) -
				at(0, 1) * (at(1, 0) * at(2, 2) - at(1, 2) * at(2, 0)) +
				at(0, 2) * (at(1, 0) * at(2, 1) - at(1, 1) * at(2, 0))
			);
		};
		const whole = determinant([
			[n, t, x],
			[t, t, tx],
			[x, tx, xx],
		]);
		const byArm = determinant([
			[n, y, x],
			[t, ty, tx],
			[x, xy, xx],
		]);
		expect(differenceOf(found)).toBeCloseTo(byArm / whole, 9);
	});

	it("keeps the digits of large covariates, and weighs strata as given", () => {
		const small: Pair[] = [
			[1, 1],
			[2, 3],
			[4, 2],
			[3, 5],
		];
		const large = small.map(([y, x]) => [y, x + 1e9] as const);
		const strata = (pairs: readonly Pair[]) => [
			{ treated: paired(pairs), holdout: paired(small), weight: 0.75 },
			{ treated: paired(small), holdout: paired(pairs.slice(1)), weight: 0.25 },
		];
		const one = adjustByCovariate(strata(small));
		expect(one).not.toBeNull();
		expect(adjust(paired(large), paired(large))?.removed).toBeCloseTo(
			adjust(paired(small), paired(small))?.removed ?? 0,
			6,
		);
	});
});

describe("addPaired", () => {
	it("gives what all of the pairs give at once", () => {
		fc.assert(
			fc.property(pairs, pairs, (some, others) => {
				const whole = paired([...some, ...others]);
				const sum = addPaired(paired(some), paired(others));
				for (const key of ["n", "y", "x", "yy", "xx", "yx"] as const)
					expect(sum[key]).toBeCloseTo(whole[key], 6);
			}),
		);
	});
});
