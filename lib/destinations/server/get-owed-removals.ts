import type { OwedRemovals } from "@/lib/destinations/owed-removals";
import { findDestination } from "@/lib/destinations/server/get-destination";
import { readOwedRemovals } from "@/lib/destinations/server/read-owed-removals";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Who is still to be removed from a destination, for whoever is about to disconnect it. */
export async function getOwedRemovals(ctx: Context, destinationId: string): Promise<OwedRemovals> {
	allow(ctx, "destinations.write");
	const { id } = await findDestination(ctx, destinationId);
	return await readOwedRemovals(ctx.db, id);
}
