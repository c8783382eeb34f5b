import { findNetwork } from "@/lib/destinations/registry";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Connected destinations whose network does nothing for audiences smaller than it says, each network once. */
export async function listSmallestAudiences(ctx: Context): Promise<{ name: string; minimum: number }[]> {
	allow(ctx, "destinations.read");
	const rows = await ctx.db.destination.findMany({
		where: { workspaceId: ctx.workspace.id, archivedAt: null },
		select: { network: true },
		distinct: ["network"],
		orderBy: { network: "asc" },
	});
	return rows.flatMap(({ network }) => {
		const definition = findNetwork(network);
		const minimum = definition?.limits.smallestAudience;
		return definition && minimum !== undefined ? [{ name: definition.name, minimum }] : [];
	});
}
