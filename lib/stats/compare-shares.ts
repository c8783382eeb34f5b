import { type Comparison, type Stratum, weightedMeans } from "@/lib/stats/compare-means";
import { estimateWithin, NORMAL_REACH, type Reach } from "@/lib/stats/estimate";
import { relativeLift } from "@/lib/stats/relative-lift";
import { mean } from "@/lib/stats/sample";

/** Below this many people in any of the four cells the plain interval is not to be trusted. */
export const SMALL_CELL = 10;

export interface ShareComparison extends Comparison {
	/** Which interval it is: plain (unpooled variance) or Newcombe's, used for small cells. */
	method: "unpooled" | "newcombe";
}

/**
 * Difference of two shares, treated − holdout. Variance unpooled: p₁q₁/n₁ + p₀q₀/n₀ (Wald).
 * When any cell (did / did not, in either arm) is below 10 the interval is Newcombe's hybrid score
 * interval: R. G. Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10; over strata its limits
 * are recovered the same way (MOVER: Donner & Zou, Biometrics 68 (2012)).
 */
export function compareShares(strata: readonly Stratum[], reach: Reach = NORMAL_REACH): ShareComparison {
	const means = weightedMeans(strata);
	const variances = { treated: 0, holdout: 0 };
	const below = { treated: 0, holdout: 0 };
	const above = { treated: 0, holdout: 0 };
	let isSmall = false;
	for (const { weight, ...both } of strata) {
		for (const arm of ["treated", "holdout"] as const) {
			const sample = both[arm];
			const share = mean(sample);
			variances[arm] += (weight * weight * share * (1 - share)) / sample.n;
			isSmall ||= sample.active < SMALL_CELL || sample.n - sample.active < SMALL_CELL;
			const { low, high } = wilsonInterval(sample.active, sample.n, reach.errors);
			const [down, up] = [weight ** 2 * (share - low) ** 2, weight ** 2 * (high - share) ** 2];
			below[arm] += arm === "treated" ? down : up;
			above[arm] += arm === "treated" ? up : down;
		}
	}
	const se = Math.sqrt(variances.treated + variances.holdout);
	const value = means.treated - means.holdout;
	const arms = {
		treated: { mean: means.treated, variance: variances.treated },
		holdout: { mean: means.holdout, variance: variances.holdout },
	};
	if (!isSmall) {
		const difference = estimateWithin(value, se, reach);
		const plain = {
			treated: reach.errors ** 2 * variances.treated,
			holdout: reach.errors ** 2 * variances.holdout,
		};
		const relative = relativeLift({ ...arms, below: plain, above: plain }, difference.p);
		return { difference, relative, method: "unpooled" };
	}
	// The plain test is as little to be trusted here as the plain interval, so no p value is given.
	return {
		difference: {
			value,
			se,
			low: value - Math.sqrt(below.treated + below.holdout),
			high: value + Math.sqrt(above.treated + above.holdout),
			p: null,
		},
		relative: relativeLift({ ...arms, below, above }, null),
		method: "newcombe",
	};
}

/** Score interval of one share: E. B. Wilson, JASA 22 (1927). */
export function wilsonInterval(
	successes: number,
	n: number,
	z = NORMAL_REACH.errors,
): { low: number; high: number } {
	const share = successes / n;
	const centre = share + (z * z) / (2 * n);
	const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
	const scale = 1 + (z * z) / n;
	// Written so that no one and everyone give exactly 0 and 1.
	return {
		low: successes === 0 ? 0 : Math.max(0, (centre - half) / scale),
		high: successes === n ? 1 : Math.min(1, (centre + half) / scale),
	};
}
