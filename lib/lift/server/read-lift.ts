import { compareDeliveries } from "@/lib/campaigns/server/find-leaks";
import { findCampaign, type StoredCampaign } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { assembleReadOut } from "@/lib/lift/assemble-read-out";
import { type LiftReadOut, metricKind } from "@/lib/lift/contracts";
import type { Covariate } from "@/lib/lift/covariate";
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
import { maskReadOut } from "@/lib/lift/mask-read-out";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import { planPeople } from "@/lib/lift/server/plan-people";
import {
	countBefore,
	countPeople,
	readTraitMoments,
	sumImportedOutcomes,
	sumOutcomes,
} from "@/lib/lift/server/read-outcomes";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const DAY_MS = 86_400_000;
/** Whoever is assigned this soon after the launch was there when it was. */
const LAUNCH_TAKES_MS = 3_600_000;
/** As many as anyone picks from. */
const MOST_TRAITS = 500;

type Measured = Pick<ReadOutInput, "people" | "metrics" | "series" | "outcomes" | "before">;

/**
 * What a campaign added, as of now: everything computed in the warehouse from counts and moments. `trait`: a numeric trait
 * that the adjusted figures are adjusted for, in place of the same metric before.
 */
export async function readLift(
	ctx: Context,
	campaignId: string,
	{ trait }: { trait?: string | undefined } = {},
): Promise<LiftReadOut> {
	allow(ctx, "campaigns.read");
	const campaign = await findCampaign(ctx, campaignId);
	if (campaign.status === "draft")
		throw new AppError(
			"precondition",
			"This campaign has not been launched, so there is nothing to read yet.",
		);
	const isImported = campaign.status === "imported";
	const traits = await listNumericTraits(ctx);
	if (trait !== undefined && !traits.includes(trait))
		throw new AppError(
			"invalid",
			"There is no numeric trait of this name. Choose one of those on the page.",
			{
				issues: [{ path: "trait", message: "There is no numeric trait of this name." }],
			},
		);
	const covariate: Covariate | null = trait
		? { kind: "trait", trait }
		: isImported
			? null
			: { kind: "before" };
	const [measured, leak, plannedPeople] = await Promise.all([
		isImported ? measureImported(ctx, campaign, trait) : measureLive(ctx, campaign, trait),
		isImported ? null : compareDeliveries(ctx, campaignId),
		planPeople(ctx, campaign),
	]);
	const read = assembleReadOut({
		...measured,
		campaign: {
			id: campaign.id,
			name: campaign.name,
			status: campaign.status,
			goalEvent: campaign.goalEvent,
			valueProperty: campaign.valueProperty,
			currency: campaign.currency,
			windowDays: campaign.windowDays,
			costCents: campaign.costCents,
			launchedAt: campaign.launchedAt?.toISOString() ?? null,
			endedAt: campaign.endedAt?.toISOString() ?? null,
			endsAt: campaign.endsAt?.toISOString() ?? null,
			effectWorthHaving: campaign.effectWorthHaving,
			timeZone: ctx.workspace.timeZone,
		},
		asOf: ctx.now,
		design: campaign.epochs.map(({ epoch, holdoutBp }) => ({ epoch, holdoutShare: holdoutBp / 10_000 })),
		leak,
		covariate,
		traits,
		plannedPeople,
		canGrow: canGrow(campaign, measured.people, ctx.now),
	});
	return maskReadOut(ctx, read, { isSplit: campaign.epochs.some(({ holdoutBp }) => holdoutBp > 0) });
}

/**
 * Whether anyone may still enter: someone came after the launch, and within the last two windows. A list of people that was
 * delivered once stays as it is.
 */
function canGrow(campaign: StoredCampaign, people: ReadOutInput["people"], now: Date): boolean {
	if (campaign.status !== "running" || campaign.launchedAt === null) return false;
	const last = Math.max(0, ...people.map((row) => row.lastAssignedMs));
	const cameLater = last > campaign.launchedAt.getTime() + LAUNCH_TAKES_MS;
	return cameLater && last > now.getTime() - 2 * campaign.windowDays * DAY_MS;
}

async function scopeOf(ctx: Context, campaign: StoredCampaign) {
	return {
		ws: ctx.workspace.number,
		campaignId: campaign.id,
		hasMerges: await hasMerges(ctx),
		asOf: ctx.now,
		windowDays: campaign.windowDays,
	};
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

async function measureLive(
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
	const labels: Record<LiveMetric, string> = {
		conversion: goalEvent,
		count: "Conversions per person",
		value: "Revenue per person",
	};
	const keys: LiveMetric[] =
		valueProperty === null ? ["conversion", "count"] : ["conversion", "value", "count"];
	return {
		people,
		before: before ?? null,
		metrics: keys.map((key) => ({
			key,
			label: labels[key],
			kind: key,
			isPrimary: key === "conversion",
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

async function measureImported(
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
		metrics: campaign.metrics.map(({ name, kind, isPrimary }) => ({
			key: name,
			label: name,
			kind: metricKind.parse(kind),
			isPrimary,
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

function momentsOf<Prefix extends "goals" | "value">(row: MomentColumns<Prefix>, prefix: Prefix): Moments {
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

/** The workspace's traits that are numbers, by name. */
async function listNumericTraits(ctx: Context): Promise<string[]> {
	const found = await ctx.db.traitDefinition.findMany({
		where: { workspaceNumber: ctx.workspace.number, type: "number" },
		select: { name: true },
		orderBy: { name: "asc" },
		take: MOST_TRAITS,
	});
	return found.map(({ name }) => name);
}
