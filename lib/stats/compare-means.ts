import type { Estimate } from "@/lib/stats/estimate";
import { studentEstimate } from "@/lib/stats/estimate";
import type { Sample } from "@/lib/stats/sample";
import { mean, variance } from "@/lib/stats/sample";

/** One stratum (an allocation epoch): both arms and the weight of its difference; weights sum to 1. */
export interface Stratum {
	treated: Sample;
	holdout: Sample;
	weight: number;
}

/**
 * Difference of means, treated − holdout, without assuming equal variances.
 * Source: B. L. Welch, Biometrika 34 (1947): se² = s₁²/n₁ + s₀²/n₀, and the degrees of freedom of
 * F. E. Satterthwaite, Biometrics Bulletin 2 (1946). Over several strata the difference is Σ w·d, its
 * variance Σ w²·v, and the same degrees-of-freedom rule runs over all arms.
 * Needs at least 2 people in every arm.
 */
export function compareMeans(strata: readonly Stratum[]): Estimate {
	let value = 0;
	let total = 0;
	let squares = 0;
	for (const { treated, holdout, weight } of strata) {
		value += weight * (mean(treated) - mean(holdout));
		for (const arm of [treated, holdout]) {
			const part = (weight * weight * variance(arm)) / arm.n;
			total += part;
			squares += (part * part) / (arm.n - 1);
		}
	}
	if (total === 0) return { value, se: 0, low: value, high: value, p: value === 0 ? 1 : 0 };
	return studentEstimate(value, Math.sqrt(total), (total * total) / squares);
}
