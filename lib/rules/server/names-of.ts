import type { Catalog } from "@/lib/rules/catalog";
import type { Names } from "@/lib/rules/leaf-kind";
import { readCatalog } from "@/lib/rules/server/read-catalog";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Names of the segments and lists that rules mention by id. Campaigns are a layer above segments and are left
 * without one.
 */
export async function namesOf(ctx: Context): Promise<Names> {
	return namesIn(await readCatalog(ctx));
}

/** The same of a catalogue that was read already. */
export function namesIn({ segments, lists }: Catalog): Names {
	return {
		segment: (id) => segments.get(id)?.name,
		list: (id) => lists.get(id),
		campaign: () => undefined,
	};
}
