import type { CampaignDetail, CreateCampaignInput } from "@/lib/campaigns/contracts";
import { metricRows, primaryIssues } from "@/lib/campaigns/metrics";
import { audienceColumns } from "@/lib/campaigns/server/change-audience";
import { checkAudience } from "@/lib/campaigns/server/check-audience";
import { checkDestination } from "@/lib/campaigns/server/check-destination";
import { checkGoal } from "@/lib/campaigns/server/check-goal";
import { checkMetrics } from "@/lib/campaigns/server/check-metrics";
import { checkStratifyBy } from "@/lib/campaigns/server/check-stratify-by";
import { checkVariants, variantRows } from "@/lib/campaigns/server/check-variants";
import { findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { AppError, type Issue } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { adoptSpelling } from "@/lib/tags/server/adopt-spelling";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** A draft: no one is assigned and nothing is sent before it is launched. */
export async function createCampaign(
	ctx: Context,
	input: CreateCampaignInput,
	origin: { copyOf?: string } = {},
): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	const workspaceId = ctx.workspace.id;
	const id = newId("cmp", ctx.now.getTime());
	await ctx.db.$transaction(async (tx) => {
		const issues: Issue[] = [];
		const audience = await checkAudience(ctx, tx, input);
		issues.push(...audience.issues);
		issues.push(...(await checkDestination(ctx, tx, input.destinationId)));
		issues.push(...(await checkGoal(ctx, tx, input)));
		issues.push(...primaryIssues(input.primaryMetric, input.valueProperty));
		issues.push(...(await checkMetrics(ctx, tx, input.metrics)));
		issues.push(...(await checkVariants(ctx, tx, input.variants)));
		issues.push(...(await checkStratifyBy(ctx, tx, input.stratifyBy)));
		if (input.endsAt !== null && Date.parse(input.endsAt) <= ctx.now.getTime())
			issues.push({ path: "endsAt", message: "The end must be in the future." });
		if (issues.length > 0)
			throw new AppError("invalid", "The campaign cannot be created like this.", { issues });
		await tx.campaign.create({
			data: {
				id,
				workspaceId,
				name: input.name,
				...(await audienceColumns(ctx, tx, id, audience)),
				destinationId: input.destinationId,
				status: "draft",
				// The campaign's own id: unique, written once, and known before launch so that a preview is exact.
				salt: id,
				holdoutBp: input.holdoutBp,
				holdoutReason: input.holdoutReason,
				isAaTest: input.isAaTest,
				...(input.stratifyBy && { stratifyBy: input.stratifyBy }),
				goalEvent: input.goalEvent,
				valueProperty: input.valueProperty,
				currency: input.currency,
				windowDays: input.windowDays,
				costCents: input.costCents,
				effectWorthHaving: input.effectWorthHaving,
				confidence: input.confidence,
				hypothesis: input.hypothesis,
				tags: await adoptSpelling(ctx, tx, input.tags),
				endsAt: input.endsAt,
				ownerId: ctx.actor.id,
				ownerName: ctx.actor.name,
				createdAt: ctx.now,
				variants: { create: variantRows(input.variants) },
				metrics: { create: metricRows(input) },
			},
		});
		await recordAudit(tx, ctx, "campaign.created", id, {
			name: input.name,
			holdoutBp: input.holdoutBp,
			...origin,
		});
	});
	return toDetail(ctx, await findCampaign(ctx, id));
}
