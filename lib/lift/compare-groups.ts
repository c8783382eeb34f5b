import type { ComparedGroup, LiftEstimate, LiftReadOut, MetricReadOut } from "@/lib/lift/contracts";
import {
	differenceAt,
	estimateMetric,
	type IntervalChoice,
	intervalAt,
	type MetricInput,
} from "@/lib/lift/estimate-metric";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import { benjaminiHochberg, benjaminiHochbergAlphas, holm, holmAlphas } from "@/lib/stats/adjust-p-values";
import { decisionP } from "@/lib/stats/decision-p";

/** Several comparisons of one metric, with what makes them safe to read together. */
export type Correction = "holm" | "benjamini_hochberg";

const corrections = {
	holm: { adjust: holm, alphas: holmAlphas },
	benjamini_hochberg: { adjust: benjaminiHochberg, alphas: benjaminiHochbergAlphas },
};

/** One of several; `unfit` is why it is not compared. */
export interface GroupInput extends Omit<MetricInput, "isPrimary"> {
	unfit?: string | null;
}

export type Compared = Pick<ComparedGroup, "metric" | "p" | "adjusted" | "shown">;

/**
 * Each of several comparisons with a p value corrected for their number, and an interval at the level at which it decides as
 * that p does. Comparisons that are unknown are not part of the family.
 */
export function compareGroups(
	groups: readonly GroupInput[],
	interval: IntervalChoice,
	correction: Correction,
): Compared[] {
	const { alpha } = interval;
	const values = groups.map((group) => (group.unfit ? null : pOf({ ...group, isPrimary: false }, interval)));
	const tested = values.filter((p) => p !== null);
	const adjusted = corrections[correction].adjust(tested);
	const alphas = corrections[correction].alphas(tested, alpha);
	let place = 0;
	return groups.map((group, index) => {
		const p = values[index] ?? null;
		const at = p === null ? null : place++;
		const own = intervalAt(interval, (at === null ? undefined : alphas[at]) ?? alpha);
		const metric = withReason(estimateMetric({ ...group, isPrimary: false }, own), group.unfit ?? null);
		const { difference } = metric;
		return {
			metric,
			p,
			adjusted: (at === null ? undefined : adjusted[at]) ?? null,
			shown: difference.known ? sideOf(difference.figure) : null,
		};
	});
}

function withReason(metric: MetricReadOut, reason: string | null): MetricReadOut {
	if (reason === null) return metric;
	const unknown = { known: false as const, reason };
	return { ...metric, difference: unknown, relative: unknown, bayes: null };
}

/** Its own, or that of its interval; null while the difference is unknown. */
function pOf(metric: MetricInput, interval: IntervalChoice): number | null {
	const at = differenceAt(metric);
	const plain = at(interval);
	if (!plain.known) return null;
	if (plain.figure.p !== null) return plain.figure.p;
	return decisionP((alpha) => {
		const difference = at(intervalAt(interval, alpha));
		return difference.known && sideOf(difference.figure) !== null;
	});
}

/** On which side of zero an interval lies; null where it holds zero. */
export function sideOf({ low, high }: Pick<LiftEstimate, "low" | "high">): "up" | "down" | null {
	return low > 0 ? "up" : high < 0 ? "down" : null;
}

/** The one with the highest known difference; null where none is known, or only one is. */
export function bestOf<Group extends { metric: MetricReadOut }>(groups: readonly Group[]): Group | null {
	const known = groups.filter(({ metric }) => metric.difference.known);
	const value = ({ metric }: Group) => (metric.difference.known ? metric.difference.figure.value : 0);
	return known.length < 2 ? null : known.reduce((best, one) => (value(one) > value(best) ? one : best));
}

const DAY_MS = 86_400_000;

/** Why nothing may be concluded of groups yet: a failed check, or less than a full week while the campaign runs. */
export function groupsObstacle(
	what: "variant" | "slice",
	health: LiftReadOut["health"],
	{ campaign: { status, launchedAt }, asOf }: Pick<ReadOutInput, "campaign" | "asOf">,
): string | null {
	if (health.some(({ state }) => state === "failed"))
		return `A health check failed, so no ${what} is judged.`;
	const days = launchedAt === null ? null : (asOf.getTime() - Date.parse(launchedAt)) / DAY_MS;
	return status === "running" && days !== null && days < 7
		? `Too early to judge a ${what}: less than one full week has passed.`
		: null;
}
