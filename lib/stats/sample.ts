/** What is known of one arm for one metric: how many people, the sum of their values, the sum of squares. */
export interface Sample {
	n: number;
	sum: number;
	sumSq: number;
}

export function mean(sample: Sample): number {
	return sample.sum / sample.n;
}

/**
 * Unbiased variance of single values (divisor n − 1), needs n >= 2.
 * From sums; for values of 0 and 1 and for money this loses far less than one part in 1e9 in doubles.
 */
export function variance(sample: Sample): number {
	const centred = sample.sumSq - (sample.sum * sample.sum) / sample.n;
	return Math.max(0, centred) / (sample.n - 1);
}

/** A share as a sample: n people of whom `successes` did it. */
export function shareSample(n: number, successes: number): Sample {
	return { n, sum: successes, sumSq: successes };
}
