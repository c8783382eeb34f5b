export interface SplitCount {
	treated: number;
	holdout: number;
	/** The holdout's share as designed, in (0, 1). */
	holdoutShare: number;
}

export interface SampleRatioCheck {
	/** Always-valid p value: the chance of a split this far off ever being seen when the design held. */
	p: number;
	isMismatch: boolean;
	expectedHoldout: number;
	holdout: number;
	total: number;
}

/** A p value below this blocks the verdict. */
export const MISMATCH_BELOW = 0.001;

/** Weight of the prior, in people; larger notices small shifts in large campaigns sooner. */
const PRIOR_PEOPLE = 10_000;

/**
 * Sample-ratio mismatch by a sequential test, so that looking every hour costs nothing: the Bayes factor
 * of a beta prior centred on the designed share against the design itself is a martingale under the
 * design, and the chance that it ever passes 1/α is at most α (Ville). Epochs multiply.
 * Source: M. Lindon & A. Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022.
 */
export function checkSampleRatio(splits: readonly SplitCount[]): SampleRatioCheck | null {
	const usable = splits.filter((split) => split.holdoutShare > 0 && split.holdoutShare < 1);
	let logFactor = 0;
	let expectedHoldout = 0;
	let holdout = 0;
	let total = 0;
	for (const split of usable) {
		const q = split.holdoutShare;
		const a = PRIOR_PEOPLE * q;
		const b = PRIOR_PEOPLE * (1 - q);
		const n = split.treated + split.holdout;
		logFactor +=
			logBeta(a + split.holdout, b + split.treated) -
			logBeta(a, b) -
			split.holdout * Math.log(q) -
			split.treated * Math.log(1 - q);
		expectedHoldout += n * q;
		holdout += split.holdout;
		total += n;
	}
	if (total === 0) return null;
	const p = Math.min(1, Math.exp(-logFactor));
	return { p, isMismatch: p < MISMATCH_BELOW, expectedHoldout, holdout, total };
}

function logBeta(a: number, b: number): number {
	return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series after shifting the argument above 15; absolute error below 1e-12 (Abramowitz & Stegun 6.1.41). */
function logGamma(x: number): number {
	let shift = 0;
	let z = x;
	while (z < 15) {
		shift -= Math.log(z);
		z += 1;
	}
	const i = 1 / z;
	const series = i * (1 / 12 - i ** 2 * (1 / 360 - i ** 2 * (1 / 1260 - (i ** 2 * 1) / 1680)));
	return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
}
