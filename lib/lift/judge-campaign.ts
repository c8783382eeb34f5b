import type { Verdict } from "@/lib/lift/contracts";

/** What the verdict is decided on; every field is a plain yes or no, so that the cases can be checked one by one. */
export interface VerdictFacts {
	/** A health check failed, or no one is held out. */
	isUnhealthy: boolean;
	/** Fewer than 20 conversions in the smaller arm, or less than a full week. */
	isTooEarly: boolean;
	/** Ended, and every outcome window is complete. */
	isFinal: boolean;
	/** Where the interval of the primary metric lies. */
	interval: "above_zero" | "spans_zero" | "below_zero";
	/** The interval lies wholly below the effect worth having. */
	excludesWorth: boolean;
	/** The interval is no wider than the effect worth having: had it been there, it would have shown. */
	worthWasReachable: boolean;
	/** Where the interval of the incremental value lies against the cost; unknown without a cost or a value. */
	value: "above_cost" | "around_cost" | "below_cost" | "unknown";
}

export interface VerdictCase {
	name: string;
	kind: Verdict["kind"];
	holds: (facts: VerdictFacts) => boolean;
}

const healthy = (f: VerdictFacts) => !f.isUnhealthy;
const readable = (f: VerdictFacts) => healthy(f) && !f.isTooEarly;
const above = (f: VerdictFacts) => readable(f) && f.interval === "above_zero";
const spans = (f: VerdictFacts) => readable(f) && f.interval === "spans_zero";
const paysNot = (f: VerdictFacts) => f.value === "below_cost";

/**
 * The verdict's cases: disjoint and together exhaustive (a property test holds both). "Too early" is not unhealthy, and
 * a campaign that ended too early to tell cannot go on collecting: it is inconclusive.
 */
export const verdictCases: readonly VerdictCase[] = [
	{ name: "unhealthy", kind: "invalid", holds: (f) => f.isUnhealthy },
	{ name: "early", kind: "keep_collecting", holds: (f) => healthy(f) && f.isTooEarly && !f.isFinal },
	{ name: "ended_early", kind: "inconclusive", holds: (f) => healthy(f) && f.isTooEarly && f.isFinal },
	{ name: "harms", kind: "retire", holds: (f) => readable(f) && f.interval === "below_zero" },
	{ name: "costs_more", kind: "retire", holds: (f) => above(f) && paysNot(f) },
	{ name: "works_too_little", kind: "change", holds: (f) => above(f) && !paysNot(f) && f.excludesWorth },
	{ name: "pays", kind: "expand", holds: (f) => above(f) && !f.excludesWorth && f.value === "above_cost" },
	{
		name: "works",
		kind: "keep",
		holds: (f) => above(f) && !f.excludesWorth && (f.value === "around_cost" || f.value === "unknown"),
	},
	{ name: "too_little", kind: "change", holds: (f) => spans(f) && f.excludesWorth },
	{ name: "open", kind: "keep_collecting", holds: (f) => spans(f) && !f.excludesWorth && !f.isFinal },
	{
		name: "nothing_there",
		kind: "retire",
		holds: (f) => spans(f) && !f.excludesWorth && f.isFinal && f.worthWasReachable,
	},
	{
		name: "too_small_to_tell",
		kind: "inconclusive",
		holds: (f) => spans(f) && !f.excludesWorth && f.isFinal && !f.worthWasReachable,
	},
];

/** The one case that holds. */
export function judgeCampaign(facts: VerdictFacts): VerdictCase {
	const found = verdictCases.find((each) => each.holds(facts));
	if (!found) throw new Error(`No verdict for ${JSON.stringify(facts)}`);
	return found;
}
