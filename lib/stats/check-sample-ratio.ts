import normalCdf from "@stdlib/stats-base-dists-normal-cdf";

export interface SplitCount {
	treated: number;
	holdout: number;
	/** The holdout's share as designed, in (0, 1). */
	holdoutShare: number;
}

/** A finished campaign has one look; a running one is looked at every hour, and was planned for so many people. */
export type SplitLook = { kind: "final" } | { kind: "running"; plannedPeople: number };

export interface SampleRatioCheck {
	/** The chance of a split this far off when the design held: at this look, or while running at any look. */
	p: number;
	isMismatch: boolean;
	expectedHoldout: number;
	holdout: number;
	total: number;
}

/** A p value below this blocks the verdict. */
export const MISMATCH_BELOW = 0.001;

/**
 * Sample-ratio mismatch. A finished campaign takes the exact two-sided binomial test of each epoch (R. A. Fisher's: all
 * splits no more likely than the observed one), the smallest of k multiplied by k (C. E. Bonferroni).
 *
 * A running one takes a sequential test, so that looking every hour costs nothing: the Bayes factor of a prior on the share
 * against the design is a martingale under the design, and the chance that it ever passes 1/α is at most α (J. Ville).
 * The prior is a mixture of betas centered on the design. Source: M. Lindon & A. Malek, "Anytime-valid inference for
 * multinomial count data", NeurIPS 2022. The first is tuned for the planned size, so that its power there is that of a
 * fixed test at 4.2 instead of 3.3 standard errors; two more keep it useful from 200 people on and far beyond the plan.
 * With 10 % held out and 5 000 planned it sees the loss of a fifth of the treated people in about 70 % of campaigns at
 * 5 000 people, and twice that loss in all.
 */
export function checkSampleRatio(
	splits: readonly SplitCount[],
	look: SplitLook = { kind: "final" },
): SampleRatioCheck | null {
	const usable = splits.filter(
		({ holdoutShare, treated, holdout }) => holdoutShare > 0 && holdoutShare < 1 && treated + holdout > 0,
	);
	if (usable.length === 0) return null;
	const total = usable.reduce((all, { treated, holdout }) => all + treated + holdout, 0);
	const p = look.kind === "final" ? exactP(usable) : sequentialP(usable, look.plannedPeople);
	return {
		p,
		isMismatch: p < MISMATCH_BELOW,
		expectedHoldout: usable.reduce(
			(all, { treated, holdout, holdoutShare }) => all + (treated + holdout) * holdoutShare,
			0,
		),
		holdout: usable.reduce((all, { holdout }) => all + holdout, 0),
		total,
	};
}

function exactP(splits: readonly SplitCount[]): number {
	const each = splits.map(({ treated, holdout, holdoutShare }) =>
		binomialP(holdout, treated + holdout, holdoutShare),
	);
	return Math.min(1, splits.length * Math.min(...each));
}

/** From so many people on the normal distribution differs from the binomial by less than any decision. */
const MANY_PEOPLE = 1_000_000;

/** The chance of all counts no more likely than the observed one. */
function binomialP(observed: number, n: number, share: number): number {
	const expected = n * share;
	if (n > MANY_PEOPLE) {
		const errors = (Math.abs(observed - expected) - 0.5) / Math.sqrt(expected * (1 - share));
		return Math.min(1, 2 * normalCdf(-Math.max(0, errors), 0, 1));
	}
	const logChance = (k: number) =>
		logGamma(n + 1) -
		logGamma(k + 1) -
		logGamma(n - k + 1) +
		k * Math.log(share) +
		(n - k) * Math.log1p(-share);
	const limit = logChance(observed) + 1e-7;
	// Below the smallest double.
	if (limit < -750) return 0;
	let p = 0;
	// Both tails from their likeliest count outwards, until what is left adds nothing.
	const addTail = (from: number, step: 1 | -1) => {
		for (let k = from; k >= 0 && k <= n; k += step) {
			const chance = logChance(k);
			if (chance > limit) continue;
			const added = Math.exp(chance);
			p += added;
			if (added < 1e-18 * p || added === 0) return;
		}
	};
	const mode = Math.min(n, Math.floor((n + 1) * share));
	addTail(mode, -1);
	addTail(mode + 1, 1);
	return Math.min(1, p);
}

/**
 * A beta prior of κ people is narrowest where n/κ is this: −2 ln α + ln(−2 ln α) + 1 (Waudby-Smith et al. 2024, appendix B).
 */
const PEOPLE_PER_PRIOR = 17.4;
/** Weight of each prior, and the people for which it is tuned. */
const priorsFor = (planned: number) => [
	{ weight: 0.8, people: planned },
	{ weight: 0.1, people: 200 },
	{ weight: 0.1, people: planned * 20 },
];

function sequentialP(splits: readonly SplitCount[], plannedPeople: number): number {
	const logs = priorsFor(Math.max(200, plannedPeople)).map(({ weight, people }) => {
		const prior = people / PEOPLE_PER_PRIOR;
		let log = Math.log(weight);
		for (const { treated, holdout, holdoutShare: q } of splits) {
			const [a, b] = [prior * q, prior * (1 - q)];
			log +=
				logBeta(a + holdout, b + treated) - logBeta(a, b) - holdout * Math.log(q) - treated * Math.log1p(-q);
		}
		return log;
	});
	const most = Math.max(...logs);
	const logFactor = most + Math.log(logs.reduce((all, log) => all + Math.exp(log - most), 0));
	return Math.min(1, Math.exp(-logFactor));
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
