import { formatCount, formatPercent } from "@/components/ui/format-number";
import type { RunCounts } from "@/lib/syncs/contracts";

export type Match = { matched: number; sent: number };

/** How many of the identifiers that a run sent the destination says it knows; null where it does not say. */
export function matchOf({ matched, added, renewed }: RunCounts): Match | null {
	const sent = added + renewed;
	return matched === null || sent === 0 ? null : { matched, sent };
}

/** "819 of 1,157 identifiers (71%)". */
export function matchText({ matched, sent }: Match): string {
	return `${formatCount(matched)} of ${formatCount(sent)} identifiers (${formatPercent(matched / sent, 0)})`;
}
