import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import type { Stratum } from "@/lib/stats/compare-means";
import type { Estimate } from "@/lib/stats/estimate";
import { LEVEL, normalEstimate } from "@/lib/stats/estimate";
import { mean } from "@/lib/stats/sample";

/** Below this many people in any of the four cells the plain interval is not to be trusted. */
export const SMALL_CELL = 10;

export interface ShareEstimate extends Estimate {
	/** Which interval is in low/high: plain (unpooled variance) or Newcombe's, used for small cells. */
	method: "unpooled" | "newcombe";
}

/**
 * Difference of two shares, treated − holdout. Variance unpooled: p₁q₁/n₁ + p₀q₀/n₀ (Wald).
 * When any cell (did / did not, in either arm) is below 10 the interval is Newcombe's hybrid score
 * interval: R. G. Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10; over strata its limits
 * are recovered the same way (MOVER: Donner & Zou, Biometrics 68 (2012)).
 */
export function compareShares(strata: readonly Stratum[]): ShareEstimate {
	let value = 0;
	let total = 0;
	let isSmall = false;
	for (const { treated, holdout, weight } of strata) {
		value += weight * (mean(treated) - mean(holdout));
		for (const arm of [treated, holdout]) {
			const share = mean(arm);
			total += (weight * weight * share * (1 - share)) / arm.n;
			isSmall ||= arm.sum < SMALL_CELL || arm.n - arm.sum < SMALL_CELL;
		}
	}
	const plain = normalEstimate(value, Math.sqrt(total));
	if (!isSmall) return { ...plain, method: "unpooled" };
	let below = 0;
	let above = 0;
	for (const { treated, holdout, weight } of strata) {
		const one = wilsonInterval(treated.sum, treated.n);
		const zero = wilsonInterval(holdout.sum, holdout.n);
		below += weight ** 2 * ((mean(treated) - one.low) ** 2 + (zero.high - mean(holdout)) ** 2);
		above += weight ** 2 * ((one.high - mean(treated)) ** 2 + (mean(holdout) - zero.low) ** 2);
	}
	// The plain test is as little to be trusted here as the plain interval, so no p value is given.
	return {
		...plain,
		low: value - Math.sqrt(below),
		high: value + Math.sqrt(above),
		p: null,
		method: "newcombe",
	};
}

/** Score interval of one share: E. B. Wilson, JASA 22 (1927). */
export function wilsonInterval(successes: number, n: number, level = LEVEL): { low: number; high: number } {
	const z = normalQuantile(1 - (1 - level) / 2, 0, 1);
	const share = successes / n;
	const centre = share + (z * z) / (2 * n);
	const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
	const scale = 1 + (z * z) / n;
	return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) };
}
