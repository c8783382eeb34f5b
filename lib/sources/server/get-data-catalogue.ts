import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { hasMerges } from "@/lib/profiles/server/has-merges";
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
type Question = { ws: number; hasMerges: boolean };

/** Exact, each person once: so there are never more people than events. */
function peopleSql(binder: SqlBinder, { ws, hasMerges }: Question): string {
	return `groupBitmap(toUInt32(${rootExpressionSql(binder, { ws, hasMerges })}))`;
}
function countsSql(binder: SqlBinder, question: Question): string {
	return `event AS name, count() AS count, ${peopleSql(binder, question)} AS people, toUnixTimestamp64Milli(max(time)) AS last_ms`;
}

const countEvents = defineQuery({
	name: "sources.count_events",
	row: z.object(counted),
	build: ({ names, ...question }: Question & { names: string[] }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT ${countsSql(binder, question)} FROM events
			WHERE ws = ${binder.bind(question.ws, "UInt32")} AND event IN ${binder.bind(names, "Array(String)")} GROUP BY event`);
	},
});

const maxBeyond = 500;
/** The most frequent events that are not in the catalogue, each with how many there are in all. */
const countBeyond = defineQuery({
	name: "sources.count_events_beyond",
	row: z.object({ ...counted, total: z.coerce.number() }),
	build: ({ names, ...question }: Question & { names: string[] }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT *, count() OVER () AS total FROM (SELECT ${countsSql(binder, question)} FROM events
			WHERE ws = ${binder.bind(question.ws, "UInt32")} AND event NOT IN ${binder.bind(names, "Array(String)")} GROUP BY event)
			ORDER BY count DESC, name LIMIT ${maxBeyond}`);
	},
});

const countTraits = defineQuery({
	name: "sources.count_traits",
	row: z.object({ name: z.string(), people: z.coerce.number() }),
	build: (question: Question) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT trait AS name, ${peopleSql(binder, question)} AS people FROM trait_history
			WHERE ws = ${binder.bind(question.ws, "UInt32")} AND type != 'unset' GROUP BY trait`);
	},
});

/** Traits and events seen so far, with how many people have them. */
export async function getDataCatalogue(ctx: Context): Promise<DataCatalogueView> {
	allow(ctx, "data.read");
	const ws = ctx.workspace.number;
	const [events, merged] = await Promise.all([
		ctx.db.eventDefinition.findMany({ where: { workspaceNumber: ws }, orderBy: { name: "asc" } }),
		hasMerges(ctx),
	]);
	const question = { ws, hasMerges: merged };
	// No name is the empty text: it substitutes for an empty list.
	const names = ["", ...events.map(({ name }) => name)];
	const [traits, properties, eventCounts, beyond, traitCounts] = await Promise.all([
		ctx.db.traitDefinition.findMany({ where: { workspaceNumber: ws }, orderBy: { name: "asc" } }),
		ctx.db.propertyDefinition.findMany({
			where: { workspaceNumber: ws },
			orderBy: [{ event: "asc" }, { name: "asc" }],
		}),
		countEvents(ctx.warehouse, { ...question, names }),
		countBeyond(ctx.warehouse, { ...question, names }),
		countTraits(ctx.warehouse, question),
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
