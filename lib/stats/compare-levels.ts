import { type Estimate, estimateWithin, type Reach } from "@/lib/stats/estimate";
import { relativeLift } from "@/lib/stats/relative-lift";

/** What an arm is compared by, a mean or a ratio, and the variance of that estimate. */
export interface Level {
	mean: number;
	variance: number;
}

/** Treated against holdout: the difference of two independent levels and the same relative to the holdout (Fieller). */
export function compareLevels(
	treated: Level,
	holdout: Level,
	reach: Reach,
): { difference: Estimate; relative: Estimate | null } {
	const error = Math.sqrt(treated.variance + holdout.variance);
	const difference = estimateWithin(treated.mean - holdout.mean, error, reach);
	const reached = {
		treated: reach.errors ** 2 * treated.variance,
		holdout: reach.errors ** 2 * holdout.variance,
	};
	const relative = relativeLift({ treated, holdout, below: reached, above: reached }, difference.p);
	return { difference, relative };
}
