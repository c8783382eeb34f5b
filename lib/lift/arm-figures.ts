import type { Arm } from "@/lib/holdouts/assign-arm";
import type { ArmFigures, MetricKind } from "@/lib/lift/contracts";
import type { Stratum } from "@/lib/stats/compare-means";
import { wilsonInterval } from "@/lib/stats/compare-shares";
import { normalEstimate, normalReach } from "@/lib/stats/estimate";
import { addSamples, emptySample, mean, type Sample, sum, variance } from "@/lib/stats/sample";

/** An arm's mean with an interval of its own: Wilson's for shares, normal for values; none where no one differs. */
export function armFigures(sample: Sample, kind: MetricKind, alpha: number): ArmFigures {
	const base = { people: sample.n, sum: sum(sample) };
	if (sample.n < 2) return { ...base, mean: sample.n === 0 ? null : mean(sample), low: null, high: null };
	if (kind === "conversion")
		return {
			...base,
			mean: mean(sample),
			...wilsonInterval(sample.active, sample.n, normalReach(alpha).errors),
		};
	return { ...base, ...meanWithin(mean(sample), variance(sample) / sample.n, alpha) };
}

/** The same over epochs, each with its weight in the difference, so that the arms shown differ by the difference shown. */
export function weightedArm(
	strata: readonly Stratum[],
	arm: Arm,
	kind: MetricKind,
	alpha: number,
): ArmFigures {
	const figures = armFigures(
		strata.reduce((all, each) => addSamples(all, each[arm]), emptySample),
		kind,
		alpha,
	);
	// The weights are the treated people's own: together they are what they are.
	if (strata.length === 1 || arm === "treated") return figures;
	const level = strata.reduce((all, each) => all + each.weight * mean(each[arm]), 0);
	const squared = strata.reduce(
		(all, each) => all + (each.weight ** 2 * variance(each[arm])) / each[arm].n,
		0,
	);
	const { low, high } = meanWithin(level, squared, alpha);
	const isShare = kind === "conversion" && low !== null && high !== null;
	return {
		...figures,
		mean: level,
		...(isShare ? { low: Math.max(0, low), high: Math.min(1, high) } : { low, high }),
	};
}

/** A value within its normal interval; without one where no one differs. */
export function meanWithin(
	value: number,
	squaredError: number,
	alpha: number,
): Pick<ArmFigures, "mean" | "low" | "high"> {
	if (!(squaredError > 0)) return { mean: value, low: null, high: null };
	const { low, high } = normalEstimate(value, Math.sqrt(squaredError), alpha);
	return { mean: value, low, high };
}
