import { AppError } from "@/lib/kernel/app-error";
import type { ComputedTrait } from "@/lib/platform/postgres/generated/client";
import type { Catalog } from "@/lib/rules/catalog";
import { checkDefinition } from "@/lib/traits/check-definition";
import type { TraitDefinition } from "@/lib/traits/definition";
import type { LiveTrait } from "@/lib/traits/server/trait-row";
import type { Context } from "@/lib/workspaces/server/context";

/** The definition, if it can still be computed with the names there are; the reason if not. */
export function requireUsable(
	{ definition }: LiveTrait,
	catalog: Catalog,
	timeZone: string,
): TraitDefinition {
	const checked = checkDefinition(definition, catalog, timeZone);
	if (checked.ok) return checked.definition;
	throw new AppError("invalid", checked.problems.map(({ message }) => message).join(". "));
}

/** Now; never before the run that wrote the current values, whatever this machine's clock says. */
export function asOfRun(ctx: Pick<Context, "now">, { asOf }: Pick<ComputedTrait, "asOf">): Date {
	return asOf && asOf > ctx.now ? asOf : ctx.now;
}
