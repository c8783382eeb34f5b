import { networkOf } from "@/lib/destinations/registry";
import type { AudiencesToAssign } from "@/lib/holdouts/assign-sql";
import { AppError } from "@/lib/kernel/app-error";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import type { Context } from "@/lib/workspaces/server/context";

/** Where a campaign is delivered: its destination, or those of its variants. */
export interface Route {
	segmentId: string;
	destinationId: string;
	variantDestinationIds?: readonly string[];
}

/**
 * The people a campaign on this route could reach now, for the queries that count and assign them. With variants: those
 * whom each of their destinations reaches.
 */
export async function readAudience(
	ctx: Context,
	route: Route,
): Promise<{ audiences: AudiencesToAssign; segmentAsOf: Date }> {
	const workspaceId = ctx.workspace.id;
	const segment = await ctx.db.segment.findFirst({ where: { id: route.segmentId, workspaceId } });
	if (!segment) throw new AppError("not_found", "This segment does not exist.");
	const ids = destinationsOf(route);
	const destinations = await ctx.db.destination.findMany({ where: { id: { in: ids }, workspaceId } });
	if (destinations.length < ids.length) throw new AppError("not_found", "This destination does not exist.");
	const served = toPointer(segment);
	if (served === null || segment.asOf === null)
		throw new AppError(
			"precondition",
			`"${segment.name}" has not been computed yet. That takes a moment after it is saved.`,
			{
				retryable: true,
			},
		);
	const isMerged = await hasMerges(ctx);
	const [first, ...others] = destinations.map((destination) => {
		const network = networkOf(destination.network);
		return {
			ws: ctx.workspace.number,
			hasMerges: isMerged,
			served,
			purpose: network.purposes[0],
			identifierKinds: network.identifierKinds.map(({ kind }) => kind),
			asOf: ctx.now,
		};
	});
	if (!first) throw new AppError("not_found", "This destination does not exist.");
	return { audiences: { reach: "all", audiences: [first, ...others] }, segmentAsOf: segment.asOf };
}

/** The route of a stored campaign; null of one that was run elsewhere. */
export function routeOf(campaign: {
	segmentId: string | null;
	destinationId: string | null;
	variants: readonly { weightBp: number; destination: { id: string } | null }[];
}): Route | null {
	const { segmentId, destinationId, variants } = campaign;
	if (segmentId === null || destinationId === null) return null;
	return {
		segmentId,
		destinationId,
		variantDestinationIds: variants
			.filter(({ weightBp }) => weightBp > 0)
			.map(({ destination }) => destination?.id ?? destinationId),
	};
}

/** Each destination of a route once. */
export function destinationsOf({ destinationId, variantDestinationIds = [] }: Route): string[] {
	return [...new Set(variantDestinationIds.length === 0 ? [destinationId] : variantDestinationIds)];
}
