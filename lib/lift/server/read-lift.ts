import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import { readConfidence } from "@/lib/campaigns/confidence";
import { sumCosts } from "@/lib/campaigns/server/daily/sum-costs";
import { compareDeliveries } from "@/lib/campaigns/server/find-leaks";
import { findCampaign, type StoredCampaign } from "@/lib/campaigns/server/read-campaign";
import { countEpochRows } from "@/lib/holdouts/server/assign-new-members";
import { AppError } from "@/lib/kernel/app-error";
import { assembleReadOut } from "@/lib/lift/assemble-read-out";
import type { LiftReadOut } from "@/lib/lift/contracts";
import type { Covariate } from "@/lib/lift/covariate";
import { closingFigures } from "@/lib/lift/late-change";
import { maskReadOut } from "@/lib/lift/mask-read-out";
import type { EpochDesign, ReadOutInput } from "@/lib/lift/read-out-input";
import { measureOthers, measureSlices, measureVariants } from "@/lib/lift/server/measure-groups";
import { measureImported, measureLive } from "@/lib/lift/server/measure-outcomes";
import { planPeople } from "@/lib/lift/server/plan-people";
import { byShare } from "@/lib/lift/strata";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const DAY_MS = 86_400_000;
/** Whoever is assigned this soon after the launch was there when it was. */
const LAUNCH_TAKES_MS = 3_600_000;
/** As many as anyone picks from. */
const MOST_TRAITS = 500;

/**
 * What a campaign added, as of now: everything computed in the warehouse from counts and moments. `trait`: a numeric trait
 * that the adjusted figures are adjusted for, in place of the same metric before. `slice`: a trait by whose values they are read.
 */
export async function readLift(
	ctx: Context,
	campaignId: string,
	{ trait, slice }: { trait?: string | undefined; slice?: string | undefined } = {},
): Promise<LiftReadOut> {
	allow(ctx, "campaigns.read");
	const campaign = await findCampaign(ctx, campaignId);
	if (isBeforeLaunch(campaign.status))
		throw new AppError(
			"precondition",
			"This campaign has not been launched, so there is nothing to read yet.",
		);
	const isImported = campaign.status === "imported";
	const [traits, texts] = await Promise.all([
		listTraits(ctx, ["number"]),
		listTraits(ctx, ["string", "boolean"]),
	]);
	// A file's outcomes are not events, by which slices are read.
	const sliceTraits = isImported ? [] : texts;
	if (slice !== undefined && !sliceTraits.includes(slice))
		throw new AppError(
			"invalid",
			"The results cannot be read by this. Choose one of the traits on the page.",
			{
				issues: [
					{ path: "slice", message: "There is no text or yes/no trait of this name to read results by." },
				],
			},
		);
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
	const design = await readDesign(ctx, campaign);
	const [measured, others, variants, slices, leak, plannedPeople, costs, closing] = await Promise.all([
		isImported ? measureImported(ctx, campaign, trait) : measureLive(ctx, campaign, trait),
		isImported ? [] : measureOthers(ctx, campaign, design),
		isImported ? null : measureVariants(ctx, campaign, design),
		slice === undefined ? null : measureSlices(ctx, campaign, design, slice),
		// Whatever reaches people reaches both groups of an A/A test alike.
		isImported || campaign.isAaTest ? null : compareDeliveries(ctx, campaignId),
		planPeople(ctx, campaign),
		sumCosts(ctx, campaign.id),
		ctx.db.campaignClosing.findUnique({ where: { campaignId } }),
	]);
	const read = assembleReadOut({
		...measured,
		metrics: [
			...measured.metrics.map((metric) => ({ ...metric, rows: byShare(metric.rows, design) })),
			...others,
		],
		series:
			measured.series?.map((one) => ({
				...one,
				days: one.days.map((day) => ({ ...day, rows: byShare(day.rows, design) })),
			})) ?? null,
		campaign: {
			id: campaign.id,
			name: campaign.name,
			status: campaign.status,
			isAaTest: campaign.isAaTest,
			goalEvent: campaign.goalEvent,
			valueProperty: campaign.valueProperty,
			currency: campaign.currency,
			windowDays: campaign.windowDays,
			costCents: costs?.cents ?? campaign.costCents,
			costThrough: costs?.lastDay ?? null,
			launchedAt: campaign.launchedAt?.toISOString() ?? null,
			endedAt: campaign.endedAt?.toISOString() ?? null,
			endsAt: campaign.endsAt?.toISOString() ?? null,
			effectWorthHaving: campaign.effectWorthHaving,
			confidence: readConfidence(campaign.confidence),
			timeZone: ctx.workspace.timeZone,
		},
		asOf: ctx.now,
		design,
		leak,
		covariate,
		traits,
		variants,
		sliceTraits,
		slices,
		plannedPeople,
		closing: closing && { ...closing, figures: closingFigures.parse(closing.figures) },
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

/** The workspace's traits of these types, by name. */
async function listTraits(ctx: Context, types: string[]): Promise<string[]> {
	const found = await ctx.db.traitDefinition.findMany({
		where: { workspaceNumber: ctx.workspace.number, type: { in: types } },
		select: { name: true },
		orderBy: { name: "asc" },
		take: MOST_TRAITS,
	});
	return found.map(({ name }) => name);
}
