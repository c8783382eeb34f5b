import type { CampaignSummary, ListCampaignsQuery } from "@/lib/campaigns/contracts";
import { campaignParts, toSummary } from "@/lib/campaigns/server/read-campaign";
import { containsText } from "@/lib/platform/postgres/contains-text";
import { countForRest } from "@/lib/profiles/server/count-profiles";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Campaigns, newest first. The cursor is the id of the last one seen: ids sort by time. */
export async function listCampaigns(
	ctx: Context,
	query: ListCampaignsQuery,
): Promise<{ items: CampaignSummary[]; nextCursor: string | null }> {
	allow(ctx, "campaigns.read");
	const rows = await ctx.db.campaign.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			archivedAt: query.archived === "true" ? { not: null } : null,
			...(query.status === "measuring"
				? { status: "ended", measuredUntil: { gt: ctx.now } }
				: query.status
					? { status: query.status }
					: {}),
			...(query.search ? { name: containsText(query.search) } : {}),
			...(query.tag === undefined ? {} : { tags: { has: query.tag } }),
			...(query.cursor ? { id: { lt: query.cursor } } : {}),
		},
		include: { segment: campaignParts.segment, destination: campaignParts.destination },
		orderBy: { id: "desc" },
		take: query.limit + 1,
	});
	const items = rows.slice(0, query.limit);
	const base = await countForRest(ctx);
	return {
		items: items.map((item) => toSummary(ctx, item, base)),
		nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null,
	};
}
