import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { CountPropertiesQuery, PropertyCounts } from "@/lib/rules/contracts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** The sample size; more events would not change how common a property looks. */
const maxEvents = 20_000;

const propertyCounts = defineQuery({
	name: "segments.count_properties",
	row: z.object({ name: z.string(), count: z.coerce.number() }),
	build: ({ ws, event }: { ws: number; event: string }) => {
		const binder = new SqlBinder();
		// The empty name counts the events themselves.
		return binder.finish(`SELECT name, count() AS count FROM (
	SELECT arrayJoin(arrayConcat([''], JSONAllPaths(properties))) AS name
	FROM (SELECT properties FROM events WHERE ws = ${binder.bind(ws, "UInt32")} AND event = ${binder.bind(event, "String")} LIMIT ${maxEvents})
) GROUP BY name`);
	},
});

/** How many of an event's sampled occurrences contain each property. */
export async function countProperties(
	ctx: Context,
	{ event }: CountPropertiesQuery,
): Promise<PropertyCounts> {
	allow(ctx, "segments.read");
	const rows = await propertyCounts(ctx.warehouse, { ws: ctx.workspace.number, event });
	return {
		events: rows.find(({ name }) => name === "")?.count ?? 0,
		properties: rows.filter(({ name }) => name !== "").map(({ name, count }) => ({ name, count })),
	};
}
