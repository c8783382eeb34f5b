import { networkOf } from "@/lib/destinations/registry";
import type { AudienceToAssign } from "@/lib/holdouts/assign-sql";
import { AppError } from "@/lib/kernel/app-error";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The people a campaign from this segment to this destination could reach now, for the queries that count and
 * assign them.
 */
export async function readAudience(
	ctx: Context,
	input: { segmentId: string; destinationId: string },
): Promise<{ audience: AudienceToAssign; segmentAsOf: Date }> {
	const workspaceId = ctx.workspace.id;
	const segment = await ctx.db.segment.findFirst({ where: { id: input.segmentId, workspaceId } });
	if (!segment) throw new AppError("not_found", "This segment does not exist.");
	const destination = await ctx.db.destination.findFirst({ where: { id: input.destinationId, workspaceId } });
	if (!destination) throw new AppError("not_found", "This destination does not exist.");
	const served = toPointer(segment);
	if (served === null || segment.asOf === null)
		throw new AppError(
			"precondition",
			`"${segment.name}" has not been computed yet. That takes a moment after it is saved.`,
			{
				retryable: true,
			},
		);
	const network = networkOf(destination.network);
	return {
		audience: {
			ws: ctx.workspace.number,
			hasMerges: await hasMerges(ctx),
			served,
			purpose: network.purposes[0],
			identifierKinds: network.identifierKinds.map(({ kind }) => kind),
			asOf: ctx.now,
		},
		segmentAsOf: segment.asOf,
	};
}
