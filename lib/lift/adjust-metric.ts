import type { ArmFigures, Known, LiftEstimate, MetricReadOut } from "@/lib/lift/contracts";
import { bayesOf, type IntervalChoice, type MetricInput, relativeOf } from "@/lib/lift/estimate-metric";
import { toPairedStrata, toStrata } from "@/lib/lift/strata";
import { type Adjusted, adjustByCovariate } from "@/lib/stats/adjust-by-covariate";
import { normalEstimate, normalReach, type Reach, studentReach } from "@/lib/stats/estimate";
import { relativeLift } from "@/lib/stats/relative-lift";

/** How far an interval reaches below and above its estimate, in standard errors. */
interface Reaches {
	below: number;
	above: number;
	p: Reach["p"];
}

/**
 * The same metric after what a covariate explains is taken off (CUPED). What is unknown without it stays unknown, and where
 * the covariate says nothing (it is the same for everyone, was not read, or explains none of the variance) the figures stay as they are: `removed` is null.
 */
export function adjustMetric(
	plain: MetricReadOut,
	{ kind, rows }: Pick<MetricInput, "kind" | "rows">,
	interval: IntervalChoice,
): MetricReadOut {
	// A ratio has its divisor where others have a covariate.
	if (!plain.difference.known || kind === "ratio") return plain;
	const paired = toPairedStrata(rows);
	const found = paired && adjustByCovariate(paired);
	const reaches = found && reachesOf(plain.difference.figure, plain.method, interval, found);
	if (!found || !reaches || found.removed <= 0) return plain;
	const { treated, holdout } = found;
	const value = treated.mean - holdout.mean;
	const se = Math.sqrt(treated.variance + holdout.variance);
	const p = reaches.p === null ? null : reaches.p(value / se);
	const difference = { value, se, low: value - reaches.below * se, high: value + reaches.above * se, p };
	const scaled = (reach: number) => ({
		treated: reach ** 2 * treated.variance,
		holdout: reach ** 2 * holdout.variance,
	});
	const relative = relativeLift(
		{ treated, holdout, below: scaled(reaches.below), above: scaled(reaches.above) },
		p,
	);
	const known = { known: true as const, figure: difference };
	return {
		...plain,
		treated: armOf(plain.treated, treated, kind, interval.alpha),
		holdout: armOf(plain.holdout, holdout, kind, interval.alpha),
		difference: known,
		bayes: bayesOf({ difference: known, method: plain.method, better: plain.better }),
		relative: relativeWithin(relative, plain.relative, rows),
		removed: found.removed,
	};
}

/**
 * Normal and Welch intervals are those of the adjusted errors. Any other reaches as many standard errors as without the
 * covariate, to each side: taking off what a covariate explains leaves the largest values the largest, so that the interval
 * stays as lopsided. It comes without a p value of its own.
 */
function reachesOf(
	{ value, se, low, high }: LiftEstimate,
	method: MetricReadOut["method"],
	interval: IntervalChoice,
	{ df }: Adjusted,
): Reaches | null {
	const isPlain = interval.kind === "fixed" && (method === "unpooled" || method === "welch");
	if (isPlain) {
		const { errors, p } = method === "welch" ? studentReach(df, interval.alpha) : normalReach(interval.alpha);
		return { below: errors, above: errors, p };
	}
	if (!(se > 0)) return null;
	return { below: (value - low) / se, above: (high - value) / se, p: null };
}

function armOf(
	plain: ArmFigures,
	adjusted: { mean: number; variance: number },
	kind: MetricReadOut["kind"],
	alpha: number,
) {
	if (!(adjusted.variance > 0)) return { ...plain, mean: adjusted.mean, low: null, high: null };
	const { low, high } = normalEstimate(adjusted.mean, Math.sqrt(adjusted.variance), alpha);
	const isShare = kind === "conversion";
	return {
		...plain,
		mean: adjusted.mean,
		low: isShare ? Math.max(0, low) : low,
		high: isShare ? Math.min(1, high) : high,
	};
}

function relativeWithin(
	relative: LiftEstimate | null,
	plain: Known<LiftEstimate>,
	rows: MetricInput["rows"],
): Known<LiftEstimate> {
	if (relative === null && !plain.known) return plain;
	return relativeOf(relative, toStrata(rows));
}
