import { compareDeliveries } from "@/lib/campaigns/server/find-leaks";
import { findCampaign, type StoredCampaign } from "@/lib/campaigns/server/read-campaign";
import { countAssignedAt } from "@/lib/holdouts/server/assign-new-members";
import { AppError } from "@/lib/kernel/app-error";
import { assembleReadOut } from "@/lib/lift/assemble-read-out";
import { type LiftReadOut, metricKind } from "@/lib/lift/contracts";
import { type LiveMetric, statisticsAt, toSeries } from "@/lib/lift/fold-outcomes";
import { maskReadOut } from "@/lib/lift/mask-read-out";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import {
	countBefore,
	countPeople,
	type ImportedOutcomes,
	sumImportedOutcomes,
	sumOutcomes,
} from "@/lib/lift/server/read-outcomes";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Measured = Pick<ReadOutInput, "people" | "metrics" | "series" | "goals" | "before">;

/** What a campaign added, as of now: everything computed in the warehouse from counts, sums and sums of squares. */
export async function readLift(ctx: Context, campaignId: string): Promise<LiftReadOut> {
	allow(ctx, "campaigns.read");
	const campaign = await findCampaign(ctx, campaignId);
	if (campaign.status === "draft")
		throw new AppError(
			"precondition",
			"This campaign has not been launched, so there is nothing to read yet.",
		);
	const isImported = campaign.status === "imported";
	const measured = isImported ? await measureImported(ctx, campaign) : await measureLive(ctx, campaign);
	const leak = isImported ? null : { reached: (await compareDeliveries(ctx, campaignId)).reached };
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
		},
		asOf: ctx.now,
		design: campaign.epochs.map(({ epoch, holdoutBp }) => ({ epoch, holdoutShare: holdoutBp / 10_000 })),
		leak,
		tunedAt: campaign.launchedAt ? await countAssignedAt(ctx, campaignId, campaign.launchedAt) : 0,
	});
	return maskReadOut(ctx, read, { isSplit: campaign.epochs.some(({ holdoutBp }) => holdoutBp > 0) });
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
	const days = await sumOutcomes(ctx.warehouse, outcomes);
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
		goals: {
			total: days.reduce((sum, row) => sum + row.goalsSum, 0),
			withoutValue: days.reduce((sum, row) => sum + row.goalsWithoutValue, 0),
		},
	};
}

async function measureImported(ctx: Context, campaign: StoredCampaign): Promise<Measured> {
	// Every window of a finished campaign is over, whenever its people were assigned.
	const scope = { ...(await scopeOf(ctx, campaign)), windowDays: 0 };
	const people = await countPeople(ctx.warehouse, scope);
	const outcomes = await sumImportedOutcomes(ctx.warehouse, scope);
	return {
		people,
		before: null,
		metrics: campaign.metrics.map(({ name, kind, isPrimary }) => ({
			key: name,
			label: name,
			kind: metricKind.parse(kind),
			isPrimary,
			rows: outcomes.filter((row) => row.metric === name).map(toArmRow),
		})),
		series: null,
		goals: null,
	};
}

function toArmRow({ epoch, arm, people, valueSum, valueSumSq }: ImportedOutcomes) {
	return { epoch, arm, sample: { n: people, sum: valueSum, sumSq: valueSumSq } };
}
