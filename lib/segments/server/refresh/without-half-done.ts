import { newId } from "@/lib/kernel/ids";
import type { Live } from "@/lib/segments/server/refresh/live-segments";
import { acquireLeases } from "@/lib/segments/server/refresh/segment-leases";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Leaves out segments that failed or dead work has left half done. They are acquired once, which discards
 * what it had logged and never served, and followed from the next tick on: moved on before, they would serve
 * it.
 */
export async function withoutHalfDone(ctx: Context, live: readonly Live[]): Promise<Live[]> {
	const isLeft = ({ segment }: Live) => segment.leaseOwner !== null;
	const left = live.filter(isLeft).map(({ segment }) => segment.id);
	if (left.length > 0) {
		const leases = await acquireLeases(ctx, left, newId("rfr"), 0);
		await leases.release(true);
	}
	return live.filter((one) => !isLeft(one));
}
