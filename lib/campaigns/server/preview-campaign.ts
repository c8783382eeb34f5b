import { z } from "zod";
import type { CampaignPreview } from "@/lib/campaigns/contracts";
import { findConflicts } from "@/lib/campaigns/server/find-conflicts";
import { listOtherDeliveries } from "@/lib/campaigns/server/list-other-deliveries";
import { type Route, readAudience, routeOf } from "@/lib/campaigns/server/read-audience";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { heldOutOf } from "@/lib/holdouts/assign-arm";
import { type AudiencesToAssign, countAudienceSql } from "@/lib/holdouts/assign-sql";
import { AppError } from "@/lib/kernel/app-error";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { requireLargeGroups } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const int = z.coerce.number().int();

const audienceCounts = defineQuery({
	name: "campaigns.count_audience",
	row: z.object({ included: int, members: int, assignable: int, globallyHeldOut: int }),
	build: (audiences: AudiencesToAssign) => countAudienceSql(audiences),
});

/** How many people the segments have with and without those left out, and how many of them such audiences could reach. */
export async function countAudience(
	ctx: Pick<Context, "warehouse">,
	audiences: AudiencesToAssign,
): Promise<{ included: number; members: number; assignable: number; globallyHeldOut: number }> {
	const [row] = await audienceCounts(ctx.warehouse, audiences);
	return row ?? { included: 0, members: 0, assignable: 0, globallyHeldOut: 0 };
}

/** What a launch would do, before there is a campaign. */
export async function previewCampaign(
	ctx: Context,
	input: Route & { holdoutBp: number },
): Promise<CampaignPreview> {
	// A query of its own: two segments someone else saved may differ by one person.
	allow(ctx, "people.read");
	return maskPreview(ctx, await countSplit(ctx, input, null));
}

/** What launching this draft would do now. */
export async function previewLaunch(ctx: Context, campaignId: string): Promise<CampaignPreview> {
	allow(ctx, "campaigns.read");
	const campaign = await findCampaign(ctx, campaignId);
	const route = routeOf(campaign);
	if (route === null) throw new AppError("conflict", "An imported campaign cannot be launched.");
	const { holdoutBp, isAaTest } = campaign;
	const preview = await countSplit(ctx, { ...route, holdoutBp }, campaignId);
	// Whatever else reaches people reaches both groups of an A/A test alike.
	return maskPreview(ctx, isAaTest ? { ...preview, others: [], conflicts: [] } : preview);
}

function maskPreview(ctx: Context, preview: CampaignPreview): CampaignPreview {
	const { segmentSize, excluded, assignable, globallyHeldOut, willBeSent, willBeHeldOut } = preview;
	requireLargeGroups(ctx, [
		excluded ?? 0,
		assignable,
		globallyHeldOut,
		segmentSize - assignable - globallyHeldOut,
		willBeSent,
		willBeHeldOut,
	]);
	return preview;
}

async function countSplit(
	ctx: Context,
	input: Route & { holdoutBp: number },
	campaignId: string | null,
): Promise<CampaignPreview> {
	const { audiences, segmentAsOf } = await readAudience(ctx, input);
	const [{ included, members, assignable, globallyHeldOut }, others, conflicts] = await Promise.all([
		countAudience(ctx, audiences),
		listOtherDeliveries(ctx, input),
		findConflicts(ctx, { campaignId, route: input, audiences }),
	]);
	const willBeHeldOut = heldOutOf(assignable, input.holdoutBp);
	return {
		segmentSize: members,
		excluded: input.chosenSegmentIds ? null : included - members,
		segmentAsOf: segmentAsOf.toISOString(),
		assignable,
		globallyHeldOut,
		willBeSent: assignable - willBeHeldOut,
		willBeHeldOut,
		purpose: [...new Set(audiences.audiences.map(({ purpose }) => purpose))].join(" and "),
		others,
		conflicts,
	};
}
