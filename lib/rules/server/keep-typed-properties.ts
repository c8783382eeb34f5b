import { z } from "zod";
import { rememberOfObject } from "@/lib/kernel/remember-of-object";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";
import {
	forgetTypedProperties,
	type PropertyColumn,
	readPropertyColumns,
} from "@/lib/rules/server/read-typed-properties";
import { columnName, commentSql } from "@/lib/rules/typed/column-name";
import {
	columnTypes,
	jsonPropertySql,
	type TypedProperty,
	typedKey,
} from "@/lib/rules/typed/typed-properties";

/** Every event of every workspace writes each column. */
const maxColumns = 40;

/** Texts with fewer different values than this are stored as numbers of a dictionary. */
const fewTexts = 10_000;
const sampledRows = 1_000_000;

/** What few events have is fast enough to read from the JSON. */
const leastEvents = 1_000;

/** A query compiled while a column was read runs within this. */
const longestQuestionMs = 10 * 60_000;

export type KeptColumns = { added: number; ready: number; retired: number; dropped: number; filling: number };

/**
 * Gives the properties that rules use most their own columns in the events: `asked` names one once for each
 * rule that uses it. The table stays in use meanwhile: a column is computed for new events at once, filled in
 * for existing ones in the background, and read when it is complete. An unused one gives way when there is no
 * room for others: first it is no longer read, and once no one can be reading it any more it is dropped. Safe
 * to repeat; one run begins what another finishes.
 */
export async function keepTypedProperties(
	warehouse: Warehouse,
	requested: readonly TypedProperty[],
	options: { leastEvents?: number; now?: number } = {},
): Promise<KeptColumns> {
	const now = options.now ?? Date.now();
	const wanted = mostRequested(requested);
	const columns = await readPropertyColumns(warehouse);
	const isRequested = (column: PropertyColumn) => wanted.has(typedKey(column));
	const missing = [...wanted.values()].filter(
		(one) => !columns.some((column) => typedKey(column) === typedKey(one)),
	);
	const room = maxColumns - columns.length;
	const idle = columns.filter((column) => !isRequested(column) && column.state !== "retired");
	const giveWay = new Set(idle.slice(0, Math.max(0, missing.length - room)));
	const unfinished = new Set((await readFilling(warehouse, {})).map(({ name }) => name));
	const kept: KeptColumns = { added: 0, ready: 0, retired: 0, dropped: 0, filling: 0 };
	for (const column of columns) {
		const isFilling = unfinished.has(column.name);
		if (column.state === "retired" && !isRequested(column)) {
			if (now - (column.retiredMs ?? 0) < longestQuestionMs) continue;
			await alter(warehouse, `DROP COLUMN IF EXISTS ${column.name}`);
			kept.dropped++;
		} else if (giveWay.has(column)) {
			await note(warehouse, { ...column, state: "retired", retiredMs: now });
			kept.retired++;
		} else if (isFilling) kept.filling++;
		else {
			if (column.state !== "ready")
				await note(warehouse, { ...column, state: "ready", retiredMs: undefined });
			kept.ready++;
		}
	}
	const added = missing.slice(0, room);
	kept.added = await add(warehouse, added, options.leastEvents ?? leastEvents);
	forgetTypedProperties(warehouse);
	return kept;
}

/** The properties used by most rules, by key; ties by name. */
function mostRequested(requested: readonly TypedProperty[]): Map<string, TypedProperty> {
	const times = new Map<string, { property: TypedProperty; count: number }>();
	for (const property of requested) {
		const key = typedKey(property);
		times.set(key, { property, count: (times.get(key)?.count ?? 0) + 1 });
	}
	const inOrder = [...times].sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1));
	return new Map(inOrder.slice(0, maxColumns).map(([key, { property }]) => [key, property]));
}

/** How many were added: all of which there are enough events. */
async function add(
	warehouse: Warehouse,
	properties: readonly TypedProperty[],
	least: number,
): Promise<number> {
	const columns: { name: string; change: string }[] = [];
	if (properties.length === 0) return 0;
	const rare = rareOf(warehouse);
	const [{ rows } = { rows: 0 }] = await countEvents(warehouse, {});
	for (const property of properties) {
		const key = typedKey(property);
		if (isRareStill(rare.get(key), rows, least)) continue;
		const [found] = await valuesQuery(warehouse, property);
		if (!found) continue;
		rare.delete(key);
		if (found.events < least) {
			rare.set(key, { events: found.events, rows });
			continue;
		}
		const type = `Nullable(${columnTypes[property.type]})`;
		const stored =
			property.type === "string" && found.different < fewTexts ? `LowCardinality(${type})` : type;
		const name = columnName(property);
		const comment = commentSql({ ...property, state: "filling" });
		columns.push({
			name,
			change: `ADD COLUMN IF NOT EXISTS ${name} ${stored} MATERIALIZED ${jsonPropertySql(property)} COMMENT ${comment}`,
		});
	}
	if (columns.length === 0) return 0;
	await alter(warehouse, columns.map(({ change }) => change).join(", "));
	// All at once: every part is read and written once.
	await alter(warehouse, columns.map(({ name }) => `MATERIALIZE COLUMN ${name}`).join(", "));
	return columns.length;
}

/** In how many events a property was, among how many there were then. */
type Rare = { events: number; rows: number };

/**
 * Finding that few events have a property requires a scan of all of them: each process remembers the result.
 */
const rareOf = rememberOfObject((_: Warehouse) => new Map<string, Rare>());

/** Whether too few events have come since for it to be common, or fewer than make a difference. */
function isRareStill(seen: Rare | undefined, rows: number, least: number): boolean {
	if (!seen || seen.events >= least) return false;
	return rows - seen.rows < Math.max(least - seen.events, seen.rows / 10);
}

const countEvents = defineQuery({
	name: "rules.count_events",
	row: z.object({ rows: z.coerce.number() }),
	build: () => ({ sql: "SELECT count() AS rows FROM events", params: {} }),
});

async function note(warehouse: Warehouse, { name, ...comment }: PropertyColumn): Promise<void> {
	await alter(warehouse, `COMMENT COLUMN IF EXISTS ${name} ${commentSql(comment)}`);
}

async function alter(warehouse: Warehouse, change: string): Promise<void> {
	await runSql(warehouse, "rules.keep_property_columns", { sql: `ALTER TABLE events ${change}`, params: {} });
}

const valuesQuery = defineQuery({
	name: "rules.look_at_values",
	row: z.object({ events: z.coerce.number(), different: z.coerce.number() }),
	build: (property: TypedProperty) => ({
		sql: `SELECT count() AS events, uniq(value) AS different FROM (
			SELECT ${jsonPropertySql(property)} AS value FROM events WHERE isNotNull(value) LIMIT ${sampledRows})`,
		params: {},
	}),
});

/** Columns that are still being filled in. */
const readFilling = defineQuery({
	name: "rules.read_filling_columns",
	row: z.object({ name: z.string() }),
	build: () => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT DISTINCT arrayJoin(extractAll(command, ${binder.bind("MATERIALIZE COLUMN `?([a-z0-9_]+)", "String")})) AS name
			FROM system.mutations WHERE database = currentDatabase() AND table = 'events' AND NOT is_done`);
	},
});
