import type { Catalog, ValueType } from "@/lib/rules/catalog";
import type { Context } from "@/lib/workspaces/server/context";

const recent = new Map<number, { catalog: Promise<Catalog>; readMs: number }>();
const recentMs = 10_000;

/** The same, up to ten seconds old: enough to ask about people; not to say that a name is wrong. */
export function readRecentCatalog(ctx: Pick<Context, "db" | "workspace">): Promise<Catalog> {
	const { number } = ctx.workspace;
	const known = recent.get(number);
	if (known && Date.now() - known.readMs < recentMs) return known.catalog;
	if (recent.size > 200) recent.clear();
	const catalog = readCatalog(ctx);
	recent.set(number, { catalog, readMs: Date.now() });
	catalog.catch(() => recent.delete(number));
	return catalog;
}

/** The names and types that rules of this workspace may use. */
export async function readCatalog(ctx: Pick<Context, "db" | "workspace">): Promise<Catalog> {
	const where = { workspaceNumber: ctx.workspace.number };
	const { id: workspaceId } = ctx.workspace;
	const [traits, events, properties, segments, lists] = await Promise.all([
		ctx.db.traitDefinition.findMany({ where, select: { name: true, type: true } }),
		ctx.db.eventDefinition.findMany({ where, select: { name: true } }),
		ctx.db.propertyDefinition.findMany({ where, select: { event: true, name: true, type: true } }),
		ctx.db.segment.findMany({ where: { workspaceId }, select: { id: true, name: true, archivedAt: true } }),
		ctx.db.storedList.findMany({
			where: { workspaceId, archivedAt: null },
			select: { id: true, name: true },
		}),
	]);
	const byEvent = new Map(events.map(({ name }) => [name, new Map<string, ValueType>()]));
	// Safe because the catalogue is written with these types only.
	for (const { event, name, type } of properties) byEvent.get(event)?.set(name, type as ValueType);
	return {
		traits: new Map(traits.map(({ name, type }) => [name, type as ValueType])),
		events: byEvent,
		segments: new Map(
			segments.map(({ id, name, archivedAt }) => [id, { name, isArchived: archivedAt !== null }]),
		),
		lists: new Map(lists.map(({ id, name }) => [id, name])),
	};
}
