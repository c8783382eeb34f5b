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

export const LEVEL = 0.95;

/** Normal interval: value ± z(1 − α/2) · se, p from the normal. */
export function normalEstimate(value: number, se: number, level = LEVEL): Estimate {
	const z = normalQuantile(1 - (1 - level) / 2, 0, 1);
	return {
		value,
		se,
		low: value - z * se,
		high: value + z * se,
		p: twoSided(value, se, (x) => normalCdf(x, 0, 1)),
	};
}

/** Student interval: value ± t(1 − α/2, df) · se, p from Student's t. */
export function studentEstimate(value: number, se: number, df: number, level = LEVEL): Estimate {
	const t = tQuantile(1 - (1 - level) / 2, df);
	return { value, se, low: value - t * se, high: value + t * se, p: twoSided(value, se, (x) => tCdf(x, df)) };
}

function twoSided(value: number, se: number, lowerTail: (x: number) => number): number {
	if (se === 0) return value === 0 ? 1 : 0;
	return 2 * lowerTail(-Math.abs(value / se));
}
