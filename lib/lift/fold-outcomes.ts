import type { Arm } from "@/lib/holdouts/assign-arm";
import type { PeopleRow, ReadOutInput } from "@/lib/lift/read-out-input";
import type { ArmRow } from "@/lib/lift/strata";
import { emptySample, type Sample, shareSample } from "@/lib/stats/sample";

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

/** The state of one arm of one epoch at the end of a day since assignment. */
export interface DayState {
	epoch: number;
	arm: Arm;
	day: number;
	/** People who reached the goal by then. */
	converters: number;
	goals: Moments;
	value: Moments;
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

/** Statistics of one metric within the first `day` days of each person, for everyone whose window is complete. */
export function statisticsAt(
	metric: LiveMetric,
	people: readonly PeopleRow[],
	days: readonly DayState[],
	day: number,
): ArmRow[] {
	return people.map(({ epoch, arm, complete }) => {
		const state = days.find((row) => row.epoch === epoch && row.arm === arm && row.day === day);
		if (!state) return { epoch, arm, sample: { ...emptySample, n: complete } };
		const sample =
			metric === "conversion"
				? shareSample(complete, state.converters)
				: toSample(complete, metric === "count" ? state.goals : state.value);
		return { epoch, arm, sample };
	});
}

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
): NonNullable<ReadOutInput["series"]>[number] {
	const step = seriesStep(windowDays);
	const points = Array.from({ length: Math.ceil(windowDays / step) + 1 }, (_, part) => {
		const day = Math.min(part * step, windowDays);
		return { day, rows: statisticsAt(metric, people, days, day) };
	});
	return { metric, days: points };
}
