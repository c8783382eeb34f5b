import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import type { CampaignDetail, UpdateCampaignInput } from "@/lib/campaigns/contracts";
import { frozenFields } from "@/lib/campaigns/frozen-fields";
import { metricRows, primaryIssues, primaryOf, readOtherMetric } from "@/lib/campaigns/metrics";
import { planAudience, storeAudience } from "@/lib/campaigns/server/change-audience";
import { checkDestination } from "@/lib/campaigns/server/check-destination";
import { checkGoal } from "@/lib/campaigns/server/check-goal";
import { checkMetrics } from "@/lib/campaigns/server/check-metrics";
import { checkStratifyBy } from "@/lib/campaigns/server/check-stratify-by";
import { checkVariants, variantRows } from "@/lib/campaigns/server/check-variants";
import { findBareCampaign, findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { AppError, type Issue } from "@/lib/kernel/app-error";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { adoptSpelling } from "@/lib/tags/server/adopt-spelling";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Changes a campaign. Once it runs, a new holdout share begins a new epoch: it applies to people assigned
 * from then on; no one already assigned moves.
 */
export async function updateCampaign(
	ctx: Context,
	campaignId: string,
	{ basedOnVersion, ...change }: UpdateCampaignInput,
): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	const {
		variants,
		primaryMetric,
		metrics,
		stratifyBy,
		segmentId,
		moreSegmentIds,
		excludedSegmentIds,
		...columns
	} = change;
	await ctx.db.$transaction(async (tx) => {
		// Waits for a launch or another change of the same campaign to finish.
		await tx.$executeRaw`SELECT 1 FROM campaign WHERE id = ${campaignId} AND workspace_id = ${ctx.workspace.id} FOR UPDATE`;
		const campaign = await findBareCampaign(tx, ctx, campaignId);
		if (basedOnVersion !== undefined && basedOnVersion !== campaign.version)
			throw new AppError(
				"conflict",
				"Someone else has changed this campaign since you opened it. Reload to see the change; what you typed is kept.",
			);
		const issues: Issue[] = frozenFields(campaign.status, change);
		const audience = isBeforeLaunch(campaign.status)
			? await planAudience(ctx, tx, campaign, { segmentId, moreSegmentIds, excludedSegmentIds })
			: null;
		issues.push(...(audience?.issues ?? []));
		if (change.destinationId !== undefined)
			issues.push(...(await checkDestination(ctx, tx, change.destinationId)));
		const goalEvent = change.goalEvent ?? campaign.goalEvent;
		const valueProperty = change.valueProperty === undefined ? campaign.valueProperty : change.valueProperty;
		const isGoalChanged = change.goalEvent !== undefined || change.valueProperty !== undefined;
		if (isGoalChanged && goalEvent !== null && issues.length === 0)
			issues.push(...(await checkGoal(ctx, tx, { goalEvent, valueProperty })));
		const measured = await tx.campaignMetric.findMany({
			where: { campaignId },
			orderBy: { position: "asc" },
		});
		const deciding = primaryMetric ?? primaryOf(measured);
		if (isBeforeLaunch(campaign.status)) issues.push(...primaryIssues(deciding, valueProperty));
		issues.push(...(await checkMetrics(ctx, tx, metrics ?? [])));
		issues.push(...(await checkVariants(ctx, tx, variants ?? [])));
		issues.push(...(await checkStratifyBy(ctx, tx, stratifyBy ?? null)));
		if (campaign.isAaTest && change.holdoutBp === 0)
			issues.push({ path: "holdoutBp", message: "An A/A test compares two groups. Hold some people out." });
		if (campaign.isAaTest && (variants ?? []).length > 0)
			issues.push({ path: "variants", message: "An A/A test sends no one anything, so it has no variants." });
		if (change.endsAt != null && Date.parse(change.endsAt) <= ctx.now.getTime())
			issues.push({ path: "endsAt", message: "The end must be in the future." });
		else if (
			change.endsAt != null &&
			campaign.startsAt !== null &&
			new Date(change.endsAt) <= campaign.startsAt
		)
			issues.push({ path: "endsAt", message: "The end must come after the start." });
		if (issues.length > 0)
			throw new AppError("invalid", "The campaign cannot be changed like this.", { issues });
		await tx.campaign.update({
			where: { id: campaignId },
			data: {
				...columns,
				version: { increment: 1 },
				...(audience && (await storeAudience(ctx, tx, campaign, audience))),
				...(stratifyBy === undefined ? {} : { stratifyBy: stratifyBy ?? Prisma.DbNull }),
				...(change.tags === undefined ? {} : { tags: await adoptSpelling(ctx, tx, change.tags, campaignId) }),
			},
		});
		if (isBeforeLaunch(campaign.status)) {
			const others = metrics ?? measured.flatMap((stored) => readOtherMetric(stored) ?? []);
			await tx.campaignMetric.deleteMany({ where: { campaignId } });
			await tx.campaignMetric.createMany({
				data: metricRows({ primaryMetric: deciding, valueProperty, metrics: others }).map((row) => ({
					...row,
					campaignId,
				})),
			});
		}
		if (isBeforeLaunch(campaign.status) && variants !== undefined) {
			await tx.campaignVariant.deleteMany({ where: { campaignId } });
			await tx.campaignVariant.createMany({
				data: variantRows(variants).map((row) => ({ ...row, campaignId })),
			});
		}
		const last = await tx.allocationEpoch.findFirst({ where: { campaignId }, orderBy: { epoch: "desc" } });
		if (
			campaign.status === "running" &&
			last &&
			change.holdoutBp !== undefined &&
			change.holdoutBp !== last.holdoutBp
		)
			await tx.allocationEpoch.create({
				data: { campaignId, epoch: last.epoch + 1, holdoutBp: change.holdoutBp, startedAt: ctx.now },
			});
		await recordAudit(tx, ctx, "campaign.updated", campaignId, { fields: Object.keys(change) });
	});
	return toDetail(ctx, await findCampaign(ctx, campaignId));
}
