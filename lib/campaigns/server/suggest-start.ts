import type { CampaignStart } from "@/lib/campaigns/contracts";
import { decideStart } from "@/lib/campaigns/decide-start";
import type { CatalogOutput } from "@/lib/rules/contracts";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { getWorkspace } from "@/lib/workspaces/server/get-workspace";

/** How many of the newest campaigns show what is usual here. */
const maxCampaigns = 100;

/**
 * Defaults for a new campaign, from this workspace's data and history. Callers that have already read the
 * catalogue pass it in, so that events are counted only once.
 */
export async function suggestStart(
	ctx: Context,
	readCatalog: () => Promise<CatalogOutput> = () => getCatalog(ctx),
): Promise<CampaignStart> {
	allow(ctx, "campaigns.read");
	const where = { workspaceId: ctx.workspace.id };
	const [{ defaults }, campaigns, healthy, { events }] = await Promise.all([
		getWorkspace(ctx),
		ctx.db.campaign.findMany({
			where: { ...where, segmentId: { not: null } },
			orderBy: { id: "desc" },
			take: maxCampaigns,
			select: { destinationId: true, goalEvent: true, valueProperty: true },
		}),
		ctx.db.destination.findMany({
			where: { ...where, archivedAt: null, status: "connected" },
			select: { id: true },
		}),
		readCatalog(),
	]);
	return decideStart({ defaults, campaigns, healthyDestinationIds: healthy.map(({ id }) => id), events });
}
