import type { ValueType } from "@/lib/segments/catalog";
import type { CatalogOutput } from "@/lib/segments/contracts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Traits, events and their properties, by name. */
export async function getCatalog(ctx: Context): Promise<CatalogOutput> {
	allow(ctx, "segments.read");
	const where = { workspaceNumber: ctx.workspace.number };
	const orderBy = { name: "asc" } as const;
	const [traits, events, properties] = await Promise.all([
		ctx.db.traitDefinition.findMany({ where, orderBy }),
		ctx.db.eventDefinition.findMany({ where, orderBy }),
		ctx.db.propertyDefinition.findMany({ where, orderBy }),
	]);
	// Safe because the catalogue is written with these types only.
	const named = ({ name, type }: { name: string; type: string }) => ({ name, type: type as ValueType });
	const byEvent = new Map<string, typeof properties>();
	for (const property of properties) {
		byEvent.set(property.event, [...(byEvent.get(property.event) ?? []), property]);
	}
	return {
		traits: traits.map(named),
		events: events.map(({ name, lastSeenAt }) => ({
			name,
			lastSeenAt: lastSeenAt.toISOString(),
			properties: (byEvent.get(name) ?? []).map(named),
		})),
		timeZone: ctx.workspace.timeZone,
	};
}
