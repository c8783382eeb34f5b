import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
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

const target = "LOOKALIKE_VALUE";

/** What is worth knowing about a mapping, though nothing in it is wrong. */
export async function findMappingWarnings(ctx: Context, mapping: Mapping): Promise<string[]> {
	const mixed = await findMixedCurrencies(ctx, mapping);
	return mixed === null ? [] : [mixed];
}

/**
 * Refuses customer values while people have several currencies, until someone says that the values are in one for
 * everyone: the network would take 100 yen for 100 euros. What was mapped `before` was answered then.
 */
export async function assertOneCurrency(
	ctx: Context,
	mapping: Mapping,
	{ isConfirmed, before }: { isConfirmed: boolean; before: Mapping },
): Promise<void> {
	const rule = (of: Mapping) => JSON.stringify(of.find((one) => one.target === target));
	if (isConfirmed || rule(mapping) === rule(before)) return;
	const mixed = await findMixedCurrencies(ctx, mapping);
	if (mixed === null) return;
	throw new AppError("invalid", mixed, { issues: [{ path: "valuesShareCurrency", message: mixed }] });
}

/** Why the mapped customer values may be in several currencies, in a sentence; null where nothing says so. */
async function findMixedCurrencies(ctx: Context, mapping: Mapping): Promise<string | null> {
	if (!mapping.some((one) => one.target === target && !("constant" in one.source))) return null;
	const currencies = (await currencyQuery(ctx.warehouse, ctx.workspace.number)).map(({ name }) => name);
	if (currencies.length < 2) return null;
	return `People have values in different currencies (${currencies.join(", ")}, by the trait currency), and Meta takes all of them for one. Map a value that is converted to one currency, or confirm that it is in one for everyone.`;
}
