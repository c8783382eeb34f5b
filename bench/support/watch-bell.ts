import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

const readEntered = defineQuery({
	name: "bench.read_entered",
	row: z.object({ uid: z.number() }),
	build: (input: { ws: number; segmentId: string; after: Date; upTo: Date }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT uid FROM membership_change WHERE ws = ${binder.bind(input.ws, "UInt32")}
			AND segment = ${binder.bind(input.segmentId, "String")} AND change = 'entered'
			AND served_at > ${binder.bindInstant(input.after)} AND served_at <= ${binder.bindInstant(input.upTo)}`);
	},
});

/** Watches a segment that people enter by one event: how long after the event left the client each is served as a member. */
export function watchBell(
	ctx: Context,
	segmentId: string,
	rungAt: ReadonlyMap<string, number>,
	uidOf: ReadonlyMap<string, number>,
): { stop: () => Promise<{ latencies: number[]; missing: number }> } {
	const enteredAt = new Map<number, number>();
	let isOver = false;
	let after = new Date(0);
	const look = async () => {
		const { servedAt } = await ctx.db.segment.findUniqueOrThrow({
			where: { id: segmentId },
			select: { servedAt: true },
		});
		const seenMs = Date.now();
		if (!servedAt || servedAt <= after) return;
		const rows = await readEntered(ctx.warehouse, {
			ws: ctx.workspace.number,
			segmentId,
			after,
			upTo: servedAt,
		});
		for (const { uid } of rows) if (!enteredAt.has(uid)) enteredAt.set(uid, seenMs);
		after = servedAt;
	};
	const watching = (async () => {
		while (!isOver) {
			await look();
			await sleep(100);
		}
	})();
	return {
		stop: async () => {
			isOver = true;
			await watching;
			await look();
			const latencies: number[] = [];
			let missing = 0;
			for (const [userId, rung] of rungAt) {
				const entered = enteredAt.get(uidOf.get(userId) ?? -1);
				if (entered === undefined) missing++;
				else latencies.push(entered - rung);
			}
			return { latencies, missing };
		},
	};
}
