import { z } from "zod";
import type { CampaignPreview, PreviewCampaignInput } from "@/lib/campaigns/contracts";
import { listOtherDeliveries } from "@/lib/campaigns/server/list-other-deliveries";
import { readAudience } from "@/lib/campaigns/server/read-audience";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { heldOutOf } from "@/lib/holdouts/assign-arm";
import { type AudienceToAssign, countAudienceSql } from "@/lib/holdouts/assign-sql";
import { AppError } from "@/lib/kernel/app-error";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { requireLargeGroups } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const audienceCounts = defineQuery({
	name: "campaigns.count_audience",
	row: z.object({ members: z.coerce.number().int(), assignable: z.coerce.number().int() }),
	build: (audience: AudienceToAssign) => countAudienceSql(audience),
});

/** What a launch would do, before there is a campaign. */
export async function previewCampaign(ctx: Context, input: PreviewCampaignInput): Promise<CampaignPreview> {
	// A query of its own: two segments someone else saved may differ by one person.
	allow(ctx, "people.read");
	return maskPreview(ctx, await countSplit(ctx, input));
}

/** What launching this draft would do now. */
export async function previewLaunch(ctx: Context, campaignId: string): Promise<CampaignPreview> {
	allow(ctx, "campaigns.read");
	const { segmentId, destinationId, holdoutBp } = await findCampaign(ctx, campaignId);
	if (segmentId === null || destinationId === null)
		throw new AppError("conflict", "An imported campaign cannot be launched.");
	return maskPreview(ctx, await countSplit(ctx, { segmentId, destinationId, holdoutBp }));
}

function maskPreview(ctx: Context, preview: CampaignPreview): CampaignPreview {
	const { segmentSize, assignable, willBeSent, willBeHeldOut } = preview;
	requireLargeGroups(ctx, [assignable, segmentSize - assignable, willBeSent, willBeHeldOut]);
	return preview;
}

async function countSplit(
	ctx: Context,
	input: { segmentId: string; destinationId: string; holdoutBp: number },
): Promise<CampaignPreview> {
	const { audience, segmentAsOf } = await readAudience(ctx, input);
	const [[row], others] = await Promise.all([
		audienceCounts(ctx.warehouse, audience),
		listOtherDeliveries(ctx, input),
	]);
	const assignable = row?.assignable ?? 0;
	const willBeHeldOut = heldOutOf(assignable, input.holdoutBp);
	return {
		segmentSize: row?.members ?? 0,
		segmentAsOf: segmentAsOf.toISOString(),
		assignable,
		willBeSent: assignable - willBeHeldOut,
		willBeHeldOut,
		purpose: audience.purpose,
		others,
	};
}
