import type { Database } from "@/lib/platform/postgres/database";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";
import { type KeptColumns, keepTypedProperties } from "@/lib/rules/server/keep-typed-properties";
import { queriedProperties } from "@/lib/rules/typed/queried-properties";

/** Gives the properties that segments and computed traits of all workspaces use their own columns. */
export async function keepAskedProperties(db: Database, warehouse: Warehouse): Promise<KeptColumns> {
	const stored = await db.$queryRaw<{ part: unknown }[]>`
		SELECT v.rule AS part FROM segment s
			JOIN segment_version v ON v.segment_id = s.id AND v.version = s.current_version WHERE s.archived_at IS NULL
		UNION ALL SELECT v.definition FROM computed_trait t
			JOIN computed_trait_version v ON v.trait_id = t.id AND v.version = t.current_version WHERE t.archived_at IS NULL`;
	return await keepTypedProperties(
		warehouse,
		stored.flatMap(({ part }) => queriedProperties(part)),
	);
}
