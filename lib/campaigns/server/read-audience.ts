import { networkOf } from "@/lib/destinations/registry";
import type { AudiencesToAssign } from "@/lib/holdouts/assign-sql";
import { chosenSegments } from "@/lib/holdouts/chosen-segments";
import { readGlobalHoldout } from "@/lib/holdouts/server/read-global-holdout";
import { AppError } from "@/lib/kernel/app-error";
import type { Segment } from "@/lib/platform/postgres/generated/client";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import type { Context } from "@/lib/workspaces/server/context";

/** Whom a campaign addresses, and where it is delivered: at its destination, or at those of its variants. */
export interface Route {
	/** The first segment; of a stored campaign, the one that its segments make together. */
	segmentId: string;
	/** Further segments whose people it addresses as well. */
	moreSegmentIds?: readonly string[];
	/** Segments whose members are left out. */
	excludedSegmentIds?: readonly string[];
	/** Of a stored campaign: the segments that were chosen. */
	chosenSegmentIds?: readonly string[];
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
	const leftOutIds = route.excludedSegmentIds ?? [];
	const includedIds = [route.segmentId, ...(route.moreSegmentIds ?? [])];
	const segments = await ctx.db.segment.findMany({
		where: { id: { in: [...includedIds, ...leftOutIds] }, workspaceId },
	});
	const served = readPointers(segments, includedIds);
	const leftOut = readPointers(segments, leftOutIds);
	const ids = destinationsOf(route);
	const destinations = await ctx.db.destination.findMany({ where: { id: { in: ids }, workspaceId } });
	if (destinations.length < ids.length) throw new AppError("not_found", "This destination does not exist.");
	const [isMerged, globalHoldout] = [await hasMerges(ctx), await readGlobalHoldout(ctx)];
	const [first, ...others] = destinations.map((destination) => {
		const network = networkOf(destination.network);
		return {
			ws: ctx.workspace.number,
			hasMerges: isMerged,
			served,
			leftOut,
			purpose: network.purposes[0],
			identifierKinds: network.identifierKinds.map(({ kind }) => kind),
			globalHoldout,
			asOf: ctx.now,
		};
	});
	if (!first) throw new AppError("not_found", "This destination does not exist.");
	// Together they are no newer than the oldest of them.
	const segmentAsOf = new Date(Math.min(...segments.map(({ asOf }) => asOf?.getTime() ?? 0)));
	return { audiences: { reach: "all", audiences: [first, ...others] }, segmentAsOf };
}

/** What is served of segments, in the order of the ids; an error that names one that is not there or not computed. */
function readPointers(segments: readonly Segment[], ids: readonly string[]): ServedPointer[] {
	return ids.map((id) => {
		const segment = segments.find((one) => one.id === id);
		if (!segment) throw new AppError("not_found", "This segment does not exist.");
		const served = toPointer(segment);
		if (served === null || segment.asOf === null)
			throw new AppError(
				"precondition",
				`"${segment.name}" has not been computed yet. That takes a moment after it is saved.`,
				{ retryable: true },
			);
		return served;
	});
}

/** The route of a stored campaign; null of one that was run elsewhere. */
export function routeOf(campaign: {
	segmentId: string | null;
	chosenSegmentIds: readonly string[];
	destinationId: string | null;
	variants: readonly { weightBp: number; destination: { id: string } | null }[];
}): Route | null {
	const { segmentId, destinationId, variants } = campaign;
	if (segmentId === null || destinationId === null) return null;
	return {
		segmentId,
		chosenSegmentIds: chosenSegments(campaign),
		destinationId,
		variantDestinationIds: variants
			.filter(({ weightBp }) => weightBp > 0)
			.map(({ destination }) => destination?.id ?? destinationId),
	};
}

/** The segments whose people a route addresses, as they were chosen. */
export function chosenOf({ segmentId, moreSegmentIds = [], chosenSegmentIds }: Route): readonly string[] {
	return chosenSegmentIds ?? [segmentId, ...moreSegmentIds];
}

/** Each destination of a route once. */
export function destinationsOf({ destinationId, variantDestinationIds = [] }: Route): string[] {
	return [...new Set(variantDestinationIds.length === 0 ? [destinationId] : variantDestinationIds)];
}
