import { readPlace } from "@/lib/destinations/server/read-place";
import { chosenSegments } from "@/lib/holdouts/chosen-segments";
import { readGlobalHoldout } from "@/lib/holdouts/server/read-global-holdout";
import type { AudienceFacts } from "@/lib/syncs/audience-sql";
import type { Context } from "@/lib/workspaces/server/context";

export type MeasuredCampaign = { id: string; name: string; isRunning: boolean };

const dayMs = 86_400_000;

/**
 * Campaigns that hold people out whom a sync of this segment to this destination may reach: they deliver the same
 * segment or to the same account, and run, or their last outcome windows are still open.
 */
export async function listMeasuredCampaigns(
	ctx: Pick<Context, "db" | "workspace">,
	{ segmentId, destinationId }: { segmentId: string; destinationId: string },
	now: Date,
): Promise<MeasuredCampaign[]> {
	const campaigns = await ctx.db.campaign.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			status: { in: ["running", "ended"] },
			// Whatever reaches an A/A test's people reaches both groups alike only if it holds no one out.
			isAaTest: false,
			epochs: { some: { holdoutBp: { gt: 0 } } },
		},
		select: {
			id: true,
			name: true,
			status: true,
			endedAt: true,
			windowDays: true,
			segmentId: true,
			chosenSegmentIds: true,
			destinationId: true,
			syncs: { select: { destinationId: true } },
		},
		orderBy: { id: "asc" },
	});
	const open = campaigns.filter(
		({ status, endedAt, windowDays }) =>
			status === "running" || (endedAt !== null && endedAt.getTime() + windowDays * dayMs > now.getTime()),
	);
	if (open.length === 0) return [];
	const destinations = await ctx.db.destination.findMany({
		where: { workspaceId: ctx.workspace.id },
		select: { id: true, network: true, settings: true, credentialsEncrypted: true, accountId: true },
	});
	const places = new Map(destinations.map((one) => [one.id, readPlace(one)]));
	const place = places.get(destinationId);
	return open
		.filter(
			(one) =>
				chosenSegments(one).includes(segmentId) ||
				[one.destinationId, ...one.syncs.map((sync) => sync.destinationId)].some(
					(id) => id !== null && place !== undefined && places.get(id) === place,
				),
		)
		.map(({ id, name, status }) => ({ id, name, isRunning: status === "running" }));
}

type HoldingSync = {
	campaignId: string | null;
	keepsHoldouts: boolean;
	reachesGlobalHoldout: boolean;
	audienceUse: string;
	segmentId: string;
	destinationId: string;
};

/** Of a sync: the campaigns whose held-out people are held out here too, and whom the workspace holds out of everything. */
export async function readHoldouts(
	ctx: Pick<Context, "db" | "workspace">,
	sync: HoldingSync,
	now: Date,
): Promise<Pick<AudienceFacts, "holdouts" | "globalHoldout">> {
	// From a list that ads exclude, held-out people would be shown the ads.
	if (sync.audienceUse === "exclude") return { holdouts: [], globalHoldout: null };
	const isCampaign = sync.campaignId !== null;
	return {
		// A campaign's sync has its own holdout.
		holdouts:
			isCampaign || !sync.keepsHoldouts
				? []
				: (await listMeasuredCampaigns(ctx, sync, now)).map(({ id }) => id),
		globalHoldout: !isCampaign && sync.reachesGlobalHoldout ? null : await readGlobalHoldout(ctx),
	};
}
