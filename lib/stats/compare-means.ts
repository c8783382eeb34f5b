import { compareLevels } from "@/lib/stats/compare-levels";
import { type Estimate, type Reach, studentReach } from "@/lib/stats/estimate";
import type { Sample } from "@/lib/stats/sample";
import { mean, thirdMoment, variance } from "@/lib/stats/sample";

/** One stratum (an allocation epoch): both arms and the weight of its difference; weights sum to 1. */
export interface Stratum {
	treated: Sample;
	holdout: Sample;
	weight: number;
}

/** Treated against holdout: the difference of means and the same relative to the holdout. */
export interface Comparison {
	difference: Estimate;
	/** Null without a holdout mean above zero, or without an upper limit. */
	relative: Estimate | null;
}

/** The weighted means of the arms over all strata. */
export function weightedMeans(strata: readonly Stratum[]): { treated: number; holdout: number } {
	return {
		treated: strata.reduce((all, { treated, weight }) => all + weight * mean(treated), 0),
		holdout: strata.reduce((all, { holdout, weight }) => all + weight * mean(holdout), 0),
	};
}

/** A standard error this small beside the means is what arithmetic leaves of none. */
const ROUNDING = 1e-13;

/**
 * Difference of means, treated − holdout, without assuming equal variances.
 * Source: B. L. Welch, Biometrika 34 (1947): se² = s₁²/n₁ + s₀²/n₀, and the degrees of freedom of
 * F. E. Satterthwaite, Biometrics Bulletin 2 (1946). Over several strata the difference is Σ w·d, its
 * variance Σ w²·v, and the same degrees-of-freedom rule runs over all arms. A `reach` of its own replaces Student's.
 * Needs at least 2 people in every arm. Null where no one differs from anyone: zero variance is no knowledge.
 */
export function compareMeans(
	strata: readonly Stratum[],
	reach: Reach | ((df: number) => Reach) = studentReach,
): Comparison | null {
	const means = weightedMeans(strata);
	const variances = { treated: 0, holdout: 0 };
	let squares = 0;
	for (const { weight, ...both } of strata) {
		for (const arm of ["treated", "holdout"] as const) {
			const part = (weight * weight * variance(both[arm])) / both[arm].n;
			variances[arm] += part;
			squares += (part * part) / (both[arm].n - 1);
		}
	}
	const total = variances.treated + variances.holdout;
	if (!(total > (ROUNDING * (Math.abs(means.treated) + Math.abs(means.holdout))) ** 2)) return null;
	const within = typeof reach === "function" ? reach((total * total) / squares) : reach;
	return compareLevels(
		{ mean: means.treated, variance: variances.treated },
		{ mean: means.holdout, variance: variances.holdout },
		within,
	);
}

/** How lopsided the difference of means is distributed: its skewness, by the arms' own third moments. */
export function skewness(strata: readonly Stratum[]): number {
	let total = 0;
	let third = 0;
	for (const { treated, holdout, weight } of strata) {
		total += weight ** 2 * (variance(treated) / treated.n + variance(holdout) / holdout.n);
		third += weight ** 3 * (thirdMoment(treated) / treated.n ** 2 - thirdMoment(holdout) / holdout.n ** 2);
	}
	return total > 0 ? third / total ** 1.5 : 0;
}
