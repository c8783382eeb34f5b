import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { knownSql } from "@/lib/profiles/universe-sql";
import type { ValueType } from "@/lib/rules/catalog";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { previewInstant } from "@/lib/rules/server/preview-instant";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { compileTraitValue } from "@/lib/traits/compile-trait-value";
import type { PreviewTraitInput, TraitSample } from "@/lib/traits/contracts";
import type { TraitDefinition } from "@/lib/traits/definition";
import { rulesOf } from "@/lib/traits/dependencies";
import { requireDefinition } from "@/lib/traits/server/require-definition";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const sampleSize = 10;

const pickPeople = defineQuery({
	name: "traits.sample_people",
	row: z.object({ person: z.number(), value: z.union([z.string(), z.number(), z.array(z.string())]) }),
	build: ({ definition, scope }: { definition: TraitDefinition; scope: CompileScope }) => {
		const binder = new SqlBinder();
		const values = compileTraitValue(definition, binder, scope);
		// Known people first, then in an order that is stable and says nothing about when they came.
		return binder.finish(`SELECT person, value FROM (${values})
ORDER BY bitmapContains(${knownSql(binder, scope)}, toUInt32(person)) DESC, intHash32(toUInt32(person)), person LIMIT ${sampleSize}`);
	},
});

/** Ten people with the value a definition gives them. The same ten for the same definition. */
export async function sampleTrait(
	ctx: Context,
	input: PreviewTraitInput,
	signal?: AbortSignal,
): Promise<TraitSample> {
	allow(ctx, "people.read");
	const asOf = previewInstant(ctx, input.asOf);
	const { definition, type } = await requireDefinition(ctx, input.definition, input.name);
	const scope = await scopeOf(ctx, asOf, rulesOf(definition));
	const rows = await pickPeople(ctx.warehouse, { definition, scope }, signal ? { signal } : {});
	const values = new Map(rows.map(({ person, value }) => [person, shown(value, type)]));
	const people = await displayPeople(
		ctx,
		rows.map(({ person }) => person),
	);
	return {
		asOf: asOf.toISOString(),
		people: people.flatMap((person) => {
			const value = values.get(person.uid);
			return value === undefined ? [] : [{ person, value }];
		}),
	};
}

function shown(value: string | number | string[], type: ValueType): string | number | boolean | string[] {
	if (type === "boolean") return value === 1;
	return type === "date" ? new Date(Number(value)).toISOString() : value;
}
