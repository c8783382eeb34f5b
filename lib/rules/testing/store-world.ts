import { insertRows } from "@/lib/platform/warehouse/define-query";
import { catalog, type World } from "@/lib/rules/testing/world";
import { rowsOf } from "@/lib/rules/testing/world-rows";
import type { Context } from "@/lib/workspaces/server/context";

/** Puts a world into the stores of a test workspace: its names, its people and their rows. */
export async function storeWorld(ctx: Context, world: World): Promise<void> {
	const workspaceNumber = ctx.workspace.number;
	await ctx.db.traitDefinition.createMany({
		data: [...catalog.traits].map(([name, type]) => ({ workspaceNumber, name, type })),
	});
	await ctx.db.eventDefinition.createMany({
		data: [...catalog.events.keys()].map((name) => ({ workspaceNumber, name })),
	});
	await ctx.db.propertyDefinition.createMany({
		data: [...catalog.events].flatMap(([event, properties]) =>
			[...properties].map(([name, type]) => ({ workspaceNumber, event, name, type })),
		),
	});
	const rootOf = new Map(
		world.merges.filter(({ undone }) => !undone).map(({ absorbed, root }) => [absorbed, root]),
	);
	await ctx.db.profile.createMany({
		data: world.people.map(({ uid, createdAt, isErased }) => ({
			workspaceNumber,
			uid,
			rootUid: rootOf.get(uid) ?? uid,
			isKnown: true,
			effectiveAt: new Date(createdAt),
			erasedAt: isErased ? ctx.now : null,
		})),
	});
	if (world.merges.length > 0) {
		await ctx.db.profileMerge.createMany({
			data: world.merges.map(({ absorbed, root, undone }) => ({
				id: `mrg_${workspaceNumber}_${absorbed}`,
				workspaceNumber,
				absorbedUid: absorbed,
				rootUid: root,
				reason: "test",
				undoneAt: undone ? ctx.now : null,
			})),
		});
	}
	for (const [table, rows] of Object.entries(rowsOf(world, workspaceNumber))) {
		await insertRows(ctx.warehouse, table, rows);
	}
}
