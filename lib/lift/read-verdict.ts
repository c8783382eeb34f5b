import { firstAnswerAt } from "@/lib/campaigns/first-answer-at";
import { aaVerdict } from "@/lib/lift/aa-verdict";
import type { Known, LiftRange, MetricReadOut, Verdict } from "@/lib/lift/contracts";
import { defaultWorth } from "@/lib/lift/effect-worth";
import { activeInSmallerArm, type IntervalChoice, LEAST_CONVERSIONS } from "@/lib/lift/estimate-metric";
import { judgeCampaign, type VerdictFacts } from "@/lib/lift/judge-campaign";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import { type EarlyReason, type VerdictFigures, verdictText } from "@/lib/lift/verdict-text";
import { powerErrors } from "@/lib/stats/detectable-difference";

const DAY_MS = 86_400_000;

export interface VerdictInput {
	primary: MetricReadOut | undefined;
	/** Metrics whose harm stops the campaign. */
	guardrails: readonly MetricReadOut[];
	interval: IntervalChoice;
	incrementalValue: Known<LiftRange>;
	cost: number | null;
	/** Sentences of the health checks that failed. */
	failures: string[];
	completeAt: string | null;
}

/** The verdict: the facts it is decided on, and the figures it is told with. */
export function readVerdict(input: ReadOutInput, found: VerdictInput): Verdict {
	const { campaign, asOf } = input;
	const { primary } = found;
	const isRunning = campaign.status === "running" || campaign.status === "draft";
	const isOpen = found.completeAt !== null;
	const isExhausted =
		isRunning && !isOpen && !input.canGrow && input.people.some(({ complete }) => complete > 0);
	const difference = primary?.difference.known ? primary.difference.figure : null;
	const half = difference ? (difference.high - difference.low) / 2 : null;
	const worth = effectWorth(campaign.effectWorthHaving, primary);
	const early = whyEarly(input, found, isRunning);
	const facts: VerdictFacts = {
		isUnhealthy: found.failures.length > 0,
		isTooEarly: early !== null,
		// With too few people it may only be that no one has entered yet.
		isOver: (isExhausted && early === null) || (!isRunning && !isOpen),
		isGuardrailHarmed: found.guardrails.some(({ guardrail }) => guardrail?.harm === "shown"),
		primary: difference === null ? "flat" : difference.low > 0 ? "up" : difference.high < 0 ? "down" : "flat",
		money: moneyAgainstCost(found.incrementalValue, found.cost),
		paysAtBestGuess:
			found.cost !== null &&
			found.incrementalValue.known &&
			found.incrementalValue.figure.value >= found.cost,
		excludesWorth: difference !== null && worth !== null && difference.high < worth.effect,
		isWorthGiven: worth?.isGiven === true,
		worthWasReachable: half !== null && worth !== null && half <= worth.effect,
	};
	const { name, kind } = judgeCampaign(facts);
	const canGrow = isRunning && input.canGrow;
	const figures: VerdictFigures = {
		primary,
		confidence: campaign.confidence,
		guardrails: found.guardrails,
		currency: campaign.currency,
		timeZone: campaign.timeZone,
		incrementalValue: found.incrementalValue,
		cost: found.cost,
		worth,
		early,
		windowDays: campaign.windowDays,
		completeAt: found.completeAt,
		daysLeft: canGrow ? daysLeft(half, worth?.effect ?? null, campaign.launchedAt, asOf) : null,
		isExhausted,
		peopleNeeded: peopleNeeded(primary, worth?.effect ?? null, found.interval.alpha),
		failures: found.failures,
	};
	if (campaign.isAaTest && !facts.isUnhealthy && early === null) return aaVerdict(primary, difference);
	return { kind, ...verdictText(name, figures) };
}

function whyEarly(
	{ campaign, people, metrics, asOf }: ReadOutInput,
	{ primary, interval }: VerdictInput,
	isRunning: boolean,
): EarlyReason | null {
	if (people.every((row) => row.complete === 0)) {
		const hasPeople = people.some((row) => row.open > 0);
		return {
			kind: "no_window",
			firstAt: hasPeople ? (firstAnswerAt(campaign)?.toISOString() ?? null) : null,
		};
	}
	const rows = (metrics.find((metric) => metric.isPrimary) ?? metrics[0])?.rows ?? [];
	const { counted, expected } = activeInSmallerArm(rows);
	const isCompared = primary !== undefined && primary.treated.people > 0 && primary.holdout.people > 0;
	// Read once, what one group did is itself chance: it is judged by what both lead to expect.
	if (isCompared && (interval.kind === "fixed" ? expected : counted) < LEAST_CONVERSIONS)
		return { kind: "too_few", counted, needed: LEAST_CONVERSIONS };
	if (!primary) return { kind: "unknown", reason: "Nothing is measured for this campaign." };
	if (!primary.difference.known) return { kind: "unknown", reason: primary.difference.reason };
	const launchedMs = campaign.launchedAt === null ? null : Date.parse(campaign.launchedAt);
	if (isRunning && launchedMs !== null && asOf.getTime() - launchedMs < 7 * DAY_MS)
		return { kind: "first_week" };
	return null;
}

/** The smallest worthwhile difference: as given, else by the holdout's rate. */
function effectWorth(
	given: number | null,
	primary: MetricReadOut | undefined,
): { effect: number; isGiven: boolean } | null {
	if (given !== null && primary?.kind === "conversion") return { effect: given, isGiven: true };
	if (!primary || primary.holdout.mean === null || primary.holdout.mean <= 0) return null;
	const effect = defaultWorth(primary.holdout.mean, primary.kind === "conversion");
	return effect > 0 ? { effect, isGiven: false } : null;
}

function moneyAgainstCost(value: Known<LiftRange>, cost: number | null): VerdictFacts["money"] {
	if (!value.known) return "unknown";
	const { low, high } = value.figure;
	if (high < 0) return "loss";
	if (cost === null) return low > 0 ? "gain" : "open";
	if (low > cost) return "above_cost";
	return high < cost ? "below_cost" : "around_cost";
}

/** The interval shrinks with the root of the people: days so far × ((half-width / effect)² − 1). */
function daysLeft(
	half: number | null,
	effect: number | null,
	launchedAt: string | null,
	asOf: Date,
): number | null {
	if (half === null || effect === null || launchedAt === null || half <= effect) return null;
	const days = (asOf.getTime() - Date.parse(launchedAt)) / DAY_MS;
	const left = Math.ceil(days * ((half / effect) ** 2 - 1));
	return left > 3650 ? null : left;
}

/** With these arms, people who would have shown the effect in four of five campaigns. */
function peopleNeeded(
	primary: MetricReadOut | undefined,
	effect: number | null,
	alpha: number,
): number | null {
	if (!primary?.difference.known || effect === null) return null;
	const people = primary.treated.people + primary.holdout.people;
	const needed = people * ((powerErrors(alpha) * primary.difference.figure.se) / effect) ** 2;
	// Two digits: it is a rough figure.
	const digits = 10 ** Math.max(0, Math.floor(Math.log10(needed)) - 1);
	const rounded = Math.ceil(needed / digits) * digits;
	return Number.isFinite(rounded) && rounded > people && rounded < 1e10 ? rounded : null;
}
