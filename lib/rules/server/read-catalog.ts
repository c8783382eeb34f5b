import { isQueryable } from "@/lib/kernel/property-name";
import type { Catalog, ValueType } from "@/lib/rules/catalog";
import type { Context } from "@/lib/workspaces/server/context";

type Place = Pick<Context, "db" | "workspace">;

/** A catalogue with the version it had, or an older one: nothing in it is older than its version. */
export type VersionedCatalog = { version: string; catalog: Catalog };

const maxKept = 200;
const kept = new Map<number, { version: string; catalog: Promise<Catalog> }>();

/** The names and types that rules of this workspace may use, as they are now. */
export async function readCatalog(ctx: Place): Promise<Catalog> {
	return (await readVersionedCatalog(ctx)).catalog;
}

/**
 * The same with its version. It is read again only when the version in Postgres differs from this process's;
 * any change of a name or a type there changes the version (`catalogue_version`).
 */
export async function readVersionedCatalog(ctx: Place): Promise<VersionedCatalog> {
	const { number } = ctx.workspace;
	const row = await ctx.db.catalogueVersion.findUnique({ where: { workspaceNumber: number } });
	return await catalogOfVersion(ctx, String(row?.version ?? 0));
}

/** The catalogue of a version that was read before this; the one kept if it is of that version. */
export async function catalogOfVersion(ctx: Place, version: string): Promise<VersionedCatalog> {
	const { number } = ctx.workspace;
	const known = kept.get(number);
	if (known?.version === version) return { version, catalog: await known.catalog };
	const catalog = readNames(ctx);
	const reading = { version, catalog };
	kept.delete(number);
	kept.set(number, reading);
	catalog.catch(() => {
		if (kept.get(number) === reading) kept.delete(number);
	});
	const [oldest] = kept.keys();
	if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
	return { version, catalog: await catalog };
}

async function readNames(ctx: Place): Promise<Catalog> {
	const where = { workspaceNumber: ctx.workspace.number };
	const { id: workspaceId } = ctx.workspace;
	const [traits, events, properties, segments, lists] = await Promise.all([
		ctx.db.traitDefinition.findMany({ where, select: { name: true, type: true } }),
		ctx.db.eventDefinition.findMany({ where, select: { name: true } }),
		ctx.db.propertyDefinition.findMany({ where, select: { event: true, name: true, type: true } }),
		ctx.db.segment.findMany({
			where: { workspaceId, campaignId: null },
			select: { id: true, name: true, archivedAt: true },
		}),
		ctx.db.storedList.findMany({
			where: { workspaceId, archivedAt: null },
			select: { id: true, name: true },
		}),
	]);
	const byEvent = new Map(events.map(({ name }) => [name, new Map<string, ValueType>()]));
	// Safe because the catalogue is written with these types only.
	for (const { event, name, type } of properties.filter((one) => isQueryable(one.name)))
		byEvent.get(event)?.set(name, type as ValueType);
	return {
		traits: new Map(traits.map(({ name, type }) => [name, type as ValueType])),
		events: byEvent,
		segments: new Map(
			segments.map(({ id, name, archivedAt }) => [id, { name, isArchived: archivedAt !== null }]),
		),
		lists: new Map(lists.map(({ id, name }) => [id, name])),
	};
}
