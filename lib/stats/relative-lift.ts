import type { Stratum } from "@/lib/stats/compare-means";
import type { Estimate } from "@/lib/stats/estimate";
import { normalEstimate } from "@/lib/stats/estimate";
import type { Sample } from "@/lib/stats/sample";
import { mean, variance } from "@/lib/stats/sample";

/**
 * Relative lift, treated mean / holdout mean − 1, by the delta method on the ratio of two independent
 * means: var(r) = v₁/m₀² + m₁²·v₀/m₀⁴, v the variance of a mean.
 * Source: Casella & Berger, Statistical Inference (2nd ed.) 5.5.4; Deng, Knoblich & Lu, KDD 2018.
 * Null when the holdout mean is not above zero: then there is nothing to be relative to.
 */
export function relativeLift(strata: readonly Stratum[], kind: "share" | "mean"): Estimate | null {
	let m1 = 0;
	let m0 = 0;
	let v1 = 0;
	let v0 = 0;
	for (const { treated, holdout, weight } of strata) {
		m1 += weight * mean(treated);
		m0 += weight * mean(holdout);
		v1 += weight ** 2 * meanVariance(treated, kind);
		v0 += weight ** 2 * meanVariance(holdout, kind);
	}
	if (!(m0 > 0)) return null;
	return normalEstimate(m1 / m0 - 1, Math.sqrt(v1 / m0 ** 2 + (m1 ** 2 * v0) / m0 ** 4));
}

function meanVariance(sample: Sample, kind: "share" | "mean"): number {
	if (kind === "mean") return variance(sample) / sample.n;
	const share = mean(sample);
	return (share * (1 - share)) / sample.n;
}
