import type { PairedStratum } from "@/lib/stats/adjust-by-covariate";
import { compareLevels } from "@/lib/stats/compare-levels";
import type { Comparison } from "@/lib/stats/compare-means";
import type { Reach } from "@/lib/stats/estimate";

/** One arm's ratio of sums, and the variance of that ratio. */
export interface RatioArm {
	ratio: number;
	variance: number;
}

export interface RatioComparison extends Comparison {
	treated: RatioArm;
	holdout: RatioArm;
}

/** A variance this small beside the squared ratio is what arithmetic leaves of none. */
const ROUNDING = 1e-26;

/**
 * Difference of two ratios of sums, R = ΣY / ΣX per arm, where people, not what is divided by, were assigned: an order is
 * no unit of its own, because one person's orders are alike. By the delta method R varies as the mean of (y − R·x) / x̄
 * does, with the covariance of both: Var R = (s²_y − 2R·s_yx + R²·s²_x) / (n·x̄²). Sources: W. Cochran, Sampling Techniques
 * (1977) ch. 6; A. Deng, U. Knoblich & J. Lu, "Applying the delta method in metric analytics", KDD 2018. Over strata both
 * sums are weighted as means are, and divided afterwards. In a pair y is the amount and x what it is divided by. Null where
 * an arm has nothing to divide by, or no one differs.
 */
export function compareRatios(strata: readonly PairedStratum[], reach: Reach): RatioComparison | null {
	const treated = ratioOf(strata, "treated");
	const holdout = ratioOf(strata, "holdout");
	if (treated === null || holdout === null) return null;
	const total = treated.variance + holdout.variance;
	if (!(total > ROUNDING * (treated.ratio ** 2 + holdout.ratio ** 2))) return null;
	const levelOf = ({ ratio, variance }: RatioArm) => ({ mean: ratio, variance });
	return { treated, holdout, ...compareLevels(levelOf(treated), levelOf(holdout), reach) };
}

/** An arm's ratio over all strata; null where there is nothing to divide by. */
export function ratioOf(strata: readonly PairedStratum[], arm: "treated" | "holdout"): RatioArm | null {
	let [amount, per] = [0, 0];
	for (const { weight, ...both } of strata) {
		amount += weight * both[arm].y;
		per += weight * both[arm].x;
	}
	if (!(per > 0)) return null;
	const ratio = amount / per;
	let variance = 0;
	for (const { weight, ...both } of strata) {
		const { n, yy, yx, xx } = both[arm];
		const spread = Math.max(0, yy - 2 * ratio * yx + ratio * ratio * xx) / (n - 1);
		variance += (weight * weight * spread) / n;
	}
	return { ratio, variance: variance / (per * per) };
}
