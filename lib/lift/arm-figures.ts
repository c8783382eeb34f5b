import type { Arm } from "@/lib/holdouts/assign-arm";
import type { ArmFigures, MetricKind } from "@/lib/lift/contracts";
import type { Stratum } from "@/lib/stats/compare-means";
import { wilsonInterval } from "@/lib/stats/compare-shares";
import { normalEstimate } from "@/lib/stats/estimate";
import { addSamples, emptySample, mean, type Sample, sum, variance } from "@/lib/stats/sample";

/** An arm's mean with its own 95 % interval: Wilson's for shares, normal for values; none where no one differs. */
export function armFigures(sample: Sample, kind: MetricKind): ArmFigures {
	const base = { people: sample.n, sum: sum(sample) };
	if (sample.n < 2) return { ...base, mean: sample.n === 0 ? null : mean(sample), low: null, high: null };
	if (kind === "conversion")
		return { ...base, mean: mean(sample), ...wilsonInterval(sample.active, sample.n) };
	return { ...base, ...meanWithin(mean(sample), variance(sample) / sample.n) };
}

/** The same over epochs, each with its weight in the difference, so that the arms shown differ by the difference shown. */
export function weightedArm(strata: readonly Stratum[], arm: Arm, kind: MetricKind): ArmFigures {
	const figures = armFigures(
		strata.reduce((all, each) => addSamples(all, each[arm]), emptySample),
		kind,
	);
	// The weights are the treated people's own: together they are what they are.
	if (strata.length === 1 || arm === "treated") return figures;
	const level = strata.reduce((all, each) => all + each.weight * mean(each[arm]), 0);
	const squared = strata.reduce(
		(all, each) => all + (each.weight ** 2 * variance(each[arm])) / each[arm].n,
		0,
	);
	const { low, high } = meanWithin(level, squared);
	const isShare = kind === "conversion" && low !== null && high !== null;
	return {
		...figures,
		mean: level,
		...(isShare ? { low: Math.max(0, low), high: Math.min(1, high) } : { low, high }),
	};
}

function meanWithin(value: number, squaredError: number): Pick<ArmFigures, "mean" | "low" | "high"> {
	if (!(squaredError > 0)) return { mean: value, low: null, high: null };
	const { low, high } = normalEstimate(value, Math.sqrt(squaredError));
	return { mean: value, low, high };
}
