import type { Estimate } from "@/lib/stats/estimate";

/** The weighted means of both arms, their variances, and how far the interval of each reaches, squared. */
export interface Arms {
	treated: { mean: number; variance: number };
	holdout: { mean: number; variance: number };
	/** Of the lower limit: the treated mean downwards and the holdout mean upwards. */
	below: { treated: number; holdout: number };
	/** Of the upper limit: the treated mean upwards and the holdout mean downwards. */
	above: { treated: number; holdout: number };
}

/**
 * Relative lift, treated mean / holdout mean − 1. Its limits are the ratios R at which the interval of m₁ − R·m₀ just
 * touches zero, so that at R = 1 it decides exactly as the interval of the difference does. With symmetric reaches this is
 * E. C. Fieller's theorem (J. R. Stat. Soc. B 16 (1954) 175–185), with reaches of each arm's own (Wilson's) it is MOVER for
 * ratios (A. Donner & G. Zou, Stat. Methods Med. Res. 21 (2012) 347–359). The standard error is the delta method's.
 * Null where the holdout mean is not above zero, or may be so close to it that the ratio has no upper limit.
 */
export function relativeLift({ treated, holdout, below, above }: Arms, p: number | null): Estimate | null {
	const m1 = treated.mean;
	const m0 = holdout.mean;
	if (!(m0 > 0) || m0 * m0 <= above.holdout) return null;
	// (m1 − R·m0)² = a + R²·c, solved for R in the form that loses no digits.
	const root = (a: number, c: number) => Math.sqrt(Math.max(0, m0 * m0 * a + c * m1 * m1 - a * c));
	const down = m1 * m0 + root(below.treated, below.holdout);
	const low = down === 0 ? 0 : (m1 * m1 - below.treated) / down;
	const high = (m1 * m0 + root(above.treated, above.holdout)) / (m0 * m0 - above.holdout);
	const se = Math.sqrt(treated.variance / m0 ** 2 + (m1 ** 2 * holdout.variance) / m0 ** 4);
	return { value: m1 / m0 - 1, se, low: low - 1, high: high - 1, p };
}
