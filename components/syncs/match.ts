import { formatCount, formatPercent } from "@/components/ui/format-number";
import type { RunCounts } from "@/lib/syncs/contracts";

export type Match = { matched: number; sent: number };

/** How many of a run's identifiers the destination reports as matched; null where it does not report that. */
export function matchOf({ matched, added, renewed }: RunCounts): Match | null {
	const sent = added + renewed;
	return matched === null || sent === 0 ? null : { matched, sent };
}

/** "819 of 1,157 identifiers (71%)". */
export function matchText({ matched, sent }: Match): string {
	return `${formatCount(matched)} of ${formatCount(sent)} identifiers (${formatPercent(matched / sent, 0)})`;
}
