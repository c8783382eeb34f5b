import { alphaOf } from "@/lib/campaigns/confidence";
import { firstAnswerAt } from "@/lib/campaigns/first-answer-at";
import { adjustMetric } from "@/lib/lift/adjust-metric";
import { checkHealth } from "@/lib/lift/check-health";
import { groupsObstacle } from "@/lib/lift/compare-groups";
import { compareSlices } from "@/lib/lift/compare-slices";
import { compareVariants } from "@/lib/lift/compare-variants";
import type { LiftReadOut, MetricReadOut, SeriesPoint } from "@/lib/lift/contracts";
import { covariateText } from "@/lib/lift/covariate";
import { estimateMetric, type IntervalChoice } from "@/lib/lift/estimate-metric";
import { findLeastLift } from "@/lib/lift/forecast-lift";
import { findLateChange } from "@/lib/lift/late-change";
import { mainMetric } from "@/lib/lift/main-metric";
import { costSoFar, incrementOf, readMoney } from "@/lib/lift/read-money";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import { readVerdict } from "@/lib/lift/read-verdict";
import { holm } from "@/lib/stats/adjust-p-values";

const DAY_MS = 86_400_000;
const NO_TIMES =
	"The imported file holds one outcome per person and no event times, so nothing is drawn over time.";
const NOTHING_BEFORE =
	"The imported file holds nothing from before the assignment. Choose a numeric trait to adjust for.";

/** Everything on the lift page, from sufficient statistics alone. */
export function assembleReadOut(input: ReadOutInput): LiftReadOut {
	const { campaign, asOf } = input;
	const people = countPeople(input);
	const isOpen = people.treatedOpen + people.holdoutOpen > 0;
	const alpha = alphaOf(campaign.confidence);
	const interval: IntervalChoice =
		campaign.status === "running" || isOpen
			? { kind: "always_valid", tunedAt: Math.max(100, input.plannedPeople), alpha }
			: { kind: "fixed", alpha };
	const metrics = withHolm(input.metrics.map((metric) => estimateMetric(metric, interval)));
	const plainSeries = readSeries(input, interval);
	const compared = metrics[0]?.treated.people ?? 0;
	const comparedShare =
		people.treated + people.treatedOpen === 0
			? 0
			: Math.min(1, compared / (people.treated + people.treatedOpen));
	const increments = incrementsOf(metrics, metrics, campaign.costCents, comparedShare);
	const health = checkHealth(input);
	const {
		endsAt: _endsAt,
		effectWorthHaving: _worth,
		timeZone: _zone,
		confidence: _confidence,
		...shown
	} = campaign;
	return {
		campaign: shown,
		asOf: asOf.toISOString(),
		interval: {
			kind: interval.kind,
			tunedAt: interval.kind === "fixed" ? null : interval.tunedAt,
			confidence: campaign.confidence,
		},
		people,
		metrics,
		...increments,
		cost: costSoFar(campaign.costCents, comparedShare),
		series: plainSeries,
		adjusted: readAdjusted(input, { metrics, interval, series: plainSeries, comparedShare }),
		traits: [...input.traits],
		variants:
			input.variants && compareVariants(input.variants, interval, groupsObstacle("variant", health, input)),
		sliceTraits: [...input.sliceTraits],
		slices: input.slices && compareSlices(input.slices, interval, groupsObstacle("slice", health, input)),
		outlook: readOutlook(input),
		health,
		late: input.closing && findLateChange(metrics, input.closing),
		verdict: readVerdict(input, {
			primary: metrics.find((metric) => metric.isPrimary) ?? metrics[0],
			guardrails: metrics.filter(({ role }) => role === "guardrail"),
			interval,
			incrementalValue: increments.incrementalValue,
			cost: costSoFar(campaign.costCents, comparedShare),
			failures: health.filter((check) => check.state === "failed").map((check) => check.sentence),
			completeAt: people.completeAt,
		}),
	};
}

/** Secondary metrics with Holm's correction over those that have a p value. */
function withHolm(metrics: readonly MetricReadOut[]): MetricReadOut[] {
	const pOf = ({ role, difference }: MetricReadOut) =>
		role === "secondary" && difference.known ? difference.figure.p : null;
	const tested = metrics.filter((metric) => pOf(metric) !== null);
	const corrected = holm(tested.map((metric) => pOf(metric) ?? 1));
	return metrics.map((metric) => ({ ...metric, holm: corrected[tested.indexOf(metric)] ?? null }));
}

/** What the campaign added and what that cost; what attribution would claim comes from the plain figures. */
function incrementsOf(
	metrics: readonly MetricReadOut[],
	plain: readonly MetricReadOut[],
	costCents: number | null,
	comparedShare: number,
): Pick<LiftReadOut, "incrementalConversions" | "incrementalValue" | "money"> {
	const increment = (kind: MetricReadOut["kind"], absent: string) =>
		incrementOf(mainMetric(metrics, kind), absent);
	const incrementalConversions = increment("conversion", "No conversion is measured for this campaign.");
	const incrementalValue = increment("value", "No value is measured for this campaign.");
	const money = readMoney({
		costCents,
		comparedShare,
		conversion: mainMetric(plain, "conversion"),
		value: mainMetric(plain, "value"),
		incrementalConversions,
		incrementalValue,
	});
	return { incrementalConversions, incrementalValue, money };
}

/** The same figures adjusted for the covariate; unknown with the reason where that changes none of them. */
function readAdjusted(
	input: ReadOutInput,
	plain: {
		metrics: readonly MetricReadOut[];
		interval: IntervalChoice;
		series: LiftReadOut["series"];
		comparedShare: number;
	},
): LiftReadOut["adjusted"] {
	const { campaign, covariate } = input;
	if (covariate === null) return { known: false, reason: NOTHING_BEFORE };
	if (!plain.metrics.some(({ difference }) => difference.known))
		return { known: false, reason: "There is no difference to adjust yet." };
	const metrics = withHolm(
		plain.metrics.map((metric, index) => {
			const definition = input.metrics[index];
			return definition ? adjustMetric(metric, definition, plain.interval) : metric;
		}),
	);
	const text = covariateText(covariate);
	if (metrics.every(({ removed }) => removed === null))
		return {
			known: false,
			reason: `Nothing to adjust for: ${text} is the same for everyone, or recorded for no one.`,
		};
	return {
		known: true,
		figure: {
			covariate: text,
			metrics,
			...incrementsOf(metrics, plain.metrics, campaign.costCents, plain.comparedShare),
			series: plain.series.known ? readSeries(input, plain.interval, adjustMetric) : plain.series,
		},
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

function readSeries(
	input: ReadOutInput,
	interval: IntervalChoice,
	adjust: typeof adjustMetric = (metric) => metric,
): LiftReadOut["series"] {
	if (input.series === null) return { known: false, reason: NO_TIMES };
	const hasPeople = input.people.some((row) => row.complete > 0);
	if (!hasPeople) return { known: false, reason: "No one's conversion window is complete yet." };
	const figure = input.series.map(({ metric, days }) => {
		const definition = input.metrics.find((each) => each.key === metric);
		const kind = definition?.kind ?? "conversion";
		const points = days.map(({ day, rows }): SeriesPoint => {
			const plain = estimateMetric({ key: metric, label: "", kind, isPrimary: false, rows }, interval);
			const estimate = adjust(plain, { kind, rows }, interval);
			return {
				day,
				treated: estimate.treated,
				holdout: estimate.holdout,
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
		alphaOf(campaign.confidence),
	);
	return { ...first, baseRate, ...least };
}
