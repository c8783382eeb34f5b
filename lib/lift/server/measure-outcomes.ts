import { primaryOf } from "@/lib/campaigns/metrics";
import type { StoredCampaign } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { metricKind } from "@/lib/lift/contracts";
import {
	type CovariateMoments,
	type DayState,
	type LiveMetric,
	type Moments,
	pairSample,
	statisticsAt,
	type TraitRow,
	toSample,
	toSeries,
} from "@/lib/lift/fold-outcomes";
import type { OutcomeCovariate } from "@/lib/lift/live-outcomes-sql";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import {
	countBefore,
	countPeople,
	readTraitMoments,
	sumImportedOutcomes,
	sumOutcomes,
} from "@/lib/lift/server/read-outcomes";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import type { Context } from "@/lib/workspaces/server/context";

export type Measured = Pick<ReadOutInput, "people" | "metrics" | "series" | "outcomes" | "before">;

export async function scopeOf(ctx: Context, campaign: StoredCampaign) {
	return {
		ws: ctx.workspace.number,
		campaignId: campaign.id,
		hasMerges: await hasMerges(ctx),
		asOf: ctx.now,
		windowDays: campaign.windowDays,
	};
}

/** What the metrics of a goal are called. */
export function goalLabels(goalEvent: string): Record<LiveMetric, string> {
	return { conversion: goalEvent, count: "Conversions per person", value: "Revenue per person" };
}

/** A trait around its mean over everyone who has it; who does not counts as average. */
async function readTrait(
	ctx: Context,
	scope: { ws: number; campaignId: string; hasMerges: boolean; asOf: Date; windowDays: number },
	trait: string,
): Promise<{ mean: number; rows: TraitRow[] }> {
	const found = await readTraitMoments(ctx.warehouse, { ...scope, trait });
	const people = found.reduce((all, { known }) => all + known, 0);
	const mean = found.reduce((all, row) => all + (row.known * row.mean) / Math.max(1, people), 0);
	const rows = found.map((row) => ({ ...row, active: row.known, mean: row.mean - mean }));
	return { mean, rows };
}

/** A live campaign's people and outcomes, as counts and moments; adjusted for a trait if one is named. */
export async function measureLive(
	ctx: Context,
	campaign: StoredCampaign,
	trait: string | undefined,
): Promise<Measured> {
	const { goalEvent, valueProperty, windowDays } = campaign;
	if (goalEvent === null)
		throw new AppError("internal", "A launched campaign has no goal.", { retryable: false });
	const scope = await scopeOf(ctx, campaign);
	const outcomes = { ...scope, goalEvent, valueProperty };
	const found = trait === undefined ? null : await readTrait(ctx, scope, trait);
	const covariate: OutcomeCovariate =
		trait === undefined ? { kind: "before" } : { kind: "trait", trait, mean: found?.mean ?? 0 };
	const [people, rows] = await Promise.all([
		countPeople(ctx.warehouse, scope),
		sumOutcomes(ctx.warehouse, { ...outcomes, covariate }),
	]);
	const states = rows.map((row): DayState & (typeof rows)[number] => ({
		...row,
		goals: momentsOf(row, "goals"),
		value: momentsOf(row, "value"),
		covariates: {
			conversion: covariateOf(row, "conversion"),
			count: covariateOf(row, "goals"),
			value: covariateOf(row, "value"),
		},
	}));
	const days = states.filter(({ day }) => day > 0);
	const traits = found?.rows ?? null;
	const isAwaited = people.every((row) => row.complete === 0);
	const [before] = isAwaited ? await countBefore(ctx.warehouse, outcomes) : [];
	const labels = goalLabels(goalEvent);
	const decides = primaryOf(campaign.metrics);
	const keys: LiveMetric[] =
		valueProperty === null ? ["conversion", "count"] : ["conversion", "value", "count"];
	return {
		people,
		before: before ?? null,
		metrics: keys.map((key) => ({
			key,
			label: labels[key],
			kind: key,
			isPrimary: key === decides,
			rows: statisticsAt(key, people, states, windowDays, traits),
		})),
		series: keys
			.filter((key) => key !== "count")
			.map((key) => toSeries(key, people, states, windowDays, traits)),
		outcomes: days.map(({ arm, day, goals, goalsWithoutValue, goalsBeyondValue }) => ({
			arm,
			total: day === windowDays ? Math.round(goals.active * goals.mean) : 0,
			missing: goalsWithoutValue,
			beyond: goalsBeyondValue,
			early: 0,
		})),
	};
}

/** The same of an imported campaign, whose file has one outcome per person and metric. */
export async function measureImported(
	ctx: Context,
	campaign: StoredCampaign,
	trait: string | undefined,
): Promise<Measured> {
	// Every window of a finished campaign is over, whenever its people were assigned.
	const scope = { ...(await scopeOf(ctx, campaign)), windowDays: 0 };
	const found = trait === undefined ? null : await readTrait(ctx, scope, trait);
	const [people, rows] = await Promise.all([
		countPeople(ctx.warehouse, scope),
		sumImportedOutcomes(ctx.warehouse, {
			...scope,
			trait: trait === undefined ? null : { name: trait, mean: found?.mean ?? 0 },
		}),
	]);
	return {
		people,
		before: null,
		metrics: campaign.metrics.map(({ name, kind, role }) => ({
			key: name,
			label: name,
			kind: metricKind.parse(kind),
			isPrimary: role === "primary",
			rows: rows
				.filter((row) => row.metric === name)
				.map((row) => {
					const sample = toSample(row.people, momentsOf(row, "value"));
					const moments = covariateOf(row, "value");
					const spread = { active: row.people, mean: moments.mean, variance: moments.variance };
					const paired =
						found === null || row.people === 0
							? null
							: pairSample(sample, spread, { people: row.people, moments });
					return { epoch: row.epoch, arm: row.arm, sample, paired };
				}),
		})),
		series: null,
		outcomes: people.map(({ epoch, arm, complete, open, future }) => {
			const total = complete + open + future;
			const mine = campaign.metrics.map(({ name }) =>
				rows.find((row) => row.epoch === epoch && row.arm === arm && row.metric === name),
			);
			return {
				arm,
				total,
				missing: Math.max(0, ...mine.map((row) => total - (row?.people ?? 0) - (row?.beyond ?? 0))),
				beyond: mine.reduce((all, row) => all + (row?.beyond ?? 0), 0),
				early: Math.max(0, ...mine.map((row) => row?.early ?? 0)),
			};
		}),
	};
}

type MomentColumns<Prefix extends string> = Record<
	`${Prefix}${"Total" | "Active" | "Mean" | "Variance" | "Skew" | "LogVariance" | "LogKurtosis" | "Lowest" | "Highest"}`,
	number
>;

/** Moments from the columns that `momentsSql` names. */
export function momentsOf<Prefix extends "goals" | "value">(
	row: MomentColumns<Prefix>,
	prefix: Prefix,
): Moments {
	return {
		total: row[`${prefix}Total`],
		active: row[`${prefix}Active`],
		mean: row[`${prefix}Mean`],
		variance: row[`${prefix}Variance`],
		skew: row[`${prefix}Skew`],
		logVariance: row[`${prefix}LogVariance`],
		logKurtosis: row[`${prefix}LogKurtosis`],
		lowest: row[`${prefix}Lowest`],
		highest: row[`${prefix}Highest`],
	};
}

function covariateOf<Prefix extends string>(
	row: Record<`${Prefix}${"CovariateMean" | "CovariateVariance" | "Covariance"}`, number>,
	prefix: Prefix,
): CovariateMoments {
	return {
		mean: row[`${prefix}CovariateMean`],
		variance: row[`${prefix}CovariateVariance`],
		covariance: row[`${prefix}Covariance`],
	};
}
