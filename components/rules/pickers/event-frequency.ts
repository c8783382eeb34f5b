import { formatCompact } from "@/components/ui/format-number";
import type { CatalogOutput } from "@/lib/rules/contracts";

type CatalogEvent = CatalogOutput["events"][number];

/** "12.4K in 30 d": how alive an event is; empty where unknown. */
export function recentHint({ recentCount }: CatalogEvent): string | undefined {
	if (recentCount === undefined) return undefined;
	return recentCount === 0 ? "none in 30 d" : `${formatCompact(recentCount)} in 30 d`;
}

/** Most frequent first; those of unknown frequency by name. */
export function byFrequency(events: readonly CatalogEvent[]): CatalogEvent[] {
	return events.toSorted(
		(a, b) => (b.recentCount ?? 0) - (a.recentCount ?? 0) || a.name.localeCompare(b.name),
	);
}
