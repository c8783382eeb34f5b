import type { LeakPath } from "@/lib/campaigns/contracts";
import { readPlace } from "@/lib/destinations/server/read-place";
import { chosenSegments } from "@/lib/holdouts/chosen-segments";
import type { Context } from "@/lib/workspaces/server/context";

/** A sync whose audience reaches people a campaign holds out, if it has any of them. */
export interface ReachingSync {
	id: string;
	name: string;
	kind: LeakPath["kind"];
	campaign: LeakPath["campaign"];
	destination: { id: string; name: string };
	isSameAccount: boolean;
	isSameSegment: boolean;
}

/**
 * Every sync that reaches people of a campaign: its own, whatever delivers to the same account, and whatever delivers
 * the same segment anywhere. Archived ones too: their people may still be there. Audiences that ads exclude reach no one.
 */
export async function listReachingSyncs(
	ctx: Pick<Context, "db" | "workspace">,
	campaign: {
		id: string;
		segmentId: string | null;
		chosenSegmentIds: readonly string[];
		destinationId: string | null;
	},
): Promise<ReachingSync[]> {
	// An imported campaign was delivered elsewhere.
	if (campaign.segmentId === null && campaign.destinationId === null) return [];
	const destinations = await ctx.db.destination.findMany({
		where: { workspaceId: ctx.workspace.id },
		select: { id: true, network: true, settings: true, credentialsEncrypted: true, accountId: true },
	});
	const places = new Map(destinations.map((one) => [one.id, readPlace(one)]));
	const syncs = await ctx.db.sync.findMany({
		where: { workspaceId: ctx.workspace.id },
		select: {
			id: true,
			name: true,
			segmentId: true,
			audienceUse: true,
			campaign: { select: { id: true, name: true, segmentId: true, chosenSegmentIds: true } },
			destination: { select: { id: true, name: true } },
		},
		orderBy: { id: "asc" },
	});
	const ownPlaces = new Set(
		[
			campaign.destinationId,
			...syncs.flatMap((one) => (one.campaign?.id === campaign.id ? [one.destination.id] : [])),
		].flatMap((id) => (id === null ? [] : (places.get(id) ?? []))),
	);
	const ownSegments = new Set(chosenSegments(campaign));
	return syncs.flatMap(({ id, name, segmentId, audienceUse, campaign: of, destination }) => {
		const isOwn = of?.id === campaign.id;
		const isSameAccount = ownPlaces.has(places.get(destination.id) ?? "");
		const isSameSegment = [segmentId, ...(of ? chosenSegments(of) : [])].some((one) => ownSegments.has(one));
		if (audienceUse === "exclude" || !(isOwn || isSameAccount || isSameSegment)) return [];
		const kind = isOwn ? "own" : of === null ? "sync" : "campaign";
		return [
			{
				id,
				name,
				kind,
				campaign: of && { id: of.id, name: of.name },
				destination,
				isSameAccount,
				isSameSegment,
			},
		];
	});
}
