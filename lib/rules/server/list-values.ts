import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { isQueryable } from "@/lib/kernel/property-name";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { ListValuesQuery } from "@/lib/rules/contracts";
import { currentTraitSql } from "@/lib/rules/leaves/trait/compile-trait";
import { propertyPath } from "@/lib/rules/property-path";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const row = z.object({ value: z.string(), count: z.coerce.number() });
const most = 50;

type ListedType = "string" | "number" | "list";
const asTexts: Record<ListedType, string> = { string: "[value]", number: "[toString(value)]", list: "value" };

/** Current values, and how many people have each: what a rule on the value would find. */
const traitValues = defineQuery({
	name: "segments.list_trait_values",
	row,
	build: ({
		trait,
		type,
		search,
		scope,
	}: {
		trait: string;
		type: ListedType;
		search: string;
		scope: CompileScope;
	}) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT text AS value, uniqExact(person) AS count FROM (
	SELECT person, arrayJoin(${asTexts[type]}) AS text
	FROM (${currentTraitSql(trait, type, binder, scope)}) WHERE type = '${type}'
) WHERE ${contains("text", search, binder)} GROUP BY text ORDER BY count DESC, value LIMIT ${most}`);
	},
});

const propertyValues = defineQuery({
	name: "segments.list_property_values",
	row,
	build: ({
		ws,
		event,
		property,
		search,
	}: {
		ws: number;
		event: string;
		property: string;
		search: string;
	}) => {
		const binder = new SqlBinder();
		const path = `properties.${propertyPath(property)}`;
		const list = `${path}.:\`Array(Nullable(String))\``;
		return binder.finish(`SELECT value, count() AS count FROM (
	SELECT assumeNotNull(arrayJoin(arrayFilter(item -> isNotNull(item), multiIf(
		isNotNull(${path}.:String), [${path}.:String], isNotNull(${path}.:Float64), [toString(${path}.:Float64)], ${list})))) AS value
	FROM events WHERE ws = ${binder.bind(ws, "UInt32")} AND event = ${binder.bind(event, "String")}
) WHERE ${contains("value", search, binder)} GROUP BY value ORDER BY count DESC, value LIMIT ${most}`);
	},
});

function contains(column: string, search: string, binder: SqlBinder): string {
	return `position(lowerUTF8(${column}), ${binder.bind(search.toLowerCase(), "String")}) > 0`;
}

/**
 * The most common values of a trait or of an event's property, for typeahead. Names must be in the catalogue.
 */
export async function listValues(
	ctx: Context,
	input: ListValuesQuery,
): Promise<{ values: { value: string; count: number }[] }> {
	allow(ctx, "data.read");
	const ws = ctx.workspace.number;
	const { search, trait, event, property } = input;
	if (trait !== undefined) {
		const found = await ctx.db.traitDefinition.findFirst({ where: { workspaceNumber: ws, name: trait } });
		if (!found) throw new AppError("not_found", `No trait is called "${trait}".`);
		const { type } = found;
		if (type !== "string" && type !== "number" && type !== "list") return { values: [] };
		const scope = await scopeOf(ctx, ctx.now);
		return { values: await traitValues(ctx.warehouse, { trait, type, search, scope }) };
	}
	if (event === undefined || property === undefined) {
		throw new AppError("invalid", "Name a trait, or an event and its property.");
	}
	const found = await ctx.db.propertyDefinition.findFirst({
		where: { workspaceNumber: ws, event, name: property },
	});
	if (!found || !isQueryable(property))
		throw new AppError("not_found", `No property of ${event} is called "${property}".`);
	return { values: await propertyValues(ctx.warehouse, { ws, event, property, search }) };
}
