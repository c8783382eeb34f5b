import { emptySample, type Sample } from "@/lib/stats/sample";

/** The sample of these values, in two passes. */
export function sampleOf(values: readonly number[]): Sample {
	const active = values.filter((value) => value !== 0);
	if (active.length === 0) return { ...emptySample, n: values.length };
	// Exact where all values are one.
	const level = active.reduce((mean, value, index) => mean + (value - mean) / (index + 1), 0);
	const moment = (power: number) => active.reduce((sum, value) => sum + (value - level) ** power, 0);
	const logs = active.map((value) => Math.log(value));
	const middle = logs.reduce((sum, value) => sum + value, 0) / logs.length;
	const ofLogs = (power: number) => logs.reduce((sum, value) => sum + (value - middle) ** power, 0);
	return {
		n: values.length,
		total: values.reduce((sum, value) => sum + value, 0),
		active: active.length,
		mean: level,
		m2: moment(2),
		m3: moment(3),
		log: active.some((value) => value < 0) ? null : { m2: ofLogs(2), m4: ofLogs(4) },
		extreme: active.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0),
	};
}

/** A sample of which only the number of people, the sum and the sum of squares are known, as tables print them. */
export function sampleOfSums({ n, sum, sumSq }: { n: number; sum: number; sumSq: number }): Sample {
	return { ...emptySample, n, total: sum, active: n, mean: sum / n, m2: sumSq - (sum * sum) / n };
}
