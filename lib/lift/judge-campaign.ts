import type { Verdict } from "@/lib/lift/contracts";

/** What the verdict is decided on; every field is one of a few words, so that the cases can be checked one by one. */
export interface VerdictFacts {
	/** A health check failed, or no one is held out. */
	isUnhealthy: boolean;
	/** Too few conversions, less than a full week, or nothing to compare yet. */
	isTooEarly: boolean;
	/** No more outcomes will come: every window is complete, and no one new enters. */
	isOver: boolean;
	/** A guardrail is shown to have got worse. */
	isGuardrailHarmed: boolean;
	/** Where the interval of the primary metric lies. */
	primary: "up" | "flat" | "down";
	/**
	 * Where the interval of the incremental value lies: all below zero; above zero, but below the cost; around it;
	 * above it. Without a cost: around zero (open) or above it (gain).
	 */
	money: "unknown" | "loss" | "below_cost" | "around_cost" | "above_cost" | "open" | "gain";
	/** The best guess of the incremental value is at least the cost. */
	paysAtBestGuess: boolean;
	/** The interval of the primary metric lies wholly below the effect worth having. */
	excludesWorth: boolean;
	/** That effect was stated for the campaign, not assumed. */
	isWorthGiven: boolean;
	/** The interval is no wider than the effect worth having: had it been there, it would have shown. */
	worthWasReachable: boolean;
}

/** Of a campaign that treats people; an A/A test has its own verdict. */
type JudgedKind = Exclude<Verdict["kind"], "as_expected">;

export type VerdictName = (typeof rules)[number]["name"];

export interface VerdictCase {
	name: VerdictName;
	kind: JudgedKind;
	holds: (facts: VerdictFacts) => boolean;
}

const isGain = ({ money }: VerdictFacts) => money === "above_cost" || money === "gain";

/** In the order in which they are asked: what is invalid, what does harm beside its goal, what is too early, what loses, what gains, what is open. */
const rules = [
	{ name: "unhealthy", kind: "invalid", when: (f) => f.isUnhealthy },
	// Harm is not waited for; whether it is worth going on decides between holding and stopping.
	{
		name: "guardrail_without_gain",
		kind: "retire",
		when: (f) =>
			f.isGuardrailHarmed &&
			!f.isTooEarly &&
			(f.money === "loss" ||
				f.money === "below_cost" ||
				(!isGain(f) && (f.primary === "down" || (f.primary === "flat" && f.isOver)))),
	},
	{ name: "guardrail_harmed", kind: "hold", when: (f) => f.isGuardrailHarmed },
	{ name: "early", kind: "keep_collecting", when: (f) => f.isTooEarly && !f.isOver },
	{ name: "ended_early", kind: "inconclusive", when: (f) => f.isTooEarly },
	{ name: "loses_money", kind: "retire", when: (f) => f.money === "loss" },
	{ name: "harms_but_gains", kind: "change", when: (f) => f.primary === "down" && isGain(f) },
	{ name: "harms", kind: "retire", when: (f) => f.primary === "down" },
	{ name: "costs_more", kind: "retire", when: (f) => f.money === "below_cost" && f.primary === "up" },
	{ name: "brings_too_little", kind: "retire", when: (f) => f.money === "below_cost" },
	{ name: "pays", kind: "expand", when: (f) => f.money === "above_cost" && f.primary === "up" },
	{ name: "larger_baskets_pay", kind: "expand", when: (f) => f.money === "above_cost" },
	{ name: "larger_baskets", kind: "keep", when: (f) => f.money === "gain" && f.primary === "flat" },
	{
		name: "works_too_little",
		kind: "change",
		// A bar stated in conversions does not speak against a campaign that pays.
		when: (f) =>
			f.primary === "up" && f.excludesWorth && f.isWorthGiven && f.money !== "gain" && !f.paysAtBestGuess,
	},
	{ name: "works", kind: "keep", when: (f) => f.primary === "up" },
	{ name: "too_little", kind: "change", when: (f) => f.excludesWorth && f.isWorthGiven },
	{
		name: "nothing_there",
		kind: "retire",
		when: (f) => f.worthWasReachable && (f.isOver || f.excludesWorth),
	},
	{ name: "open", kind: "keep_collecting", when: (f) => !f.isOver },
	{ name: "too_small_to_tell", kind: "inconclusive", when: () => true },
] as const satisfies readonly {
	name: string;
	kind: JudgedKind;
	when: (facts: VerdictFacts) => boolean;
}[];

/** The verdict's cases: each holds where its rule does and none before it, so they are disjoint and exhaustive. */
export const verdictCases: readonly VerdictCase[] = rules.map(({ name, kind, when }, index) => ({
	name,
	kind,
	holds: (facts) => when(facts) && !rules.slice(0, index).some((earlier) => earlier.when(facts)),
}));

/** The one case that holds. */
export function judgeCampaign(facts: VerdictFacts): VerdictCase {
	const found = verdictCases.find((each) => each.holds(facts));
	if (!found) throw new Error(`No verdict for ${JSON.stringify(facts)}`);
	return found;
}
