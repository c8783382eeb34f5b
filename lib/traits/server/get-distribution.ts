import { AppError } from "@/lib/kernel/app-error";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import type { ValueType } from "@/lib/rules/catalog";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { currentTraitSql } from "@/lib/rules/leaves/trait/compile-trait";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { TraitSpread } from "@/lib/traits/contracts";
import { readSpread } from "@/lib/traits/server/distribution-query";
import { requireTrait } from "@/lib/traits/server/trait-row";
import { asOfRun } from "@/lib/traits/server/usable-definition";
import { requireLargeGroups } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** The distribution of the current values, as of now. */
export async function getDistribution(ctx: Context, traitId: string): Promise<TraitSpread> {
	allow(ctx, "traits.read");
	const trait = await requireTrait(ctx, ctx.db, traitId);
	if (trait.servedVersion === null) {
		throw new AppError("precondition", "Its values are being computed for the first time.");
	}
	// Safe because only this noun writes the column, with these values.
	const type = trait.valueType as ValueType;
	const asOf = asOfRun(ctx, trait);
	const values = (binder: SqlBinder, scope: CompileScope) =>
		`SELECT person, value FROM (${currentTraitSql(trait.name, type, binder, scope)}) WHERE type = '${type}'`;
	const spread = await readSpread(ctx, { values, scope: await scopeOf(ctx, asOf, []), type });
	requireLargeGroups(ctx, groupsOf(spread));
	return { asOf: asOf.toISOString(), valueType: type, ...spread };
}

/** Everything that the spread tells the size of: the values, and who has none. */
function groupsOf({ people, base, distribution }: Awaited<ReturnType<typeof readSpread>>): number[] {
	const rest = [people, base - people];
	if (distribution.kind === "nothing") return rest;
	if (distribution.kind === "values") return [...rest, ...distribution.values.map(({ people: few }) => few)];
	// The lowest and the highest value belong to one person, unless each value is its own bucket.
	const ends = distribution.isByValue ? [] : [1];
	return [...rest, ...ends, ...distribution.buckets.map(({ people: few }) => few)];
}
