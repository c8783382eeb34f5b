/**
 * What is known of one arm for one metric. Most people of a campaign have the value 0, so their number is kept apart from
 * the moments of the others: sums of squares around a mean keep the digits that raw sums of squares lose.
 */
export interface Sample {
	/** People. */
	n: number;
	/** Sum of all values, as it was added up: a mean times a count is not always whole. */
	total: number;
	/** Those whose value is not 0; the following four are of them alone. */
	active: number;
	mean: number;
	/** Σ (x − mean)². */
	m2: number;
	/** Σ (x − mean)³. */
	m3: number;
	/** Σ (ln x − its mean)² and ⁴; null where a value is below 0. */
	log: { m2: number; m4: number } | null;
	/** The value furthest from 0; 0 where no one is active. */
	extreme: number;
}

export const emptySample: Sample = {
	n: 0,
	total: 0,
	active: 0,
	mean: 0,
	m2: 0,
	m3: 0,
	log: { m2: 0, m4: 0 },
	extreme: 0,
};

export function sum(sample: Sample): number {
	return sample.total;
}

/** Mean over all people, also those at 0. Not from the total, whose rounding differs where everyone has the same value. */
export function mean(sample: Sample): number {
	return (sample.active * sample.mean) / sample.n;
}

/** Unbiased variance of single values (divisor n − 1), needs n >= 2. Exactly 0 where everyone has the same value. */
export function variance(sample: Sample): number {
	return squares(sample) / (sample.n - 1);
}

/** Third central moment of single values (divisor n). */
export function thirdMoment({ n, active, mean: level, m2, m3 }: Sample): number {
	const share = active / n;
	const spread = active === 0 ? 0 : m2 / active;
	const skew = active === 0 ? 0 : m3 / active;
	return share * (skew + (1 - share) * (3 * level * spread + (1 - 2 * share) * level ** 3));
}

/** Σ (x − mean)² over all people. */
export function squares({ n, active, mean: level, m2 }: Sample): number {
	return m2 + active * (1 - active / n) * level * level;
}

/** A share as a sample: n people of whom `successes` did it. */
export function shareSample(n: number, successes: number): Sample {
	return {
		...emptySample,
		n,
		total: successes,
		active: successes,
		mean: successes > 0 ? 1 : 0,
		extreme: successes > 0 ? 1 : 0,
	};
}

/**
 * Two groups as one, by the pairwise updates of T. Chan, G. Golub & R. LeVeque (1983) and P. Pébay (SAND2008-6212).
 * The moments of the logarithms stay within groups: what is compared is the shape, not the level.
 */
export function addSamples(a: Sample, b: Sample): Sample {
	const active = a.active + b.active;
	const both = {
		n: a.n + b.n,
		total: a.total + b.total,
		active,
		log: a.log && b.log && { m2: a.log.m2 + b.log.m2, m4: a.log.m4 + b.log.m4 },
		extreme: Math.abs(b.extreme) > Math.abs(a.extreme) ? b.extreme : a.extreme,
	};
	if (a.active === 0) return { ...both, mean: b.mean, m2: b.m2, m3: b.m3 };
	if (b.active === 0) return { ...both, mean: a.mean, m2: a.m2, m3: a.m3 };
	const gap = b.mean - a.mean;
	const shared = (a.active * b.active) / active;
	return {
		...both,
		mean: a.mean + (gap * b.active) / active,
		m2: a.m2 + b.m2 + gap * gap * shared,
		m3:
			a.m3 +
			b.m3 +
			(gap ** 3 * shared * (a.active - b.active)) / active +
			(3 * gap * (a.active * b.m2 - b.active * a.m2)) / active,
	};
}
