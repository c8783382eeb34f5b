import { isBeforeLaunch } from "@/lib/campaigns/contracts";
import { compareDeliveries } from "@/lib/campaigns/server/find-leaks";
import { findCampaign, type StoredCampaign } from "@/lib/campaigns/server/read-campaign";
import { countEpochRows } from "@/lib/holdouts/server/assign-new-members";
import { AppError } from "@/lib/kernel/app-error";
import { assembleReadOut } from "@/lib/lift/assemble-read-out";
import { type LiftReadOut, metricKind } from "@/lib/lift/contracts";
import { type LiveMetric, type Moments, statisticsAt, toSample, toSeries } from "@/lib/lift/fold-outcomes";
import { maskReadOut } from "@/lib/lift/mask-read-out";
import type { EpochDesign, ReadOutInput } from "@/lib/lift/read-out-input";
import { planPeople } from "@/lib/lift/server/plan-people";
import { countBefore, countPeople, sumImportedOutcomes, sumOutcomes } from "@/lib/lift/server/read-outcomes";
import { byShare } from "@/lib/lift/strata";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const DAY_MS = 86_400_000;
/** Whoever is assigned this soon after the launch was there when it was. */
const LAUNCH_TAKES_MS = 3_600_000;

type Measured = Pick<ReadOutInput, "people" | "metrics" | "series" | "outcomes" | "before">;

/** What a campaign added, as of now: everything computed in the warehouse from counts and moments. */
export async function readLift(ctx: Context, campaignId: string): Promise<LiftReadOut> {
	allow(ctx, "campaigns.read");
	const campaign = await findCampaign(ctx, campaignId);
	if (isBeforeLaunch(campaign.status))
		throw new AppError(
			"precondition",
			"This campaign has not been launched, so there is nothing to read yet.",
		);
	const isImported = campaign.status === "imported";
	const [measured, leak, plannedPeople, design] = await Promise.all([
		isImported ? measureImported(ctx, campaign) : measureLive(ctx, campaign),
		isImported ? null : compareDeliveries(ctx, campaignId),
		planPeople(ctx, campaign),
		readDesign(ctx, campaign),
	]);
	const read = assembleReadOut({
		...measured,
		metrics: measured.metrics.map((metric) => ({ ...metric, rows: byShare(metric.rows, design) })),
		series:
			measured.series?.map((one) => ({
				...one,
				days: one.days.map((day) => ({ ...day, rows: byShare(day.rows, design) })),
			})) ?? null,
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
		design,
		leak,
		plannedPeople,
		canGrow: canGrow(campaign, measured.people, ctx.now),
	});
	return maskReadOut(ctx, read, { isSplit: campaign.epochs.some(({ holdoutBp }) => holdoutBp > 0) });
}

async function readDesign(ctx: Context, campaign: StoredCampaign): Promise<EpochDesign[]> {
	return await Promise.all(
		campaign.epochs.map(async ({ epoch, holdoutBp, treated, heldOut }) => {
			const share = { epoch, holdoutShare: holdoutBp / 10_000 };
			if (treated === null || heldOut === null) return { ...share, cohort: null };
			const rows = await countEpochRows(ctx, { campaignId: campaign.id, epoch });
			return {
				...share,
				cohort: {
					assigned: { treated, holdout: heldOut },
					onRecord: { treated: rows.treated, holdout: rows.heldOut },
				},
			};
		}),
	);
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

async function measureLive(ctx: Context, campaign: StoredCampaign): Promise<Measured> {
	const { goalEvent, valueProperty, windowDays } = campaign;
	if (goalEvent === null)
		throw new AppError("internal", "A launched campaign has no goal.", { retryable: false });
	const scope = await scopeOf(ctx, campaign);
	const people = await countPeople(ctx.warehouse, scope);
	const outcomes = { ...scope, goalEvent, valueProperty };
	const rows = await sumOutcomes(ctx.warehouse, outcomes);
	const days = rows.map((row) => ({
		...row,
		goals: momentsOf(row, "goals"),
		value: momentsOf(row, "value"),
	}));
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
			rows: statisticsAt(key, people, days, windowDays),
		})),
		series: keys.filter((key) => key !== "count").map((key) => toSeries(key, people, days, windowDays)),
		outcomes: days.map(({ arm, day, goals, goalsWithoutValue, goalsBeyondValue }) => ({
			arm,
			total: day === windowDays ? Math.round(goals.active * goals.mean) : 0,
			missing: goalsWithoutValue,
			beyond: goalsBeyondValue,
			early: 0,
		})),
	};
}

async function measureImported(ctx: Context, campaign: StoredCampaign): Promise<Measured> {
	// Every window of a finished campaign is over, whenever its people were assigned.
	const scope = { ...(await scopeOf(ctx, campaign)), windowDays: 0 };
	const [people, rows] = await Promise.all([
		countPeople(ctx.warehouse, scope),
		sumImportedOutcomes(ctx.warehouse, scope),
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
				.map((row) => ({
					epoch: row.epoch,
					arm: row.arm,
					sample: toSample(row.people, momentsOf(row, "value")),
				})),
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
