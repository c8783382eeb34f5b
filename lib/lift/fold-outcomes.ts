import type { Arm } from "@/lib/holdouts/assign-arm";
import type { PeopleRow, ReadOutInput } from "@/lib/lift/read-out-input";
import type { ArmRow } from "@/lib/lift/strata";
import type { Sample } from "@/lib/stats/sample";

/** What one day adds to the cumulative figures of one arm of one epoch. */
export interface DayAdds {
	epoch: number;
	arm: Arm;
	day: number;
	converters: number;
	goalsSum: number;
	goalsSumSq: number;
	valueSum: number;
	valueSumSq: number;
	goalsWithoutValue: number;
}

const pickers = {
	conversion: (row: DayAdds) => ({ sum: row.converters, sumSq: row.converters }),
	count: (row: DayAdds) => ({ sum: row.goalsSum, sumSq: row.goalsSumSq }),
	value: (row: DayAdds) => ({ sum: row.valueSum, sumSq: row.valueSumSq }),
};
export type LiveMetric = keyof typeof pickers;

/** Statistics of one metric within the first `day` days of each person, for everyone whose window is complete. */
export function statisticsAt(
	metric: LiveMetric,
	people: readonly PeopleRow[],
	days: readonly DayAdds[],
	day: number,
): ArmRow[] {
	return people.map(({ epoch, arm, complete }) => {
		const sample: Sample = { n: complete, sum: 0, sumSq: 0 };
		for (const row of days) {
			if (row.epoch !== epoch || row.arm !== arm || row.day > day) continue;
			const { sum, sumSq } = pickers[metric](row);
			sample.sum += sum;
			sample.sumSq += sumSq;
		}
		return { epoch, arm, sample };
	});
}

/** The cumulative series of one metric from day 0 (nothing yet) to the end of the window. */
export function toSeries(
	metric: LiveMetric,
	people: readonly PeopleRow[],
	days: readonly DayAdds[],
	windowDays: number,
): NonNullable<ReadOutInput["series"]>[number] {
	const points = Array.from({ length: windowDays + 1 }, (_, day) => ({
		day,
		rows: statisticsAt(metric, people, days, day),
	}));
	return { metric, days: points };
}
