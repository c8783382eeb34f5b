import type { Arm } from "@/lib/holdouts/assign-arm";
import { meanWithin } from "@/lib/lift/arm-figures";
import type { ArmFigures } from "@/lib/lift/contracts";
import { type ArmRow, armTotal, toPairedStrata } from "@/lib/lift/strata";
import { compareRatios, type RatioComparison, ratioOf } from "@/lib/stats/compare-ratios";
import type { Reach } from "@/lib/stats/estimate";
import { addSamples, sum } from "@/lib/stats/sample";

/** Fewer people with an amount than this in the smaller group, and a ratio has no interval. */
const LEAST_ACTIVE = 50;

/**
 * Up to this skewness of the smaller group's mean the delta method's interval holds what it promises: in simulations of
 * log-normal amounts, 9 treated to 1 held out, it then covers 93.5 % or more (0.6: 92.5 %).
 */
const MOST_SKEW = 0.3;

/** A ratio's difference, or why it has no interval that can be trusted. */
export function estimateRatio(
	rows: readonly ArmRow[],
	reach: Reach,
	isPeeked: boolean,
): RatioComparison | { reason: string } {
	const [treated, holdout] = [armTotal(rows, "treated"), armTotal(rows, "holdout")];
	const active = Math.min(treated.active, holdout.active);
	if (active < LEAST_ACTIVE)
		return {
			reason: `Too ${isPeeked ? "early" : "few"}: a ratio needs ${LEAST_ACTIVE} people with an amount in the smaller group; there ${active === 1 ? "is" : "are"} ${active}.`,
		};
	const { m2, m3, active: all } = addSamples(treated, holdout);
	const skewness = m2 > 0 ? m3 / all / (m2 / all) ** 1.5 / Math.sqrt(active) : 0;
	if (Math.abs(skewness) > MOST_SKEW)
		return { reason: "A few large amounts decide, so no interval of this ratio can be trusted yet." };
	const strata = toPairedStrata(rows);
	const found = strata && compareRatios(strata, reach);
	return found ?? { reason: "There is nothing to divide by, or everyone has the same ratio." };
}

/** An arm's ratio with an interval of its own; the sum is that of what is divided. */
export function ratioArm(rows: readonly ArmRow[], arm: Arm, alpha: number): ArmFigures {
	const sample = armTotal(rows, arm);
	const base = { people: sample.n, sum: sum(sample), mean: null, low: null, high: null };
	const strata = toPairedStrata(rows);
	const own = strata && ratioOf(strata, arm);
	return own ? { ...base, ...meanWithin(own.ratio, own.variance, alpha) } : base;
}
