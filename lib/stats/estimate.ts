import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";

/** An estimate with its standard error, interval and two-sided p value against zero. */
export interface Estimate {
	value: number;
	se: number;
	low: number;
	high: number;
	/** Null where the interval comes without a test of its own. */
	p: number | null;
}

/** The chance of an interval to miss the truth where nothing else is chosen: 95 % confidence. */
export const DEFAULT_ALPHA = 0.05;

/** How many standard errors the interval reaches, and the p value of so many: of the normal distribution. */
export interface Reach {
	errors: number;
	p: ((errors: number) => number) | null;
}

export function normalReach(alpha: number): Reach {
	return {
		errors: normalQuantile(1 - alpha / 2, 0, 1),
		p: (errors) => 2 * normalCdf(-Math.abs(errors), 0, 1),
	};
}

export const NORMAL_REACH = normalReach(DEFAULT_ALPHA);

/** The same of Student's t. */
export function studentReach(df: number, alpha = DEFAULT_ALPHA): Reach {
	return {
		errors: tQuantile(1 - alpha / 2, df),
		p: (errors) => 2 * tCdf(-Math.abs(errors), df),
	};
}

/** value ± reach · se. A standard error of 0 is no knowledge: callers must have turned it away. */
export function estimateWithin(value: number, se: number, reach: Reach): Estimate {
	const half = reach.errors * se;
	return {
		value,
		se,
		low: value - half,
		high: value + half,
		p: reach.p === null ? null : reach.p(value / se),
	};
}

/** Normal interval: value ± z(1 − α/2) · se, p from the normal. */
export function normalEstimate(value: number, se: number, alpha = DEFAULT_ALPHA): Estimate {
	return estimateWithin(value, se, normalReach(alpha));
}
