import { type Comparison, type Stratum, skewness, weightedMeans } from "@/lib/stats/compare-means";
import type { Reach } from "@/lib/stats/estimate";
import { mean, type Sample, variance } from "@/lib/stats/sample";

/** Up to this skewness of the difference Welch's interval holds what it promises. */
export const SLIGHT_SKEW = 0.15;

/** Shapes further apart than this many standard errors are not one shape. */
const SHAPE_ERRORS = 3;

/** Skewness beyond this is not believed: the quantiles are no longer those of how a pool divides, by simulation. */
const MOST_SKEW = 1;

/**
 * Difference of means where a few large values decide, as revenue has them: Welch's interval then fails, because the small
 * arm has not yet seen the tail that its variance depends on.
 *
 * For every ratio R of the two means the people held out, scaled by R, are pooled with those treated, and R is rejected if
 * the observed difference lies in a tail of how such a pool divides by chance. That is R. A. Fisher's randomization test,
 * inverted (P. Rosenbaum, Observational Studies (2002), ch. 2); it knows the tail from both arms. The distribution of the
 * difference is taken from the pool's own first three moments, as a Pearson type III whose quantiles are E. B. Wilson's and
 * M. M. Hilferty's (PNAS 17 (1931) 684–688). It holds where the treatment multiplies what people spend or changes how many
 * do: `haveOneShape` is what the data can say to that. While the interval may be read at any time (`isPeeked`) skewness
 * widens it and never narrows it.
 *
 * Null where a ratio without limit cannot be excluded.
 */
export function compareSkewed(
	strata: readonly Stratum[],
	reach: Reach,
	isPeeked: boolean,
): (Comparison & { relative: NonNullable<Comparison["relative"]> }) | null {
	const means = weightedMeans(strata);
	if (!(means.holdout > 0 && means.treated > 0)) return null;
	const ratio = means.treated / means.holdout;
	const limit = (side: -1 | 1) => findLimit(strata, ratio, side, reach.errors, isPeeked);
	const low = limit(-1);
	const high = limit(1);
	if (low === null || high === null) return null;
	const people = strata.reduce(
		(all, { treated, holdout }) => ({ treated: all.treated + treated.n, holdout: all.holdout + holdout.n }),
		{ treated: 0, holdout: 0 },
	);
	const total = people.treated * means.treated + people.holdout * means.holdout;
	// The difference at a ratio, with the level of both arms as one.
	const differenceAt = (at: number) =>
		((at - 1) * total) / (people.treated + people.holdout + people.treated * (at - 1));
	const own = (arm: "treated" | "holdout") =>
		strata.reduce((all, { weight, ...both }) => all + (weight ** 2 * variance(both[arm])) / both[arm].n, 0);
	const variances = { treated: own("treated"), holdout: own("holdout") };
	const p = reach.p && pAt(strata, 1, reach.p);
	return {
		difference: {
			value: means.treated - means.holdout,
			se: Math.sqrt(variances.treated + variances.holdout),
			low: differenceAt(low),
			high: differenceAt(high),
			p,
		},
		relative: {
			value: ratio - 1,
			se: Math.sqrt(
				variances.treated / means.holdout ** 2 +
					(means.treated ** 2 * variances.holdout) / means.holdout ** 4,
			),
			low: low - 1,
			high: high - 1,
			p,
		},
	};
}

/** Whether the values of both arms spread alike, apart from their level: by the variance of their logarithms. */
export function haveOneShape(strata: readonly Stratum[]): boolean {
	const logs = { treated: { n: 0, m2: 0, m4: 0 }, holdout: { n: 0, m2: 0, m4: 0 } };
	for (const { weight: _weight, ...both } of strata) {
		for (const arm of ["treated", "holdout"] as const) {
			const { log, active } = both[arm];
			if (log === null) return false;
			logs[arm].n += active;
			logs[arm].m2 += log.m2;
			logs[arm].m4 += log.m4;
		}
	}
	const { treated, holdout } = logs;
	if (treated.m2 === 0 && holdout.m2 === 0) return true;
	if (treated.m2 === 0 || holdout.m2 === 0) return false;
	const n = treated.n + holdout.n;
	// Var(ln s) ≈ (κ − 1) / 4n, with one kurtosis κ for both.
	const squared = treated.n * (treated.m2 / treated.n) ** 2 + holdout.n * (holdout.m2 / holdout.n) ** 2;
	const kurtosis = Math.max(1.5, (treated.m4 + holdout.m4) / squared);
	const se = Math.sqrt(((kurtosis - 1) / 4) * (1 / treated.n + 1 / holdout.n));
	const gap = 0.5 * Math.log(holdout.m2 / holdout.n / (treated.m2 / treated.n));
	return n > 0 && Math.abs(gap) <= SHAPE_ERRORS * se;
}

/**
 * The skewness by which Welch's interval is judged: of the arms' pool, because the small arm shows little of its tail, and
 * where they are not of one shape at least that of their own. The share of active people is that of both, so that chance in
 * one arm does not choose the method.
 */
export function skewnessOfDifference(strata: readonly Stratum[]): number {
	const own = Math.abs(skewness(strata));
	const means = weightedMeans(strata);
	const hasLogs = strata.every(({ treated, holdout }) => treated.log !== null && holdout.log !== null);
	if (!hasLogs || !(means.holdout > 0 && means.treated > 0)) return own;
	const pooled = poolAt(strata, means.treated / means.holdout, "both");
	return pooled === null ? own : Math.max(haveOneShape(strata) ? 0 : own, Math.abs(pooled.skew));
}

/**
 * The pool at one ratio: where the observed difference lies in it, in its standard errors, and its skewness. Written without
 * intermediate samples: it is asked some thirty times for an interval, and an interval for every look of a simulation.
 */
function poolAt(
	strata: readonly Stratum[],
	ratio: number,
	sharesOf: "each" | "both" = "each",
): { errors: number; skew: number } | null {
	// Where one arm has no one active, the share of both together stands for its own.
	const shareOf = ({ active, n }: Sample, both: number) =>
		sharesOf === "each" && active > 0 ? active / n : both;
	const shareOfBoth = ({ treated, holdout }: Stratum) =>
		(treated.active + holdout.active) / (treated.n + holdout.n);
	const levels: number[] = [];
	let active = 0;
	let m2 = 0;
	let m3 = 0;
	for (const stratum of strata) {
		const { treated, holdout } = stratum;
		const both = shareOfBoth(stratum);
		const scale = (ratio * shareOf(holdout, both)) / shareOf(treated, both);
		// As `addSamples` of the treated and the scaled holdout, over its mean: epochs of one mean add up plainly.
		const n = treated.active + holdout.active;
		const gap = holdout.mean * scale - treated.mean;
		const level = n === 0 ? 0 : treated.mean + (gap * holdout.active) / n;
		levels.push(level);
		if (!(level > 0)) continue;
		const squares = holdout.m2 * scale * scale;
		const shared = (treated.active * holdout.active) / n;
		active += n;
		m2 += (treated.m2 + squares + gap * gap * shared) / level ** 2;
		m3 +=
			(treated.m3 +
				holdout.m3 * scale ** 3 +
				(gap ** 3 * shared * (treated.active - holdout.active)) / n +
				(3 * gap * (treated.active * squares - holdout.active * treated.m2)) / n) /
			level ** 3;
	}
	if (active === 0) return null;
	const spread = m2 / active;
	const skew = m3 / active;
	let total = 0;
	let third = 0;
	let difference = 0;
	const add = (expected: number, share: number, n: number, sign: 1 | -1) => {
		total += (expected ** 2 * (spread / share + (1 / share - 1))) / n;
		third += (sign * expected ** 3 * (skew + (1 - share) * (3 * spread + 1 - 2 * share))) / (share * n) ** 2;
	};
	for (const [index, stratum] of strata.entries()) {
		const { treated, holdout, weight } = stratum;
		const both = shareOfBoth(stratum);
		const share = shareOf(treated, both);
		const expected = weight * share * (levels[index] ?? 0);
		difference += weight * (mean(treated) - ratio * mean(holdout));
		if (expected === 0) continue;
		add(expected, share, treated.n, 1);
		add(expected, shareOf(holdout, both), holdout.n, -1);
	}
	if (!(total > 0)) return null;
	const bounded = Math.max(-MOST_SKEW, Math.min(MOST_SKEW, third / total ** 1.5));
	return { errors: difference / Math.sqrt(total), skew: bounded };
}

/** Quantile of a standardized Pearson type III with this skewness, at a normal quantile z (Wilson & Hilferty). */
function skewedQuantile(z: number, skew: number): number {
	if (Math.abs(skew) < 1e-6) return z;
	return (2 / skew) * (Math.max(0, 1 + (skew * z) / 6 - (skew * skew) / 36) ** 3 - 1);
}

/** Its inverse: the normal quantile of an observed number of standard errors. */
function normalScore(errors: number, skew: number): number {
	if (Math.abs(skew) < 1e-6) return errors;
	return (6 / skew) * (Math.cbrt(Math.max(0, 1 + (skew * errors) / 2)) - 1) + skew / 6;
}

function pAt(strata: readonly Stratum[], ratio: number, p: (errors: number) => number): number | null {
	const pool = poolAt(strata, ratio);
	return pool && p(normalScore(pool.errors, pool.skew));
}

function findLimit(
	strata: readonly Stratum[],
	ratio: number,
	side: -1 | 1,
	z: number,
	isPeeked: boolean,
): number | null {
	/** By how many standard errors the logarithm of a ratio is rejected; below 0 it is not. */
	const excessAt = (log: number) => {
		const pool = poolAt(strata, Math.exp(log));
		if (pool === null) return -z;
		// Below the observed ratio the difference is too large for it, above too small.
		const skewed = Math.abs(skewedQuantile(-side * z, pool.skew));
		return -side * pool.errors - (isPeeked ? Math.max(z, skewed) : skewed);
	};
	let inside = Math.log(ratio);
	let short = -z;
	let outside = inside;
	let over = -z;
	for (let step = 0.1; ; step *= 2) {
		outside = inside + side * step;
		over = excessAt(outside);
		if (over > 0) break;
		if (step > 40) return side === -1 ? 0 : null;
		[inside, short] = [outside, over];
	}
	// False position, halving the weight of an end that stays (M. Dowell & P. Jarratt, BIT 11 (1971)).
	for (let round = 0, stayed = 0; round < 100 && Math.abs(outside - inside) > 1e-12; round++) {
		const middle = inside + ((outside - inside) * -short) / (over - short);
		const excess = excessAt(middle);
		if (Math.abs(excess) < 1e-12) return Math.exp(middle);
		if (excess > 0) {
			[outside, over] = [middle, excess];
			if (stayed === 1) short /= 2;
			stayed = 1;
		} else {
			[inside, short] = [middle, excess];
			if (stayed === -1) over /= 2;
			stayed = -1;
		}
	}
	return Math.exp(outside);
}
