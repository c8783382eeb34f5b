import normalCdf from "@stdlib/stats-base-dists-normal-cdf";

/**
 * Two-sided p value that the same share is missing in both arms: the pooled two-proportion z test. Null where nothing is
 * missing, everything is, or an arm has no one.
 */
export function compareMissing(
	treated: { total: number; missing: number },
	holdout: { total: number; missing: number },
): number | null {
	const total = treated.total + holdout.total;
	const share = (treated.missing + holdout.missing) / total;
	if (treated.total === 0 || holdout.total === 0 || share === 0 || share === 1) return null;
	const se = Math.sqrt(share * (1 - share) * (1 / treated.total + 1 / holdout.total));
	const gap = treated.missing / treated.total - holdout.missing / holdout.total;
	return 2 * normalCdf(-Math.abs(gap / se), 0, 1);
}
