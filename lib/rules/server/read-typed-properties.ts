import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";
import { type ColumnComment, columnPrefix, readComment } from "@/lib/rules/typed/column-name";
import { type TypedProperties, typedKey } from "@/lib/rules/typed/typed-properties";

const columnsQuery = defineQuery({
	name: "rules.read_property_columns",
	row: z.object({ name: z.string(), comment: z.string() }),
	build: () => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT name, comment FROM system.columns
			WHERE database = currentDatabase() AND table = 'events' AND startsWith(name, ${binder.bind(columnPrefix, "String")})
			ORDER BY name`);
	},
});

export type PropertyColumn = ColumnComment & { name: string };

/** The columns that single properties have, in whatever state. */
export async function readPropertyColumns(warehouse: Warehouse): Promise<PropertyColumn[]> {
	const rows = await columnsQuery(warehouse, {});
	return rows.flatMap(({ name, comment }) => {
		const read = readComment(comment);
		return read ? [{ name, ...read }] : [];
	});
}

/** A column is dropped ten minutes after it was retired: by then no process knows of it any more. */
const recentMs = 30_000;
const known = new WeakMap<Warehouse, { columns: Promise<TypedProperties>; readMs: number }>();

/**
 * The properties that may be read from columns of their own, up to half a minute old: whether they are read
 * there or from the event's JSON changes no result.
 */
export function readTypedProperties(warehouse: Warehouse): Promise<TypedProperties> {
	const last = known.get(warehouse);
	if (last && Date.now() - last.readMs < recentMs) return last.columns;
	const columns = readPropertyColumns(warehouse).then(
		(all) =>
			new Map(all.filter(({ state }) => state === "ready").map((one) => [typedKey(one), one.name] as const)),
	);
	known.set(warehouse, { columns, readMs: Date.now() });
	columns.catch(() => known.delete(warehouse));
	return columns;
}

/** What this process knows of the columns is no longer right. */
export function forgetTypedProperties(warehouse: Warehouse): void {
	known.delete(warehouse);
}
