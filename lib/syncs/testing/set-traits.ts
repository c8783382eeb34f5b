import { formatInstant } from "@/lib/kernel/sql-binder";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { StoredValue } from "@/lib/profiles/stored-value";
import type { Context } from "@/lib/workspaces/server/context";

/** A value of one trait for each of these people, straight into the warehouse, with the trait's definition. */
export async function setTraits(
	ctx: Context,
	trait: string,
	values: Readonly<Record<number, StoredValue>>,
): Promise<void> {
	const at = formatInstant(new Date());
	const [first] = Object.values(values);
	await ctx.db.traitDefinition.createMany({
		data: [
			{
				workspaceNumber: ctx.workspace.number,
				name: trait,
				type: first?.type === "day" ? "date" : (first?.type ?? ""),
			},
		],
		skipDuplicates: true,
	});
	await insertRows(
		ctx.warehouse,
		"trait_history",
		Object.entries(values).map(([uid, one]) => ({
			ws: ctx.workspace.number,
			trait,
			uid: Number(uid),
			type: one.type,
			string_value: one.type === "string" ? one.value : "",
			number_value:
				one.type === "number" || one.type === "date" || one.type === "day"
					? one.value
					: Number(one.type === "boolean" && one.value),
			list_value: one.type === "list" ? one.value : [],
			priority: 0,
			source: "test",
			valid_from: at,
			recorded_at: at,
		})),
	);
}
