import type { Arm } from "@/lib/holdouts/assign-arm";
import type { PeopleRow, ReadOutInput } from "@/lib/lift/read-out-input";
import type { ArmRow } from "@/lib/lift/strata";
import type { PairedSample } from "@/lib/stats/adjust-by-covariate";
import { emptySample, mean, type Sample, shareSample, squares } from "@/lib/stats/sample";

/** Moments of one column as the warehouse returns them: of the people whose value is not 0. */
export interface Moments {
	total: number;
	active: number;
	mean: number;
	/** Divisor: the active people. */
	variance: number;
	skew: number;
	logVariance: number;
	logKurtosis: number;
	lowest: number;
	highest: number;
}

/** A covariate among the people of a row: its mean and spread (divisor: the people), and how it varies with the outcome. */
export interface CovariateMoments {
	mean: number;
	variance: number;
	covariance: number;
}

/** The state of one arm of one epoch at the end of a day since assignment. */
export interface DayState {
	epoch: number;
	arm: Arm;
	day: number;
	/** People who reached the goal by then. */
	converters: number;
	goals: Moments;
	value: Moments;
	/** Of each metric, among the converters; on day 0 among those with a covariate other than 0. */
	covariates: Record<LiveMetric, CovariateMoments>;
}

export type LiveMetric = "conversion" | "count" | "value";

/** Below this spread the raw third moment of the warehouse has no digits left, and Welch's interval no need of it. */
const LEAST_SPREAD = 1e-4;

/** `n` people, of whom the active have these moments. */
export function toSample(n: number, moments: Moments): Sample {
	const { total, active, mean, variance, skew, logVariance, logKurtosis, lowest, highest } = moments;
	if (active === 0) return { ...emptySample, n };
	const deviation = Math.sqrt(variance);
	const hasSpread = deviation > LEAST_SPREAD * Math.abs(mean);
	return {
		n,
		total,
		active,
		mean,
		m2: variance * active,
		m3: hasSpread ? skew * deviation ** 3 * active : 0,
		log: lowest < 0 ? null : { m2: logVariance * active, m4: logKurtosis * logVariance ** 2 * active },
		extreme: Math.abs(lowest) > Math.abs(highest) ? lowest : highest,
	};
}

/** A covariate over an arm: of `active` people its mean and spread, of the others 0. */
interface CovariateSpread {
	active: number;
	mean: number;
	variance: number;
}

/**
 * An arm's outcome beside its covariate, from what is known of the covariate over everyone and of both among the people with
 * an outcome. Products are of deviations from means throughout: raw ones lose the digits of large values.
 */
export function pairSample(
	sample: Sample,
	spread: CovariateSpread,
	among: { people: number; moments: CovariateMoments },
): PairedSample {
	const { n } = sample;
	const x = (spread.active * spread.mean) / n;
	const xx = spread.active * (spread.variance + (1 - spread.active / n) * spread.mean ** 2);
	// Σ(x − x̄)(y − ȳ): within the people with an outcome, and between them and the others, whose outcome is 0.
	const { moments, people } = among;
	const yx = people * moments.covariance + n * mean(sample) * (moments.mean - x);
	return { n, y: mean(sample), x, yy: squares(sample), xx, yx: people === 0 ? 0 : yx };
}

/** Statistics of one metric within the first `day` days of each person, for everyone whose window is complete. */
export function statisticsAt(
	metric: LiveMetric,
	people: readonly PeopleRow[],
	days: readonly DayState[],
	day: number,
	traits: readonly TraitRow[] | null = null,
): ArmRow[] {
	return people.map(({ epoch, arm, complete }) => {
		const find = (at: number) => days.find((row) => row.epoch === epoch && row.arm === arm && row.day === at);
		const state = day === 0 ? undefined : find(day);
		const sample =
			state === undefined
				? { ...emptySample, n: complete }
				: metric === "conversion"
					? shareSample(complete, state.converters)
					: toSample(complete, metric === "count" ? state.goals : state.value);
		const before = find(0);
		const spread =
			traits === null
				? { active: before?.converters ?? 0, ...(before?.covariates[metric] ?? noCovariate) }
				: (traits.find((row) => row.epoch === epoch && row.arm === arm) ?? { active: 0, ...noCovariate });
		const among = { people: state?.converters ?? 0, moments: state?.covariates[metric] ?? noCovariate };
		return { epoch, arm, sample, paired: complete === 0 ? null : pairSample(sample, spread, among) };
	});
}

/** A numeric trait in one arm of one epoch, around the mean that stands for it where it is missing. */
export interface TraitRow extends CovariateSpread {
	epoch: number;
	arm: Arm;
}

const noCovariate: CovariateMoments = { mean: 0, variance: 0, covariance: 0 };

/** No series has more points than can be told apart; each costs a row per person with a goal. */
const MOST_POINTS = 45;

/** Days between the points of a series. */
export function seriesStep(windowDays: number): number {
	return Math.ceil(windowDays / MOST_POINTS);
}

/** The cumulative series of one metric from day 0 (nothing yet) to the end of the window. */
export function toSeries(
	metric: LiveMetric,
	people: readonly PeopleRow[],
	days: readonly DayState[],
	windowDays: number,
	traits: readonly TraitRow[] | null = null,
): NonNullable<ReadOutInput["series"]>[number] {
	const step = seriesStep(windowDays);
	const points = Array.from({ length: Math.ceil(windowDays / step) + 1 }, (_, part) => {
		const day = Math.min(part * step, windowDays);
		return { day, rows: statisticsAt(metric, people, days, day, traits) };
	});
	return { metric, days: points };
}
