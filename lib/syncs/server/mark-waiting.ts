import type { Context } from "@/lib/workspaces/server/context";

/** Shorter pauses are not worth two writes. */
const worthMs = 500;

/**
 * A pause of a request between two attempts, or after its answer, during which it is marked as waiting: whoever
 * withdraws need not wait for it (`waitForRequests`). Before it goes on it is marked as being sent again, and
 * then who must not be sent is read once more (`recheckKeys`).
 */
export function markWaiting(
	ctx: Pick<Context, "db">,
	{ runId, seq }: { runId: string; seq: number },
	sleep: (ms: number) => Promise<void>,
): (ms: number) => Promise<void> {
	const mark = async (status: "waiting" | "sent") => {
		await ctx.db.syncRequest.updateMany({
			where: { runId, seq, status: { in: ["sent", "waiting"] } },
			data: { status },
		});
	};
	return async (ms) => {
		if (ms < worthMs) return await sleep(ms);
		await mark("waiting");
		await sleep(ms);
		await mark("sent");
	};
}
