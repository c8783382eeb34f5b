import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { Mapping } from "@/lib/syncs/mapping/contracts";
import type { Context } from "@/lib/workspaces/server/context";

const currencyQuery = defineQuery({
	name: "syncs.currencies",
	row: z.object({ name: z.string() }),
	build: (ws: number) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT DISTINCT string_value AS name FROM trait_history
			WHERE ws = ${binder.bind(ws, "UInt32")} AND trait = 'currency' AND type = 'string' AND string_value != ''
			ORDER BY name LIMIT 5`);
	},
});

/** What is worth knowing about a mapping, though nothing in it is wrong. */
export async function findMappingWarnings(ctx: Context, mapping: Mapping): Promise<string[]> {
	if (!mapping.some(({ target }) => target === "LOOKALIKE_VALUE")) return [];
	const currencies = (await currencyQuery(ctx.warehouse, ctx.workspace.number)).map(({ name }) => name);
	if (currencies.length < 2) return [];
	return [
		`People have values in different currencies (${currencies.join(", ")}, by the trait currency). Meta takes all of them for one currency: map a value that is converted to one.`,
	];
}
