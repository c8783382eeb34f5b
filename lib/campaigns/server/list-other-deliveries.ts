import type { OtherDelivery } from "@/lib/campaigns/contracts";
import { chosenOf, destinationsOf, type Route } from "@/lib/campaigns/server/read-audience";
import { readPlace } from "@/lib/destinations/server/read-place";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Running campaigns that deliver a route's segments, and syncs without a campaign that deliver one of them or to the same
 * account. Shown before another launch, because they reach the people it holds out, unless they leave them out.
 */
export async function listOtherDeliveries(
	ctx: Pick<Context, "db" | "workspace">,
	route: Route,
): Promise<OtherDelivery[]> {
	const ids = [...chosenOf(route)];
	const where = { workspaceId: ctx.workspace.id, archivedAt: null };
	const select = { id: true, name: true, destination: { select: { id: true, name: true } } } as const;
	const orderBy = { id: "desc" } as const;
	const [campaigns, syncs, destinations] = await Promise.all([
		ctx.db.campaign.findMany({
			where: {
				...where,
				OR: [{ segmentId: { in: ids } }, { chosenSegmentIds: { hasSome: ids } }],
				status: "running",
				isAaTest: false,
			},
			select,
			orderBy,
		}),
		ctx.db.sync.findMany({
			where: {
				...where,
				campaignId: null,
				status: { not: "paused" },
				audienceUse: { not: "exclude" },
				// Those that hold out whom campaigns hold out spoil no comparison.
				keepsHoldouts: false,
			},
			select: { ...select, segmentId: true },
			orderBy,
		}),
		ctx.db.destination.findMany({
			where: { workspaceId: ctx.workspace.id },
			select: { id: true, network: true, settings: true, credentialsEncrypted: true, accountId: true },
		}),
	]);
	const places = new Map(destinations.map((one) => [one.id, readPlace(one)]));
	const ownPlaces = new Set(destinationsOf(route).flatMap((id) => places.get(id) ?? []));
	const isSameAccount = (id: string | undefined) => ownPlaces.has(places.get(id ?? "") ?? "");
	const toDelivery =
		(kind: OtherDelivery["kind"]) =>
		({ id, name, destination }: (typeof campaigns)[number], isSameSegment: boolean): OtherDelivery => ({
			kind,
			id,
			name,
			destination: destination?.name ?? "",
			isSameDestination: isSameAccount(destination?.id),
			isSameSegment,
		});
	return [
		...campaigns.map((campaign) => toDelivery("campaign")(campaign, true)),
		...syncs
			.filter(({ segmentId, destination }) => ids.includes(segmentId) || isSameAccount(destination.id))
			.map((sync) => toDelivery("sync")(sync, ids.includes(sync.segmentId))),
	];
}
