import type { Estimate } from "@/lib/stats/estimate";
import { estimateWithin, NORMAL_REACH } from "@/lib/stats/estimate";

/** An arm's outcome y and covariate x: means, Σ (y − ȳ)², Σ (x − x̄)² and Σ (y − ȳ)(x − x̄). */
export interface PairedSample {
	n: number;
	y: number;
	x: number;
	yy: number;
	xx: number;
	yx: number;
}

/**
 * Difference of means, treated − holdout, after what a covariate from before the assignment explains is taken off, with one
 * slope θ = Σ(yx) / Σ(xx) pooled within both arms. Source: A. Deng, Y. Xu, R. Kohavi & T. Walker, "Improving the sensitivity
 * of online controlled experiments by utilizing pre-experiment data", WSDM 2013 (CUPED). `removed` is the share of the
 * variance of the difference that is gone. Where the covariate is constant nothing is adjusted; null where nothing varies.
 */
export function adjustByCovariate(
	treated: PairedSample,
	holdout: PairedSample,
): (Estimate & { removed: number }) | null {
	const arms = [treated, holdout];
	const xx = treated.xx + holdout.xx;
	const theta = xx > 0 ? (treated.yx + holdout.yx) / xx : 0;
	const squaredError = (slope: number) =>
		arms.reduce(
			(all, { n, yy, yx, xx: own }) =>
				all + Math.max(0, yy - 2 * slope * yx + slope * slope * own) / (n - 1) / n,
			0,
		);
	const adjusted = squaredError(theta);
	if (!(adjusted > 0)) return null;
	const value = treated.y - holdout.y - theta * (treated.x - holdout.x);
	return {
		...estimateWithin(value, Math.sqrt(adjusted), NORMAL_REACH),
		removed: 1 - adjusted / squaredError(0),
	};
}
