import { log } from "@/lib/platform/log";
import type { DeliveryPorts } from "@/lib/syncs/deliver";
import { storeTotals } from "@/lib/syncs/server/count-totals";
import type { Context } from "@/lib/workspaces/server/context";

const soonestMs = 10_000;
/** Counting takes at most this share of a run. */
const share = 0.05;

/** Whether the totals of a run are due to be counted again, from what the last count took. */
export function isCountDue(sinceMs: number, lastTookMs: number): boolean {
	return sinceMs >= Math.max(soonestMs, lastTookMs / share);
}

/**
 * The same ports, which also keep the sync's totals current while a long run goes on. The more people, the
 * longer a count takes and the rarer it is.
 */
export function keepTotals(
	ports: DeliveryPorts,
	{ ctx, syncId, dataAsOf }: { ctx: Context; syncId: string; dataAsOf: Date | null | undefined },
): DeliveryPorts {
	let countedAt = ports.now();
	let tookMs = 0;
	return {
		...ports,
		writeOutcome: async (request, result, keys) => {
			await ports.writeOutcome(request, result, keys);
			if (!isCountDue(ports.now() - countedAt, tookMs)) return;
			const begunAt = ports.now();
			try {
				await storeTotals(ctx.db, { syncId, now: new Date(begunAt), dataAsOf });
			} catch (error) {
				// The run is what matters; its end counts again.
				log.warn("sync.totals_not_counted", { syncId, error });
			}
			countedAt = ports.now();
			tookMs = countedAt - begunAt;
		},
	};
}
