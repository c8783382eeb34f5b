import { findKind } from "@/lib/rules/leaves/registry";
import { leavesOf } from "@/lib/rules/needs";
import type { SegmentRule } from "@/lib/rules/rule";
import type { Open } from "@/lib/segments/server/refresh/open-refreshes";

/** Levels of segments: each reads only memberships of levels before it. */
export function inOrder(open: Open[], rules: ReadonlyMap<string, SegmentRule>): Open[][] {
	const waiting = new Map(open.map((one) => [one.segment.id, one]));
	const levels: Open[][] = [];
	while (waiting.size > 0) {
		const ready = [...waiting.values()].filter(({ segment, row }) => {
			const rule = rules.get(row.id);
			return !segmentsOf(rule).some((id) => id !== segment.id && waiting.has(id));
		});
		// Cycles are refused on save; should one be there, its members read what is served.
		const level = ready.length > 0 ? ready : [...waiting.values()];
		for (const { segment } of level) waiting.delete(segment.id);
		levels.push(level);
	}
	return levels;
}

/** Ids of the segments whose membership a rule reads. */
export function segmentsOf(rule: SegmentRule | undefined): string[] {
	return rule ? leavesOf(rule).flatMap((leaf) => findKind(leaf.kind).watch(leaf).segments) : [];
}
