import { firstAnswerAt } from "@/lib/campaigns/first-answer-at";
import { checkHealth } from "@/lib/lift/check-health";
import type {
	Known,
	LiftRange,
	LiftReadOut,
	MetricReadOut,
	SeriesPoint,
	Verdict,
} from "@/lib/lift/contracts";
import {
	armFigures,
	estimateMetric,
	type IntervalChoice,
	LEAST_CONVERSIONS,
} from "@/lib/lift/estimate-metric";
import { findLeastLift } from "@/lib/lift/forecast-lift";
import { judgeCampaign, type VerdictFacts } from "@/lib/lift/judge-campaign";
import { costSoFar, incrementOf, readMoney } from "@/lib/lift/read-money";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import { armTotal } from "@/lib/lift/strata";
import { verdictText } from "@/lib/lift/verdict-text";

const DAY_MS = 86_400_000;
const NO_TIMES =
	"The imported file holds one outcome per person and no event times, so nothing is drawn over time.";

/** Everything on the lift page, from sufficient statistics alone. */
export function assembleReadOut(input: ReadOutInput): LiftReadOut {
	const { campaign, asOf } = input;
	const people = countPeople(input);
	const smallerConversions = conversionsOfSmallerArm(input);
	const interval: IntervalChoice =
		campaign.status === "running" || people.treatedOpen + people.holdoutOpen > 0
			? { kind: "always_valid", tunedAt: Math.max(100, input.tunedAt) }
			: { kind: "fixed" };
	const metrics = input.metrics.map((metric) => estimateMetric({ ...metric, smallerConversions }, interval));
	const conversion =
		metrics.find((metric) => metric.kind === "conversion" && metric.isPrimary) ??
		metrics.find((metric) => metric.kind === "conversion");
	const value = metrics.find((metric) => metric.kind === "value");
	const incrementalConversions = incrementOf(conversion, "No conversion is measured for this campaign.");
	const incrementalValue = incrementOf(value, "No value is measured for this campaign.");
	const completeShare =
		people.treated + people.treatedOpen === 0 ? 0 : people.treated / (people.treated + people.treatedOpen);
	const health = checkHealth(input);
	const { endsAt: _endsAt, effectWorthHaving: _worth, ...shown } = campaign;
	return {
		campaign: shown,
		asOf: asOf.toISOString(),
		interval: { kind: interval.kind, tunedAt: interval.kind === "fixed" ? null : interval.tunedAt },
		people,
		metrics,
		incrementalConversions,
		incrementalValue,
		money: readMoney({
			costCents: campaign.costCents,
			completeShare,
			conversion,
			value,
			incrementalConversions,
			incrementalValue,
		}),
		series: readSeries(input, interval),
		outlook: readOutlook(input),
		health,
		verdict: readVerdict(input, {
			primary: metrics.find((metric) => metric.isPrimary) ?? metrics[0],
			incrementalConversions,
			incrementalValue,
			cost: costSoFar(campaign.costCents, completeShare),
			smallerConversions,
			failures: health.filter((check) => check.state === "failed").map((check) => check.sentence),
			isAllComplete: people.treatedOpen + people.holdoutOpen === 0,
		}),
	};
}

function countPeople({ people, campaign }: ReadOutInput): LiftReadOut["people"] {
	const sum = (arm: string, field: "complete" | "open") =>
		people.filter((row) => row.arm === arm).reduce((all, row) => all + row[field], 0);
	const lastOpen = people.filter((row) => row.open > 0).map((row) => row.lastAssignedMs);
	return {
		treated: sum("treated", "complete"),
		holdout: sum("holdout", "complete"),
		treatedOpen: sum("treated", "open"),
		holdoutOpen: sum("holdout", "open"),
		completeAt:
			lastOpen.length === 0
				? null
				: new Date(Math.max(...lastOpen) + campaign.windowDays * DAY_MS).toISOString(),
	};
}

/** People who converted, in the arm with fewer of them; null when no conversion is measured. */
function conversionsOfSmallerArm({ metrics }: ReadOutInput): number | null {
	const conversion =
		metrics.find((metric) => metric.kind === "conversion" && metric.isPrimary) ??
		metrics.find((metric) => metric.kind === "conversion");
	if (!conversion) return null;
	return Math.min(armTotal(conversion.rows, "treated").sum, armTotal(conversion.rows, "holdout").sum);
}

function readSeries(input: ReadOutInput, interval: IntervalChoice): LiftReadOut["series"] {
	if (input.series === null) return { known: false, reason: NO_TIMES };
	const hasPeople = input.people.some((row) => row.complete > 0);
	if (!hasPeople) return { known: false, reason: "No one's conversion window is complete yet." };
	const figure = input.series.map(({ metric, days }) => {
		const definition = input.metrics.find((each) => each.key === metric);
		const kind = definition?.kind ?? "conversion";
		const points = days.map(({ day, rows }): SeriesPoint => {
			const estimate = estimateMetric(
				{ key: metric, label: "", kind, isPrimary: false, rows, smallerConversions: smallest(rows, kind) },
				interval,
			);
			return {
				day,
				treated: armFigures(armTotal(rows, "treated"), kind),
				holdout: armFigures(armTotal(rows, "holdout"), kind),
				difference: estimate.difference,
			};
		});
		return { metric, points };
	});
	return { known: true, figure };
}

/**
 * While no one's window is complete: when the first are, and what will be detectable with the people
 * assigned.
 */
function readOutlook({ campaign, people, before }: ReadOutInput): LiftReadOut["outlook"] {
	const answerAt = firstAnswerAt(campaign);
	if (campaign.status === "imported" || answerAt === null) return null;
	if (people.some((row) => row.complete > 0)) return null;
	const first = { firstAnswerAt: answerAt.toISOString() };
	const baseRate = before && before.people > 0 && before.did > 0 ? before.did / before.people : null;
	if (baseRate === null) return { ...first, baseRate, leastLift: null, obstacle: null };
	const count = (arm: string) =>
		people.filter((row) => row.arm === arm).reduce((sum, row) => sum + row.open, 0);
	const least = findLeastLift(
		{ treated: count("treated"), holdout: count("holdout"), share: baseRate },
		"always_valid",
	);
	return { ...first, baseRate, ...least };
}

function smallest(rows: ReadOutInput["metrics"][number]["rows"], kind: string): number | null {
	if (kind !== "conversion") return null;
	return Math.min(armTotal(rows, "treated").sum, armTotal(rows, "holdout").sum);
}

interface VerdictInput {
	primary: MetricReadOut | undefined;
	incrementalConversions: Known<LiftRange>;
	incrementalValue: Known<LiftRange>;
	cost: number | null;
	smallerConversions: number | null;
	failures: string[];
	isAllComplete: boolean;
}

function readVerdict({ campaign, asOf, people }: ReadOutInput, input: VerdictInput): Verdict {
	const { primary } = input;
	const isRunning = campaign.status === "running" || campaign.status === "draft";
	const difference = primary?.difference.known ? primary.difference.figure : null;
	const worth = effectWorth(campaign.effectWorthHaving, primary);
	const half = difference ? (difference.high - difference.low) / 2 : null;
	const launchedMs = campaign.launchedAt === null ? null : Date.parse(campaign.launchedAt);
	const isFirstWeek = isRunning && launchedMs !== null && asOf.getTime() - launchedMs < 7 * DAY_MS;
	const isTooFew = input.smallerConversions !== null && input.smallerConversions < LEAST_CONVERSIONS;
	const facts: VerdictFacts = {
		isUnhealthy: input.failures.length > 0,
		isTooEarly: isTooFew || isFirstWeek || difference === null,
		isFinal: !isRunning && input.isAllComplete,
		interval: !difference
			? "spans_zero"
			: difference.low > 0
				? "above_zero"
				: difference.high < 0
					? "below_zero"
					: "spans_zero",
		excludesWorth: difference !== null && worth?.isGiven === true && difference.high < worth.effect,
		worthWasReachable: half !== null && worth !== null && half <= worth.effect,
		value: valueAgainstCost(input.incrementalValue, input.cost),
	};
	const found = judgeCampaign(facts);
	const text = verdictText(found.name, {
		primary,
		currency: campaign.currency,
		incrementalValue: input.incrementalValue,
		incrementalConversions: input.incrementalConversions,
		cost: input.cost,
		worth,
		awaitedDays: people.some((row) => row.complete > 0) ? null : campaign.windowDays,
		smallerConversions: input.smallerConversions,
		daysLeft: daysLeft(half, worth?.effect ?? null, launchedMs, asOf),
		failures: input.failures,
	});
	return { kind: found.kind, ...text };
}

/** The smallest worthwhile difference: as given, else a tenth of the holdout's rate. */
function effectWorth(
	given: number | null,
	primary: MetricReadOut | undefined,
): { effect: number; isGiven: boolean } | null {
	if (given !== null && primary?.kind === "conversion") return { effect: given, isGiven: true };
	if (!primary || primary.holdout.mean === null || primary.holdout.mean <= 0) return null;
	return { effect: primary.holdout.mean / 10, isGiven: false };
}

function valueAgainstCost(value: Known<LiftRange>, cost: number | null): VerdictFacts["value"] {
	if (!value.known || cost === null) return "unknown";
	if (value.figure.low > cost) return "above_cost";
	if (value.figure.high < cost) return "below_cost";
	return "around_cost";
}

/** The interval shrinks with the root of the people: days so far × ((half-width / effect)² − 1). */
function daysLeft(
	half: number | null,
	effect: number | null,
	launchedMs: number | null,
	asOf: Date,
): number | null {
	if (half === null || effect === null || launchedMs === null || half <= effect) return null;
	const days = (asOf.getTime() - launchedMs) / DAY_MS;
	const left = Math.ceil(days * ((half / effect) ** 2 - 1));
	return left > 3650 ? null : left;
}
