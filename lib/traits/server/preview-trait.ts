import type { SqlBinder } from "@/lib/kernel/sql-binder";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { previewInstant } from "@/lib/rules/server/preview-instant";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { compileTraitValue } from "@/lib/traits/compile-trait-value";
import type { PreviewTraitInput, TraitPreview } from "@/lib/traits/contracts";
import { rulesOf } from "@/lib/traits/dependencies";
import { describeDefinition } from "@/lib/traits/describe-definition";
import { readSpread } from "@/lib/traits/server/distribution-query";
import { readNames } from "@/lib/traits/server/read-names";
import { requireDefinition } from "@/lib/traits/server/require-definition";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** The values of a definition as of an instant, without saving it. */
export async function previewTrait(
	ctx: Context,
	input: PreviewTraitInput,
	signal?: AbortSignal,
): Promise<TraitPreview> {
	allow(ctx, "people.read");
	const asOf = previewInstant(ctx, input.asOf);
	const started = performance.now();
	const [{ definition, type }, names] = await Promise.all([
		requireDefinition(ctx, input.definition, input.name),
		readNames(ctx),
	]);
	const scope = await scopeOf(ctx, asOf, rulesOf(definition));
	const values = (binder: SqlBinder, place: CompileScope) => compileTraitValue(definition, binder, place);
	const spread = await readSpread(ctx, { values, scope, type }, signal);
	return {
		asOf: asOf.toISOString(),
		valueType: type,
		...spread,
		says: describeDefinition(definition, names),
		tookMs: Math.round(performance.now() - started),
	};
}
