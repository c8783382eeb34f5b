import type { LiftRange, LiftSummary, Verdict } from "@/lib/lift/contracts";
import { shrinkEstimates } from "@/lib/stats/shrink-estimates";

export interface PortfolioCampaign {
	id: string;
	name: string;
	verdict: Verdict["kind"];
	/** As its own read-out has it. */
	own: LiftRange;
	/** Drawn toward what campaigns of the workspace bring per person; null where too few have an answer. */
	shrunken: LiftRange | null;
	cost: number | null;
}

/** The programme's total once a campaign was added to it. */
export interface ProgrammeStep {
	at: string;
	name: string;
	total: LiftRange;
}

export interface Portfolio {
	/** The currency of most campaigns; campaigns in others are not added to it. */
	currency: string;
	/** With the largest incremental value first. */
	campaigns: PortfolioCampaign[];
	/** In order of launch; the last is the total. */
	steps: ProgrammeStep[];
	total: LiftRange;
	/** Campaigns without a known value, and campaigns in other currencies. */
	unknown: number;
	inOtherCurrencies: number;
	expand: NamedCampaign[];
	stop: NamedCampaign[];
	/** Segments of campaigns with a result, none of which paid. */
	neverPaid: { id: string; name: string; campaigns: number }[];
}

interface NamedCampaign {
	id: string;
	name: string;
}

/** Verdicts that say what came of a campaign; the others are still open, or say nothing. */
const decided = new Set<Verdict["kind"]>(["expand", "keep", "change", "retire"]);
const pays = new Set<Verdict["kind"]>(["expand", "keep"]);

/**
 * All campaigns of a workspace together. The programme's total is the sum of the campaigns' own figures, and so are the ends
 * of its interval: that is as wide as it can be, however they correlate. Null while no campaign has a known value.
 */
export function preparePortfolio(all: readonly LiftSummary[]): Portfolio | null {
	// An A/A test sent no one anything: whatever its groups differ by is chance.
	const summaries = all.filter(({ isAaTest }) => !isAaTest);
	const known = summaries.filter(({ incrementalValue }) => incrementalValue.known);
	const currency = mostCommon(known.map((each) => each.currency));
	if (currency === null) return null;
	const added = known.filter((each) => each.currency === currency);
	const shrunken = shrinkValues(added);
	const campaigns = added.flatMap(
		({ campaignId, name, verdict, incrementalValue, cost }): PortfolioCampaign[] =>
			incrementalValue.known
				? [
						{
							id: campaignId,
							name,
							verdict: verdict.kind,
							own: incrementalValue.figure,
							shrunken: shrunken.get(campaignId) ?? null,
							cost,
						},
					]
				: [],
	);
	const steps = toSteps(added);
	const total = steps.at(-1)?.total ?? { value: 0, low: 0, high: 0 };
	const guess = ({ own, shrunken: drawn }: PortfolioCampaign) => (drawn ?? own).value;
	return {
		currency,
		campaigns: campaigns.sort((a, b) => guess(b) - guess(a)),
		steps,
		total,
		unknown: summaries.length - known.length,
		inOtherCurrencies: known.length - added.length,
		expand: withVerdict(summaries, "expand"),
		stop: withVerdict(summaries, "retire"),
		neverPaid: findNeverPaid(summaries),
	};
}

/** Per treated person campaigns are comparable; of totals the largest audience would always be the outlier. */
function shrinkValues(summaries: readonly LiftSummary[]): Map<string, LiftRange> {
	const comparable = summaries.flatMap(({ campaignId, incrementalValue, valueBasis }) =>
		incrementalValue.known && valueBasis !== null && valueBasis.people > 0 && valueBasis.error > 0
			? [
					{
						campaignId,
						people: valueBasis.people,
						value: incrementalValue.figure.value,
						error: valueBasis.error,
					},
				]
			: [],
	);
	const found = shrinkEstimates(
		comparable.map(({ people, value, error }) => ({ value: value / people, se: error / people })),
	);
	return new Map(
		(found ?? []).flatMap(({ value, low, high }, index) => {
			const campaign = comparable[index];
			if (!campaign) return [];
			const { campaignId, people } = campaign;
			return [[campaignId, { value: value * people, low: low * people, high: high * people }] as const];
		}),
	);
}

function toSteps(summaries: readonly LiftSummary[]): ProgrammeStep[] {
	let total: LiftRange = { value: 0, low: 0, high: 0 };
	return [...summaries]
		.sort((a, b) => a.startedAt.localeCompare(b.startedAt))
		.flatMap(({ name, startedAt, incrementalValue }) => {
			if (!incrementalValue.known) return [];
			const { value, low, high } = incrementalValue.figure;
			total = { value: total.value + value, low: total.low + low, high: total.high + high };
			return [{ at: startedAt, name, total }];
		});
}

function withVerdict(summaries: readonly LiftSummary[], kind: Verdict["kind"]): NamedCampaign[] {
	return summaries
		.filter(({ verdict }) => verdict.kind === kind)
		.map(({ campaignId, name }) => ({ id: campaignId, name }));
}

function findNeverPaid(summaries: readonly LiftSummary[]): Portfolio["neverPaid"] {
	const found = new Map<string, { id: string; name: string; kinds: Verdict["kind"][] }>();
	for (const { segment, verdict } of summaries) {
		if (segment === null || !decided.has(verdict.kind)) continue;
		const kinds = found.get(segment.id)?.kinds ?? [];
		found.set(segment.id, { ...segment, kinds: [...kinds, verdict.kind] });
	}
	return [...found.values()]
		.filter(({ kinds }) => !kinds.some((kind) => pays.has(kind)))
		.map(({ id, name, kinds }) => ({ id, name, campaigns: kinds.length }));
}

function mostCommon(values: readonly string[]): string | null {
	const counts = new Map<string, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
