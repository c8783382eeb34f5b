import { z } from "zod";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { DataCatalogueView } from "@/lib/sources/contracts";
import { maxEvents, maxTraits } from "@/lib/sources/server/catalogue";
import { type ValueType, valueType } from "@/lib/sources/trait-value";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const counted = {
	name: z.string(),
	count: z.coerce.number(),
	people: z.coerce.number(),
	last_ms: z.coerce.number(),
};
const countsSql = `event AS name, count() AS count, uniqCombined(uid) AS people, toUnixTimestamp64Milli(max(time)) AS last_ms`;

const countEvents = defineQuery({
	name: "sources.count_events",
	row: z.object(counted),
	build: ({ ws, names }: { ws: number; names: string[] }) => ({
		sql: `SELECT ${countsSql} FROM events WHERE ws = {ws:UInt32} AND event IN {names:Array(String)} GROUP BY event`,
		params: { ws, names },
	}),
});

const maxBeyond = 500;
/** The most frequent events that are not in the catalogue, each with how many there are in all. */
const countBeyond = defineQuery({
	name: "sources.count_events_beyond",
	row: z.object({ ...counted, total: z.coerce.number() }),
	build: ({ ws, names }: { ws: number; names: string[] }) => ({
		sql: `SELECT *, count() OVER () AS total FROM (SELECT ${countsSql} FROM events
			WHERE ws = {ws:UInt32} AND event NOT IN {names:Array(String)} GROUP BY event)
			ORDER BY count DESC, name LIMIT ${maxBeyond}`,
		params: { ws, names },
	}),
});

const countTraits = defineQuery({
	name: "sources.count_traits",
	row: z.object({ name: z.string(), people: z.coerce.number() }),
	build: ({ ws }: { ws: number }) => ({
		sql: `SELECT trait AS name, uniqCombined(uid) AS people FROM trait_history
			WHERE ws = {ws:UInt32} AND type != 'unset' GROUP BY trait`,
		params: { ws },
	}),
});

/** Traits and events seen so far, with how many people have them; numbers of people are within half a percent. */
export async function getDataCatalogue(ctx: Context): Promise<DataCatalogueView> {
	allow(ctx, "data.read");
	const ws = ctx.workspace.number;
	const events = await ctx.db.eventDefinition.findMany({
		where: { workspaceNumber: ws },
		orderBy: { name: "asc" },
	});
	// Nothing is called like the empty text: it stands in for an empty list.
	const names = ["", ...events.map(({ name }) => name)];
	const [traits, properties, eventCounts, beyond, traitCounts] = await Promise.all([
		ctx.db.traitDefinition.findMany({ where: { workspaceNumber: ws }, orderBy: { name: "asc" } }),
		ctx.db.propertyDefinition.findMany({
			where: { workspaceNumber: ws },
			orderBy: [{ event: "asc" }, { name: "asc" }],
		}),
		countEvents(ctx.warehouse, { ws, names }),
		countBeyond(ctx.warehouse, { ws, names }),
		countTraits(ctx.warehouse, { ws }),
	]);
	const perEvent = new Map(eventCounts.map((row) => [row.name, row]));
	const perTrait = new Map(traitCounts.map((row) => [row.name, row.people]));
	const ofEvent = new Map<string, { name: string; type: ValueType }[]>();
	for (const { event, name, type } of properties) {
		const list = ofEvent.get(event) ?? [];
		list.push({ name, type: valueType.parse(type) });
		ofEvent.set(event, list);
	}
	return {
		traits: traits.map((trait) => ({
			name: trait.name,
			type: valueType.parse(trait.type),
			isComputed: trait.isComputed,
			people: perTrait.get(trait.name) ?? 0,
			firstSeenAt: trait.firstSeenAt.toISOString(),
			lastSeenAt: trait.lastSeenAt.toISOString(),
		})),
		events: [
			...events.map(({ name, hiddenAt }) => {
				const row = perEvent.get(name);
				return {
					name,
					state: hiddenAt === null ? ("offered" as const) : ("hidden" as const),
					count: row?.count ?? 0,
					people: row?.people ?? 0,
					lastAt: row ? new Date(row.last_ms).toISOString() : null,
					properties: ofEvent.get(name) ?? [],
				};
			}),
			...beyond.map((row) => ({
				name: row.name,
				state: "beyond" as const,
				count: row.count,
				people: row.people,
				lastAt: new Date(row.last_ms).toISOString(),
				properties: [],
			})),
		],
		maxEvents,
		eventsBeyond: beyond[0]?.total ?? 0,
		maxTraits,
		isFullOfTraits: traits.filter(({ isComputed }) => !isComputed).length >= maxTraits,
		asOf: ctx.now.toISOString(),
	};
}
