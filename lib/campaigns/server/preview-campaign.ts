import { z } from "zod";
import type { CampaignPreview, PreviewCampaignInput } from "@/lib/campaigns/contracts";
import { listOtherDeliveries } from "@/lib/campaigns/server/list-other-deliveries";
import { readAudience } from "@/lib/campaigns/server/read-audience";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { type AudienceToAssign, previewSplitSql } from "@/lib/holdouts/assign-sql";
import { AppError } from "@/lib/kernel/app-error";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { requireLargeGroups } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const splitRow = z.object({
	members: z.coerce.number().int(),
	assignable: z.coerce.number().int(),
	heldOut: z.coerce.number().int(),
});

const splitCounts = defineQuery({
	name: "campaigns.preview_split",
	row: splitRow,
	build: (input: { audience: AudienceToAssign; salt: string; holdoutBp: number }) =>
		previewSplitSql(input.audience, input.salt, input.holdoutBp),
});

/** What a launch would do, before there is a campaign: exact people, the holdout as expected from its share. */
export async function previewCampaign(ctx: Context, input: PreviewCampaignInput): Promise<CampaignPreview> {
	// A query of its own: two segments someone else saved may differ by one person.
	allow(ctx, "people.read");
	const counted = await countSplit(ctx, input, "");
	const willBeHeldOut = Math.round((counted.assignable * input.holdoutBp) / 10_000);
	return maskPreview(ctx, {
		...counted,
		willBeHeldOut,
		willBeSent: counted.assignable - willBeHeldOut,
		isExact: false,
	});
}

/** What launching this draft would do now: counted by the very hash that will decide. */
export async function previewLaunch(ctx: Context, campaignId: string): Promise<CampaignPreview> {
	allow(ctx, "campaigns.read");
	const campaign = await findCampaign(ctx, campaignId);
	const { segmentId, destinationId, holdoutBp, salt } = campaign;
	if (segmentId === null || destinationId === null)
		throw new AppError("conflict", "An imported campaign cannot be launched.");
	const counted = await countSplit(ctx, { segmentId, destinationId, holdoutBp }, salt);
	return maskPreview(ctx, {
		...counted,
		willBeSent: counted.assignable - counted.willBeHeldOut,
		isExact: true,
	});
}

function maskPreview(ctx: Context, preview: CampaignPreview): CampaignPreview {
	const { segmentSize, assignable, willBeSent, willBeHeldOut } = preview;
	requireLargeGroups(ctx, [assignable, segmentSize - assignable, willBeSent, willBeHeldOut]);
	return preview;
}

async function countSplit(
	ctx: Context,
	input: { segmentId: string; destinationId: string; holdoutBp: number },
	salt: string,
) {
	const { audience, segmentAsOf } = await readAudience(ctx, input);
	const [[row], others] = await Promise.all([
		splitCounts(ctx.warehouse, { audience, salt, holdoutBp: input.holdoutBp }),
		listOtherDeliveries(ctx, input),
	]);
	return {
		segmentSize: row?.members ?? 0,
		segmentAsOf: segmentAsOf.toISOString(),
		assignable: row?.assignable ?? 0,
		willBeHeldOut: row?.heldOut ?? 0,
		purpose: audience.purpose,
		others,
	};
}
