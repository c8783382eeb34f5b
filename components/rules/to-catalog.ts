import type { Catalog } from "@/lib/rules/catalog";
import type { CatalogOutput } from "@/lib/rules/contracts";
import type { Names } from "@/lib/rules/leaf-kind";

/** The names of the catalog in the form the rule validator looks them up. */
export function toCatalog(names: CatalogOutput): Catalog {
	return {
		traits: new Map(names.traits.map(({ name, type }) => [name, type])),
		events: new Map(
			names.events.map(({ name, properties }) => [
				name,
				new Map(properties.map((each) => [each.name, each.type])),
			]),
		),
		segments: new Map(names.segments.map(({ id, name, isArchived }) => [id, { name, isArchived }])),
		lists: new Map(names.lists.map(({ id, name }) => [id, name])),
	};
}

/** Names of what a rule mentions by id, for the sentence in plain English. */
export function toNames(catalog: Catalog, campaigns: ReadonlyMap<string, string>): Names {
	return {
		segment: (id) => catalog.segments.get(id)?.name,
		list: (id) => catalog.lists.get(id),
		campaign: (id) => campaigns.get(id),
	};
}
