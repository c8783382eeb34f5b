/** An arm's outcome y and covariate x: means, Σ (y − ȳ)², Σ (x − x̄)² and Σ (y − ȳ)(x − x̄). */
export interface PairedSample {
	n: number;
	y: number;
	x: number;
	yy: number;
	xx: number;
	yx: number;
}

/** Both samples as one, exact also where their levels are far apart: squares are kept around the means. */
export function addPaired(a: PairedSample, b: PairedSample): PairedSample {
	const n = a.n + b.n;
	const [gapY, gapX] = [b.y - a.y, b.x - a.x];
	const shared = (a.n * b.n) / n;
	return {
		n,
		y: a.y + (gapY * b.n) / n,
		x: a.x + (gapX * b.n) / n,
		yy: a.yy + b.yy + gapY * gapY * shared,
		xx: a.xx + b.xx + gapX * gapX * shared,
		yx: a.yx + b.yx + gapY * gapX * shared,
	};
}

/** One stratum (an allocation epoch): both arms and the weight of its difference; weights sum to 1. */
export interface PairedStratum {
	treated: PairedSample;
	holdout: PairedSample;
	weight: number;
}

export interface Adjusted {
	/** Of each arm, after what its covariate explains is taken off; they differ by the adjusted difference. */
	treated: { mean: number; variance: number };
	holdout: { mean: number; variance: number };
	/** Degrees of freedom by Satterthwaite's rule. */
	df: number;
	/** Share of the variance of the difference that is gone. */
	removed: number;
}

/** A spread this small beside the squared level is what arithmetic leaves of none. */
const ROUNDING = 1e-20;

/**
 * Means of both arms after what a covariate from before the assignment explains is taken off, with one slope
 * θ = Σ(yx) / Σ(xx) pooled within all arms of all strata: y − θ(x − the stratum's x̄). Source: A. Deng, Y. Xu, R. Kohavi &
 * T. Walker, "Improving the sensitivity of online controlled experiments by utilizing pre-experiment data", WSDM 2013
 * (CUPED). Null where the covariate or the outcome is constant: then there is nothing to take off, or nothing to take it from.
 */
export function adjustByCovariate(strata: readonly PairedStratum[]): Adjusted | null {
	const samples = strata.flatMap(({ treated, holdout }) => [treated, holdout]);
	const total = (of: (sample: PairedSample) => number) => samples.reduce((all, each) => all + of(each), 0);
	const xx = total((each) => each.xx);
	if (!(xx > ROUNDING * total(({ n, x }) => n * x * x))) return null;
	const theta = total((each) => each.yx) / xx;
	const spread = ({ n, yy, yx, xx: own }: PairedSample, slope: number) =>
		Math.max(0, yy - 2 * slope * yx + slope * slope * own) / (n - 1) / n;
	const arms = { treated: { mean: 0, variance: 0 }, holdout: { mean: 0, variance: 0 } };
	let plain = 0;
	let squares = 0;
	for (const { weight, ...both } of strata) {
		const { treated, holdout } = both;
		const level = (treated.n * treated.x + holdout.n * holdout.x) / (treated.n + holdout.n);
		for (const arm of ["treated", "holdout"] as const) {
			const sample = both[arm];
			const part = weight ** 2 * spread(sample, theta);
			arms[arm].mean += weight * (sample.y - theta * (sample.x - level));
			arms[arm].variance += part;
			plain += weight ** 2 * spread(sample, 0);
			squares += part ** 2 / (sample.n - 1);
		}
	}
	const adjusted = arms.treated.variance + arms.holdout.variance;
	if (!(adjusted > 0) || !(plain > 0)) return null;
	return { ...arms, df: adjusted ** 2 / squares, removed: 1 - adjusted / plain };
}
