import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { TraitExamples } from "@/lib/rules/contracts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const perTrait = 3;

const commonestValues = defineQuery({
	name: "rules.list_examples",
	row: z.object({ trait: z.string(), value: z.string(), count: z.coerce.number() }),
	build: ({ ws, build }: { ws: number; build: number }) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT trait, if(type = 'number', toString(number_value), string_value) AS value,
	groupBitmapMerge(people) AS count
FROM snapshot_set
WHERE ws = ${binder.bind(ws, "UInt32")} AND build = ${binder.bind(build, "UInt32")} AND trait != ''
	AND type IN ('string', 'number')
GROUP BY trait, type, value ORDER BY trait, count DESC, value LIMIT ${perTrait} BY trait`);
	},
});

/**
 * The commonest values of each trait of text or numbers that has few different ones, so that someone who looks for a trait sees what it
 * holds. As of the snapshot's last build: they help to find a name and are no figures.
 */
export async function listExamples(ctx: Context): Promise<TraitExamples> {
	allow(ctx, "data.read");
	const snapshot = await ctx.db.profileSnapshot.findUnique({
		where: { workspaceNumber: ctx.workspace.number },
		select: { build: true },
	});
	const traits = new Map<string, string[]>();
	if (snapshot && snapshot.build > 0) {
		const rows = await commonestValues(ctx.warehouse, { ws: ctx.workspace.number, build: snapshot.build });
		for (const { trait, value } of rows) traits.set(trait, [...(traits.get(trait) ?? []), value]);
	}
	return { traits: [...traits].map(([name, values]) => ({ name, values })) };
}
