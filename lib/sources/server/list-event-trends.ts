import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { type EventTrend, eventTrendDays } from "@/lib/sources/contracts";
import { findStopped } from "@/lib/sources/find-stopped";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const dayMs = 86_400_000;
/** So far back the rhythm of an event is read. */
const rhythmDays = 90;
/** More names than the catalogue shows. */
const maxEvents = 3_000;

const readDays = defineQuery({
	name: "sources.event_days",
	row: z.object({
		name: z.string(),
		/** Days before now, each with how many events there were. */
		days: z.array(z.tuple([z.number(), z.number()])),
		first_ms: z.number(),
		last_ms: z.number(),
	}),
	build: ({ ws, asOf }: { ws: number; asOf: Date }) => {
		const binder = new SqlBinder();
		const now = binder.bindInstant(asOf);
		const from = binder.bindInstant(asOf.getTime() - rhythmDays * dayMs);
		return binder.finish(`
			SELECT event AS name, groupArray((ago, times)) AS days, min(first) AS first_ms, max(last) AS last_ms FROM (
				SELECT event, toUInt32(intDiv(toUnixTimestamp64Milli(${now}) - toUnixTimestamp64Milli(time), ${dayMs})) AS ago,
					toUInt32(count()) AS times, toFloat64(toUnixTimestamp64Milli(min(time))) AS first,
					toFloat64(toUnixTimestamp64Milli(max(time))) AS last
				FROM events_by_time WHERE ws = ${binder.bind(ws, "UInt32")} AND time > ${from} AND time <= ${now}
				GROUP BY event, ago)
			GROUP BY event ORDER BY sum(times) DESC, event LIMIT ${maxEvents}`);
	},
});

/** How often each event came in each of the last 30 times 24 hours, and which of them used to come and have stopped. */
export async function listEventTrends(ctx: Context): Promise<{ asOf: string; items: EventTrend[] }> {
	allow(ctx, "data.read");
	const rows = await readDays(ctx.warehouse, { ws: ctx.workspace.number, asOf: ctx.now });
	return {
		asOf: ctx.now.toISOString(),
		items: rows.map(({ name, days, first_ms, last_ms }) => {
			const times = new Map(days);
			const stopped = findStopped(
				{ days: days.length, firstAt: first_ms, lastAt: last_ms },
				ctx.now.getTime(),
			);
			return {
				name,
				days: Array.from(
					{ length: eventTrendDays },
					(_, index) => times.get(eventTrendDays - 1 - index) ?? 0,
				),
				stoppedSince: stopped === null ? null : new Date(stopped).toISOString(),
			};
		}),
	};
}
