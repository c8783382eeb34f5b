import type { OtherDelivery } from "@/lib/campaigns/contracts";
import { chosenOf, type Route } from "@/lib/campaigns/server/read-audience";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Running campaigns and standalone syncs that currently deliver a segment's people. Shown before another
 * launch, because they reach the people it holds out.
 */
export async function listOtherDeliveries(
	ctx: Pick<Context, "db" | "workspace">,
	route: Route,
): Promise<OtherDelivery[]> {
	const { destinationId } = route;
	const ids = [...chosenOf(route)];
	const where = { workspaceId: ctx.workspace.id, archivedAt: null };
	const select = { id: true, name: true, destination: { select: { id: true, name: true } } } as const;
	const orderBy = { id: "desc" } as const;
	const [campaigns, syncs] = await Promise.all([
		ctx.db.campaign.findMany({
			where: {
				...where,
				OR: [{ segmentId: { in: ids } }, { chosenSegmentIds: { hasSome: ids } }],
				status: "running",
			},
			select,
			orderBy,
		}),
		ctx.db.sync.findMany({
			where: { ...where, segmentId: { in: ids }, campaignId: null, status: { not: "paused" } },
			select,
			orderBy,
		}),
	]);
	const toDelivery =
		(kind: OtherDelivery["kind"]) =>
		({ id, name, destination }: (typeof campaigns)[number]): OtherDelivery => ({
			kind,
			id,
			name,
			destination: destination?.name ?? "",
			isSameDestination: destination?.id === destinationId,
		});
	return [...campaigns.map(toDelivery("campaign")), ...syncs.map(toDelivery("sync"))];
}
