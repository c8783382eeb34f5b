import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * How many memberships are wrong as of the context's instant: everyone whom a full refresh as of then would
 * still move.
 */
export async function countWrongMembers(ctx: Context, ids: readonly string[]): Promise<number> {
	const refreshes = await refreshSegments(ctx, ids);
	const finished = refreshes.filter(({ status }) => status === "finished");
	if (finished.length < ids.length)
		throw new Error(`Only ${finished.length} of ${ids.length} segments could be refreshed.`);
	return finished.reduce((sum, { entered, exited }) => sum + Number(entered ?? 0) + Number(exited ?? 0), 0);
}
