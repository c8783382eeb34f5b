import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import type { Estimate } from "@/lib/stats/estimate";

/**
 * What a Bayesian with a flat prior says of a difference whose estimate is normal: the chance that it is above zero, and what
 * is lost on average, in its own unit, by going on with the treatment where it is not: E max(0, −δ) = se·φ(z) − d·Φ(−z)
 * with z = d / se (the "linear loss" of D. Lindley, Bayesian Statistics, 1972).
 */
export function chanceToBeat({ value, se }: Pick<Estimate, "value" | "se">): {
	chance: number;
	expectedLoss: number;
} {
	const z = value / se;
	const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
	return {
		chance: normalCdf(z, 0, 1),
		expectedLoss: Math.max(0, se * density - value * normalCdf(-z, 0, 1)),
	};
}
