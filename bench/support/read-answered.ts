import type { Context } from "@/lib/workspaces/server/context";

/** When the network answered the request that brought each person: milliseconds since 1970, by uid. */
export async function readAnswered(ctx: Context, syncId: string): Promise<ReadonlyMap<number, number>> {
	const rows = await ctx.db.$queryRaw<{ uid: number; answeredAt: Date }[]>`
		SELECT o.uid, min(r.answered_at) AS "answeredAt" FROM delivery_owner o
			JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
			JOIN sync_request r ON r.run_id = k.run_id AND r.seq = k.request_seq
		WHERE o.sync_id = ${syncId} AND k.state IN ('present', 'accepted') AND r.answered_at IS NOT NULL GROUP BY o.uid`;
	return new Map(rows.map(({ uid, answeredAt }) => [uid, answeredAt.getTime()]));
}
