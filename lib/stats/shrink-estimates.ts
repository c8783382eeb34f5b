export interface Shrunken {
	value: number;
	low: number;
	high: number;
}

/** Fewer estimates than this say nothing about how much truths differ from each other. */
export const LEAST_TO_SHRINK = 4;

/** 97.5 % of the normal distribution: this module is also for the browser, and needs no more of it. */
const NORMAL_REACH = 1.959963984540054;

/**
 * Estimates of comparable effects, each drawn toward their common mean by as much as it is noise: the best of several is
 * usually also the luckiest. Parametric empirical Bayes: θᵢ ~ N(μ, A), yᵢ | θᵢ ~ N(θᵢ, Vᵢ), and with k estimates
 *   Bᵢ = (k−3)/(k−1) · Vᵢ/(Vᵢ + A),  θ̂ᵢ = Bᵢμ + (1−Bᵢ)yᵢ,
 *   variance = Vᵢ(1 − (1−ωᵢ)Bᵢ) + 2/(k−3) · Bᵢ² · (V̄+A)/(Vᵢ+A) · (yᵢ−μ)²,
 * ωᵢ the estimate's share in μ; the last term is for A being itself estimated, without which the intervals are too narrow.
 * Source: C. Morris, "Parametric empirical Bayes inference", JASA 78 (1983) 47–55, section 5; A by R. DerSimonian & N. Laird,
 * Controlled Clinical Trials 7 (1986) 177–188. Null below four.
 */
export function shrinkEstimates(estimates: readonly { value: number; se: number }[]): Shrunken[] | null {
	const count = estimates.length;
	if (count < LEAST_TO_SHRINK || !estimates.every(({ se }) => se > 0)) return null;
	const weighted = (spread: number) => {
		const weights = estimates.map(({ se }) => 1 / (se * se + spread));
		const total = weights.reduce((all, weight) => all + weight, 0);
		const average = (of: (each: { value: number; se: number }) => number) =>
			estimates.reduce((all, each, i) => all + (weights[i] ?? 0) * of(each), 0) / total;
		return { weights, total, average, mean: average(({ value }) => value) };
	};
	const fixed = weighted(0);
	const q = estimates.reduce(
		(all, { value }, i) => all + (fixed.weights[i] ?? 0) * (value - fixed.mean) ** 2,
		0,
	);
	const squares = fixed.weights.reduce((all, weight) => all + weight * weight, 0);
	const spread = Math.max(0, (q - (count - 1)) / (fixed.total - squares / fixed.total));
	const { mean, total, average } = weighted(spread);
	const typical = average(({ se }) => se * se) + spread;
	return estimates.map(({ value, se }) => {
		const own = se * se + spread;
		const noise = (((count - 3) / (count - 1)) * se * se) / own;
		const shrunken = noise * mean + (1 - noise) * value;
		const share = 1 / own / total;
		const variance =
			se * se * (1 - (1 - share) * noise) +
			((2 / (count - 3)) * noise * noise * typical * (value - mean) ** 2) / own;
		const half = NORMAL_REACH * Math.sqrt(variance);
		return { value: shrunken, low: shrunken - half, high: shrunken + half };
	});
}
