import type { Arm } from "@/lib/holdouts/assign-arm";
import { armFigures, weightedArm } from "@/lib/lift/arm-figures";
import type { Known, LiftEstimate, MetricKind, MetricReadOut } from "@/lib/lift/contracts";
import { estimateRatio, ratioArm } from "@/lib/lift/estimate-ratio";
import { type ArmRow, armTotal, toStrata } from "@/lib/lift/strata";
import { chanceToBeat } from "@/lib/stats/chance-to-beat";
import { type Comparison, compareMeans, type Stratum } from "@/lib/stats/compare-means";
import { compareShares } from "@/lib/stats/compare-shares";
import { compareSkewed, haveOneShape, SLIGHT_SKEW, skewnessOfDifference } from "@/lib/stats/compare-skewed";
import { alwaysValidReach } from "@/lib/stats/confidence-sequence";
import { normalReach, type Reach, studentReach } from "@/lib/stats/estimate";
import { addSamples, emptySample, mean, type Sample, sum } from "@/lib/stats/sample";

/**
 * Below this many conversions (of a value or count: people with any) in the smaller arm there is no verdict, and no interval
 * that may be read at any time: it is asymptotic.
 */
export const LEAST_CONVERSIONS = 20;

/** From this share of a group's total on, one person is named beside the figure. */
const DOMINANT_SHARE = 0.5;
/** Such a share is also at least so many times an equal one: of two who bought alike, neither is named. */
const UNUSUAL = 2;

/** Read once or at any time, and how often (α) an interval may miss the truth. */
export type IntervalChoice = { alpha: number } & (
	| { kind: "fixed" }
	| {
			kind: "always_valid";
			tunedAt: number;
			/** The α it was tuned for, where it is read at another one. */
			tunedFor?: number;
	  }
);

/** The same interval at another α. */
export function intervalAt(interval: IntervalChoice, alpha: number): IntervalChoice {
	return interval.kind === "fixed"
		? { kind: "fixed", alpha }
		: { ...interval, alpha, tunedFor: interval.tunedFor ?? interval.alpha };
}

export interface MetricInput {
	key: string;
	label: string;
	kind: MetricKind;
	isPrimary: boolean;
	/** Primary or secondary unless stated. */
	role?: MetricReadOut["role"];
	/** That of its kind unless stated. */
	unit?: MetricReadOut["unit"];
	/** More of it, unless stated. */
	better?: MetricReadOut["better"];
	/** Of the goal, unless stated. */
	isOfGoal?: boolean;
	unusable?: number;
	/** Of a ratio, each pair is the amount (y) and what it is divided by (x). */
	rows: readonly ArmRow[];
}

const unitOf = { conversion: "share", count: "number", value: "money", ratio: "number" } as const;

/**
 * One metric, treated against holdout, with intervals of the requested kind; unknown with a reason where necessary. Arms,
 * difference and interval speak of the same people: those of epochs in which someone was held out, each epoch weighted by
 * its treated people.
 */
export function estimateMetric(metric: MetricInput, interval: IntervalChoice): MetricReadOut {
	const { key, label, kind, isPrimary, rows, better = "up" } = metric;
	const role = metric.role ?? (isPrimary ? "primary" : "secondary");
	const strata = toStrata(rows);
	const all = { treated: armTotal(rows, "treated"), holdout: armTotal(rows, "holdout") };
	const comparedPeople = strata.reduce((people, { treated, holdout }) => people + treated.n + holdout.n, 0);
	const isCompared = strata.length > 0;
	const compared = compare({ rows, strata, all, kind }, interval);
	const { alpha } = interval;
	const armOf = (arm: Arm) =>
		kind === "ratio"
			? ratioArm(rows, arm, alpha)
			: isCompared
				? weightedArm(strata, arm, kind, alpha)
				: armFigures(all[arm], kind, alpha);
	return {
		key,
		label,
		kind,
		isPrimary,
		role,
		unit: metric.unit ?? unitOf[kind],
		better,
		isOfGoal: metric.isOfGoal ?? true,
		unusable: metric.unusable ?? 0,
		guardrail: role === "guardrail" ? judgeGuardrail({ kind, rows, better }, interval) : null,
		treated: armOf("treated"),
		holdout: armOf("holdout"),
		epochs: readEpochs(rows, kind, interval),
		leftOut: isCompared ? all.treated.n + all.holdout.n - comparedPeople : 0,
		dominant: kind === "conversion" || kind === "ratio" ? null : findDominant(strata),
		removed: null,
		holm: null,
		bayes: bayesOf({ ...compared, better }),
		...compared,
	};
}

/** The difference of a metric alone, at any α: strata and totals are made once. */
export function differenceAt({
	kind,
	rows,
}: Pick<MetricInput, "kind" | "rows">): (interval: IntervalChoice) => MetricReadOut["difference"] {
	const strata = toStrata(rows);
	const all = { treated: armTotal(rows, "treated"), holdout: armTotal(rows, "holdout") };
	return (interval) => compare({ rows, strata, all, kind }, interval).difference;
}

/** Whether a metric got worse: one-sided, as the interval at twice the α is on each of its sides. */
function judgeGuardrail(
	{ better, ...metric }: Pick<MetricInput, "kind" | "rows"> & { better: MetricReadOut["better"] },
	interval: IntervalChoice,
): NonNullable<MetricReadOut["guardrail"]> {
	const difference = differenceAt(metric)(intervalAt(interval, 2 * interval.alpha));
	if (!difference.known) return { harm: "unknown", least: null };
	const least = better === "down" ? difference.figure.low : -difference.figure.high;
	return least > 0 ? { harm: "shown", least } : { harm: "not_shown", least: null };
}

/** A normal posterior needs a normal estimate: not few conversions, and not a few large values that decide. */
export function bayesOf({
	difference,
	method,
	better,
}: Pick<MetricReadOut, "difference" | "method" | "better">): MetricReadOut["bayes"] {
	if (!difference.known || method === "newcombe" || method === "randomization") return null;
	const { value, se } = difference.figure;
	return se > 0 ? chanceToBeat({ value: better === "down" ? -value : value, se }) : null;
}

/** The people active in the smaller arm: counted, or as many as the share of both arms would give it. */
export function activeInSmallerArm(rows: readonly ArmRow[]): { counted: number; expected: number } {
	const strata = toStrata(rows);
	const total = (of: (stratum: Stratum) => number) => strata.reduce((all, each) => all + of(each), 0);
	const share = ({ treated, holdout }: Stratum) =>
		(treated.active + holdout.active) / (treated.n + holdout.n);
	return {
		counted: Math.min(
			total(({ treated }) => treated.active),
			total(({ holdout }) => holdout.active),
		),
		expected: Math.min(
			total((each) => share(each) * each.treated.n),
			total((each) => share(each) * each.holdout.n),
		),
	};
}

/** Each epoch by itself, where there are several. */
function readEpochs(
	rows: readonly ArmRow[],
	kind: MetricKind,
	interval: IntervalChoice,
): MetricReadOut["epochs"] {
	const epochs = [...new Set(rows.map(({ epoch }) => epoch))].sort((a, b) => a - b);
	if (epochs.length < 2) return [];
	return epochs.map((epoch) => {
		const own = rows.filter((row) => row.epoch === epoch);
		const all = { treated: armTotal(own, "treated"), holdout: armTotal(own, "holdout") };
		return {
			epoch,
			treated:
				kind === "ratio"
					? ratioArm(own, "treated", interval.alpha)
					: armFigures(all.treated, kind, interval.alpha),
			holdout:
				kind === "ratio"
					? ratioArm(own, "holdout", interval.alpha)
					: armFigures(all.holdout, kind, interval.alpha),
			difference: compare({ rows: own, strata: toStrata(own), all, kind }, interval).difference,
		};
	});
}

/** The one person whose value makes most of a group's total; of a few who share it alike, none does. */
function findDominant(strata: readonly Stratum[]): MetricReadOut["dominant"] {
	const arms = strata.flatMap((each) =>
		(["treated", "holdout"] as const).map((arm) => ({ arm, sample: each[arm] })),
	);
	for (const { arm, sample } of arms) {
		const group = arms
			.filter((each) => each.arm === arm)
			.reduce((all, each) => addSamples(all, each.sample), emptySample);
		const share = sample.extreme / sum(group);
		if (share >= Math.max(DOMINANT_SHARE, UNUSUAL / group.active))
			return { arm, value: sample.extreme, share };
	}
	return null;
}

type Compared = Pick<MetricReadOut, "difference" | "relative" | "method">;

interface Measured {
	rows: readonly ArmRow[];
	strata: readonly Stratum[];
	all: { treated: Sample; holdout: Sample };
	kind: MetricKind;
}

function compare({ rows, strata, all, kind }: Measured, interval: IntervalChoice): Compared {
	const isPeeked = interval.kind === "always_valid";
	const plainMethod = kind === "conversion" ? "unpooled" : kind === "ratio" ? "delta" : "welch";
	const reason = whyUnknown(strata, all) ?? (kind === "ratio" ? null : whyTooFew(strata, kind, isPeeked));
	const found = reason === null ? estimate({ rows, strata, kind }, interval) : { reason };
	if ("reason" in found) {
		const unknown = { known: false as const, reason: found.reason };
		return { difference: unknown, relative: unknown, method: isPeeked ? "always_valid" : plainMethod };
	}
	return {
		difference: { known: true, figure: found.difference },
		relative: relativeOf(found.relative, strata),
		method: isPeeked ? "always_valid" : found.method,
	};
}

type Found = (Comparison & { method: MetricReadOut["method"] }) | { reason: string };

function estimate({ rows, strata, kind }: Omit<Measured, "all">, interval: IntervalChoice): Found {
	const people = strata.reduce((all, { treated, holdout }) => all + treated.n + holdout.n, 0);
	const { alpha } = interval;
	if (interval.kind === "fixed" && kind === "ratio") return compareRatio(rows, normalReach(alpha), false);
	if (interval.kind === "fixed")
		return kind === "conversion"
			? compareShares(strata, normalReach(alpha))
			: compareValues(strata, (df) => studentReach(df, alpha), normalReach(alpha));
	const reach = alwaysValidReach(people, interval.tunedAt, alpha, interval.tunedFor);
	if (kind === "ratio") return compareRatio(rows, reach, true);
	return kind === "conversion" ? compareShares(strata, reach) : compareValues(strata, reach, reach);
}

function compareRatio(rows: readonly ArmRow[], reach: Reach, isPeeked: boolean): Found {
	const found = estimateRatio(rows, reach, isPeeked);
	return "reason" in found ? found : { ...found, method: "delta" };
}

/** The interval of a mean, by how lopsided its difference is; why none can be trusted, where that is so. */
function compareValues(
	strata: readonly Stratum[],
	reach: Reach | ((df: number) => Reach),
	skewedReach: Reach,
): Found {
	const plain = compareMeans(strata, reach);
	if (plain === null)
		return { reason: "Everyone has the same value, so nothing shows how large a difference chance makes." };
	if (Math.abs(skewnessOfDifference(strata)) <= SLIGHT_SKEW) return { ...plain, method: "welch" };
	if (!haveOneShape(strata))
		return {
			reason:
				"A few large values decide, and they are spread differently in the two groups, so no interval can be trusted yet.",
		};
	const skewed = compareSkewed(strata, skewedReach, typeof reach !== "function");
	return skewed
		? { ...skewed, method: "randomization" }
		: { reason: "So few large values decide that no interval can be trusted yet." };
}

function whyUnknown(
	strata: readonly Stratum[],
	{ treated, holdout }: { treated: Sample; holdout: Sample },
): string | null {
	if (strata.length > 0) return null;
	if (treated.n === 0 && holdout.n === 0) return "No one's conversion window is complete yet.";
	const short = holdout.n < treated.n ? "held-out" : "treated";
	return `Too few ${short} people have a complete conversion window to compare with.`;
}

function whyTooFew(strata: readonly Stratum[], kind: MetricKind, isPeeked: boolean): string | null {
	const rows = strata.flatMap(({ treated, holdout }, epoch) => [
		{ epoch, arm: "treated" as const, sample: treated },
		{ epoch, arm: "holdout" as const, sample: holdout },
	]);
	const { counted, expected } = activeInSmallerArm(rows);
	const what = kind === "conversion" ? "conversions" : "people with a value";
	if (isPeeked && counted < LEAST_CONVERSIONS)
		return `Too early: an interval that may be read at any hour needs ${LEAST_CONVERSIONS} ${what} in the smaller group; there ${counted === 1 ? "is" : "are"} ${counted}.`;
	if (kind === "conversion") return null;
	// Read once, it is by what both groups lead to expect: the count of one group alone is itself chance.
	if (expected < LEAST_CONVERSIONS || counted < LEAST_CONVERSIONS / 2)
		return `Too few: an interval needs about ${LEAST_CONVERSIONS} people with a value in the smaller group; there ${counted === 1 ? "is" : "are"} ${counted}.`;
	return null;
}

/** A relative lift, or why there is none. */
export function relativeOf(lift: LiftEstimate | null, strata: readonly Stratum[]): Known<LiftEstimate> {
	if (lift) return { known: true, figure: { ...lift, low: floorOf(lift.low, strata) } };
	const level = strata.reduce((all, { holdout, weight }) => all + weight * mean(holdout), 0);
	return {
		known: false,
		reason:
			level > 0
				? "So few held-out people show anything that a relative lift has no upper limit."
				: "The held-out people show nothing to be relative to.",
	};
}

/** Nothing that cannot be negative falls by more than all of it. */
function floorOf(low: number, strata: readonly Stratum[]): number {
	const canBeNegative = strata.some(({ treated, holdout }) => treated.log === null || holdout.log === null);
	return canBeNegative ? low : Math.max(-1, low);
}
