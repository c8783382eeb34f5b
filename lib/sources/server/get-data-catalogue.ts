import { z } from "zod";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { DataCatalogueView } from "@/lib/sources/contracts";
import { type ValueType, valueType } from "@/lib/sources/trait-value";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const countEvents = defineQuery({
	name: "sources.count_events",
	row: z.object({
		name: z.string(),
		count: z.coerce.number(),
		people: z.coerce.number(),
		last_ms: z.coerce.number(),
	}),
	build: ({ ws }: { ws: number }) => ({
		sql: `SELECT event AS name, count() AS count, uniqCombined(uid) AS people, toUnixTimestamp64Milli(max(time)) AS last_ms
			FROM events WHERE ws = {ws:UInt32} GROUP BY event`,
		params: { ws },
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
	const [traits, events, properties, eventCounts, traitCounts] = await Promise.all([
		ctx.db.traitDefinition.findMany({ where: { workspaceNumber: ws }, orderBy: { name: "asc" } }),
		ctx.db.eventDefinition.findMany({ where: { workspaceNumber: ws }, orderBy: { name: "asc" } }),
		ctx.db.propertyDefinition.findMany({
			where: { workspaceNumber: ws },
			orderBy: [{ event: "asc" }, { name: "asc" }],
		}),
		countEvents(ctx.warehouse, { ws }),
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
			people: perTrait.get(trait.name) ?? 0,
			firstSeenAt: trait.firstSeenAt.toISOString(),
			lastSeenAt: trait.lastSeenAt.toISOString(),
		})),
		events: events.map(({ name }) => {
			const counted = perEvent.get(name);
			return {
				name,
				count: counted?.count ?? 0,
				people: counted?.people ?? 0,
				lastAt: counted ? new Date(counted.last_ms).toISOString() : null,
				properties: ofEvent.get(name) ?? [],
			};
		}),
		asOf: ctx.now.toISOString(),
	};
}
