import type { ArmFigures, Known, LiftEstimate, MetricKind, MetricReadOut } from "@/lib/lift/contracts";
import { type ArmRow, armTotal, toStrata } from "@/lib/lift/strata";
import { compareMeans, type Stratum } from "@/lib/stats/compare-means";
import { compareShares, wilsonInterval } from "@/lib/stats/compare-shares";
import { confidenceSequence } from "@/lib/stats/confidence-sequence";
import { normalEstimate } from "@/lib/stats/estimate";
import { relativeLift } from "@/lib/stats/relative-lift";
import { mean, type Sample, variance } from "@/lib/stats/sample";

/** Below this many conversions in the smaller arm no always-valid interval is drawn: it is asymptotic. */
export const LEAST_CONVERSIONS = 20;

export type IntervalChoice = { kind: "fixed" } | { kind: "always_valid"; tunedAt: number };

export interface MetricInput {
	key: string;
	label: string;
	kind: MetricKind;
	isPrimary: boolean;
	rows: readonly ArmRow[];
	/** People who converted in the arm with fewer of them; null if the metric cannot show it. */
	smallerConversions: number | null;
}

/**
 * One metric, treated against holdout, with intervals of the requested kind; unknown with a reason where
 * necessary.
 */
export function estimateMetric(input: MetricInput, interval: IntervalChoice): MetricReadOut {
	const { rows, kind } = input;
	const strata = toStrata(rows);
	const shape = {
		key: input.key,
		label: input.label,
		kind,
		isPrimary: input.isPrimary,
		treated: armFigures(armTotal(rows, "treated"), kind),
		holdout: armFigures(armTotal(rows, "holdout"), kind),
	};
	const missing = whyUnknown(shape.treated, shape.holdout, strata);
	if (missing) return { ...shape, difference: missing, relative: missing, method: plainMethod(kind) };
	const plain =
		kind === "conversion" ? compareShares(strata) : { ...compareMeans(strata), method: "welch" as const };
	const lift = relativeLift(strata, kind === "conversion" ? "share" : "mean");
	if (interval.kind === "fixed")
		return {
			...shape,
			difference: figure(onlyEstimate(plain)),
			relative: relativeOf(lift),
			method: plain.method,
		};
	if (input.smallerConversions !== null && input.smallerConversions < LEAST_CONVERSIONS) {
		const early: Known<LiftEstimate> = {
			known: false,
			reason: `Too early: an interval that may be read at any hour needs ${LEAST_CONVERSIONS} conversions in the smaller group; there are ${input.smallerConversions}.`,
		};
		return { ...shape, difference: early, relative: early, method: "always_valid" };
	}
	const people = strata.reduce((sum, { treated, holdout }) => sum + treated.n + holdout.n, 0);
	const widen = (estimate: LiftEstimate): LiftEstimate => ({
		...estimate,
		...confidenceSequence(estimate.value, estimate.se, people, interval.tunedAt),
		p: null,
	});
	return {
		...shape,
		difference: figure(widen(onlyEstimate(plain))),
		relative: relativeOf(lift === null ? null : widen(lift)),
		method: "always_valid",
	};
}

/** An arm's mean with its own 95 % interval: Wilson's for shares, normal for values. */
export function armFigures(sample: Sample, kind: MetricKind): ArmFigures {
	const base = { people: sample.n, sum: sample.sum };
	if (sample.n < 2) return { ...base, mean: sample.n === 0 ? null : mean(sample), low: null, high: null };
	if (kind === "conversion") return { ...base, mean: mean(sample), ...wilsonInterval(sample.sum, sample.n) };
	const { low, high } = normalEstimate(mean(sample), Math.sqrt(variance(sample) / sample.n));
	return { ...base, mean: mean(sample), low, high };
}

function plainMethod(kind: MetricKind): MetricReadOut["method"] {
	return kind === "conversion" ? "unpooled" : "welch";
}

function whyUnknown(
	treated: ArmFigures,
	holdout: ArmFigures,
	strata: readonly Stratum[],
): { known: false; reason: string } | null {
	if (strata.length > 0) return null;
	if (treated.people === 0 && holdout.people === 0)
		return { known: false, reason: "No one's conversion window is complete yet." };
	const short = holdout.people < treated.people ? "held-out" : "treated";
	return {
		known: false,
		reason: `Too few ${short} people have a complete conversion window to compare with.`,
	};
}

function relativeOf(lift: LiftEstimate | null): Known<LiftEstimate> {
	if (lift) return figure(lift);
	return { known: false, reason: "The held-out people show nothing to be relative to." };
}

function onlyEstimate({ value, se, low, high, p }: LiftEstimate): LiftEstimate {
	return { value, se, low, high, p };
}

function figure<T>(value: T): Known<T> {
	return { known: true, figure: value };
}
