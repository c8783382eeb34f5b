import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import { currenciesSql } from "@/lib/syncs/currency-sql";
import type { Mapping } from "@/lib/syncs/mapping/contracts";
import type { Context } from "@/lib/workspaces/server/context";

const currencyQuery = defineQuery({
	name: "syncs.currencies",
	row: z.object({ name: z.string() }),
	build: ({
		of,
		wantedBy,
	}: {
		of: Pick<AudienceScope, "ws" | "hasMerges" | "asOf">;
		wantedBy: AudienceScope | null;
	}) => currenciesSql(of, wantedBy),
});

const target = "LOOKALIKE_VALUE";

/** The rule that fills in customer values, as a text; undefined where none does. */
export function valueRule(mapping: Mapping): string | undefined {
	return JSON.stringify(mapping.find((one) => one.target === target));
}

/** What is worth knowing about a mapping, though nothing in it is wrong. */
export async function findMappingWarnings(ctx: Context, mapping: Mapping): Promise<string[]> {
	const mixed = await findMixedCurrencies(ctx, mapping, null);
	return mixed === null ? [] : [askAbout(mixed)];
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
	if (isConfirmed || valueRule(mapping) === valueRule(before)) return;
	const mixed = await findMixedCurrencies(ctx, mapping, null);
	if (mixed === null) return;
	const message = askAbout(mixed);
	throw new AppError("invalid", message, { issues: [{ path: "valuesShareCurrency", message }] });
}

/**
 * Why a sync adds and updates no one although nothing is wrong at its destination: currencies became mixed after its
 * values were mapped. Null when nothing keeps it from it.
 */
export async function findBlock(
	ctx: Context,
	{ sync, mapping }: { sync: { valuesShareCurrency: boolean }; mapping: Mapping },
	scope: AudienceScope,
): Promise<string | null> {
	if (sync.valuesShareCurrency) return null;
	const mixed = await findMixedCurrencies(ctx, mapping, scope);
	return (
		mixed &&
		`No one is added or updated: people in this audience have values in different currencies (${mixed.join(", ")}, by the trait currency), and Meta takes all of them for one. Map a value that is converted to one currency, or confirm that it is in one for everyone. People who leave are still removed.`
	);
}

/** The currencies that the mapped customer values may be in, if they are several; of everyone without a scope. */
async function findMixedCurrencies(
	ctx: Context,
	mapping: Mapping,
	wantedBy: AudienceScope | null,
): Promise<string[] | null> {
	if (!mapping.some((one) => one.target === target && !("constant" in one.source))) return null;
	const of = wantedBy ?? {
		ws: ctx.workspace.number,
		hasMerges: await hasMerges(ctx),
		asOf: ctx.now,
	};
	const currencies = (await currencyQuery(ctx.warehouse, { of, wantedBy })).map(({ name }) => name);
	return currencies.length < 2 ? null : currencies;
}

function askAbout(currencies: readonly string[]): string {
	return `People have values in different currencies (${currencies.join(", ")}, by the trait currency), and Meta takes all of them for one. Map a value that is converted to one currency, or confirm that it is in one for everyone.`;
}
