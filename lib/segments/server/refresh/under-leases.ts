import { newId } from "@/lib/kernel/ids";
import { type Live, readLive } from "@/lib/segments/server/refresh/live-segments";
import { acquireLeases } from "@/lib/segments/server/refresh/segment-leases";
import type { Context } from "@/lib/workspaces/server/context";

/** Segments that no one else moves meanwhile, and from when what a tick makes of them may be served. */
export type Held = {
	live: Live[];
	servedAt: Date;
	leaseOwner: string;
	/** Throws when the segments have been taken over: call it before anything is written. */
	requireHeld: () => Promise<void>;
};

/**
 * Works on those of some segments that a tick gets a lease on and that are served as they were when it read them: under the
 * lease no one moves them; what was read before may have been moved.
 */
export async function underLeases<Done>(
	ctx: Context,
	found: readonly Live[],
	recordedTo: number,
	work: (held: Held) => Promise<Done>,
): Promise<Done> {
	const leaseOwner = newId("rfr");
	const ids = found.map(({ segment }) => segment.id);
	const leases = await acquireLeases(ctx, ids, leaseOwner, 0);
	let isDone = false;
	try {
		const held = new Set(leases.acquired);
		const then = new Map(found.map(({ segment, pointer }) => [segment.id, pointer.servedAt.getTime()]));
		const live = (await readLive(ctx, leaseOwner)).filter(
			({ segment, pointer }) => held.has(segment.id) && then.get(segment.id) === pointer.servedAt.getTime(),
		);
		const servedAt = new Date(
			Math.max(recordedTo, ...live.map(({ pointer }) => pointer.servedAt.getTime() + 1)),
		);
		const requireHeld = async () => await leases.renew(live.map(({ segment }) => segment.id));
		const done = await work({ live, servedAt, leaseOwner, requireHeld });
		isDone = true;
		return done;
	} finally {
		await leases.release(isDone);
	}
}
