import { z } from "zod";
import { isQueryable } from "@/lib/kernel/property-name";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { log } from "@/lib/platform/log";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { countForRest } from "@/lib/profiles/server/count-profiles";
import { unitMs, type ValueType } from "@/lib/rules/catalog";
import type { CatalogOutput } from "@/lib/rules/contracts";
import { maskSize } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const recentDays = 30;
/** Pickers do without numbers rather than keep people waiting for them. */
const maxSeconds = 2;

const recentCounts = defineQuery({
	name: "segments.count_recent_events",
	row: z.object({ event: z.string(), count: z.coerce.number() }),
	build: ({ ws, from, to }: { ws: number; from: number; to: number }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT event, count() AS count FROM events
WHERE ws = ${binder.bind(ws, "UInt32")} AND time > ${binder.bindInstant(from)} AND time <= ${binder.bindInstant(to)}
GROUP BY event`);
	},
});

/** How often each event was sent recently; null when the warehouse did not answer in time. */
async function countRecent(ctx: Context): Promise<Map<string, number> | null> {
	const to = ctx.now.getTime();
	try {
		const rows = await recentCounts(
			ctx.warehouse,
			{ ws: ctx.workspace.number, from: to - recentDays * unitMs.days, to },
			{ settings: { max_execution_time: maxSeconds } },
		);
		return new Map(rows.map(({ event, count }) => [event, count]));
	} catch (error) {
		log.warn("segments.recent_counts_unknown", { error });
		return null;
	}
}

/** Traits, events and their properties, by name, with how often each event was sent recently. */
export async function getCatalog(ctx: Context): Promise<CatalogOutput> {
	allow(ctx, "segments.read");
	const where = { workspaceNumber: ctx.workspace.number };
	const orderBy = { name: "asc" } as const;
	const [traits, events, properties, segments, lists, counts, base] = await Promise.all([
		ctx.db.traitDefinition.findMany({ where, orderBy }),
		ctx.db.eventDefinition.findMany({ where: { ...where, hiddenAt: null }, orderBy }),
		ctx.db.propertyDefinition.findMany({ where, orderBy }),
		ctx.db.segment.findMany({
			where: { workspaceId: ctx.workspace.id, campaignId: null },
			orderBy,
			select: { id: true, name: true, size: true, archivedAt: true },
		}),
		ctx.db.storedList.findMany({
			where: { workspaceId: ctx.workspace.id, archivedAt: null },
			orderBy,
			select: { id: true, name: true, size: true },
		}),
		countRecent(ctx),
		countForRest(ctx),
	]);
	// Safe because the catalogue is written with these types only.
	const named = ({ name, type }: { name: string; type: string }) => ({ name, type: type as ValueType });
	const byEvent = new Map<string, typeof properties>();
	for (const property of properties.filter(({ name }) => isQueryable(name))) {
		byEvent.set(property.event, [...(byEvent.get(property.event) ?? []), property]);
	}
	return {
		traits: traits.map(named),
		events: events.map(({ name, lastSeenAt }) => ({
			name,
			lastSeenAt: lastSeenAt.toISOString(),
			// The warehouse answered about all events: one it did not name was not sent.
			...(counts ? { recentCount: counts.get(name) ?? 0 } : {}),
			properties: (byEvent.get(name) ?? []).map(named),
		})),
		segments: segments.map(({ archivedAt, size, ...segment }) => ({
			...segment,
			size: maskSize(ctx, size, base),
			isArchived: archivedAt !== null,
		})),
		lists: lists.map((list) => ({ ...list, size: maskSize(ctx, list.size, base) })),
		timeZone: ctx.workspace.timeZone,
	};
}
