import type { DeliveryPorts } from "@/lib/syncs/deliver";
import type { Context } from "@/lib/workspaces/server/context";

/** The reason for which a delivery ends before its end: someone who is there must be taken out first. */
export const removalsOwed = "removals owed";
/** A run that plans again for it does so this often at most. */
const soonestMs = 60_000;
/** A no may have been committed so long after the time it bears. */
const lateMs = 10_000;

/**
 * The same ports, which end a long delivery once someone whom this sync sent has withdrawn, is suppressed or erased: the
 * run that sends is the only one that may remove, and it may go on for hours. It plans again, removes, and goes on.
 */
export function stopForRemovals(
	ports: DeliveryPorts,
	{ ctx, syncId, plannedAt }: { ctx: Context; syncId: string; plannedAt: Date },
): DeliveryPorts {
	return {
		...ports,
		readStopRequest: async () => {
			const reason = await ports.readStopRequest();
			if (reason !== null || ports.now() - plannedAt.getTime() < soonestMs) return reason;
			return (await owesRemovals(ctx, syncId, new Date(plannedAt.getTime() - lateMs))) ? removalsOwed : null;
		},
	};
}

async function owesRemovals(ctx: Context, syncId: string, since: Date): Promise<boolean> {
	const [row] = await ctx.db.$queryRaw<{ owes: boolean }[]>`
		SELECT EXISTS (SELECT 1 FROM withdrawal_removal WHERE sync_id = ${syncId} AND requested_at > ${since}
				AND confirmed_at IS NULL AND given_up_at IS NULL)
			OR EXISTS (SELECT 1 FROM profile p JOIN delivery_owner o ON o.sync_id = ${syncId} AND o.uid = p.uid
				WHERE p.workspace_number = ${ctx.workspace.number} AND p.erased_at > ${since}) AS owes`;
	return row?.owes ?? false;
}
