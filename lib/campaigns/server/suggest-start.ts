import type { CampaignStart } from "@/lib/campaigns/contracts";
import { decideStart } from "@/lib/campaigns/decide-start";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** So many of the newest campaigns say what is usual here. */
const maxCampaigns = 100;

/** What a new campaign begins with, by what this workspace has and has done. */
export async function suggestStart(ctx: Context): Promise<CampaignStart> {
	allow(ctx, "campaigns.read");
	const where = { workspaceId: ctx.workspace.id };
	const [campaigns, healthy, { events }] = await Promise.all([
		ctx.db.campaign.findMany({
			where: { ...where, segmentId: { not: null } },
			orderBy: { id: "desc" },
			take: maxCampaigns,
			select: { destinationId: true, goalEvent: true, valueProperty: true, currency: true },
		}),
		ctx.db.destination.findMany({
			where: { ...where, archivedAt: null, status: "connected" },
			select: { id: true },
		}),
		getCatalog(ctx),
	]);
	return decideStart({ campaigns, healthyDestinationIds: healthy.map(({ id }) => id), events });
}
