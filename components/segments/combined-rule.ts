import { idSchema } from "@/lib/kernel/ids";
import type { SegmentRule } from "@/lib/rules/rule";

/** Segments to include and to exclude when starting a new segment; ids joined by commas, as in a URL. */
export type Combination = { in: string; notIn: string };

const segmentId = idSchema("seg");

/**
 * The segments in the URL, deduplicated; invalid ids are dropped, and so is "not in" of what is "in".
 */
function idsOf(combination: Combination): { inside: string[]; outside: string[] } {
	const read = (text: string) =>
		[...new Set(text.split(",").map((id) => id.trim()))].filter((id) => segmentId.safeParse(id).success);
	const inside = read(combination.in);
	return { inside, outside: read(combination.notIn).filter((id) => !inside.includes(id)) };
}

/** The rule for exactly these people; without segments an empty one. */
export function combinedRule(combination: Combination): SegmentRule {
	const leaf = (operator: "isMember" | "isNotMember") => (id: string) =>
		({ kind: "segment", field: id, operator, value: null }) as const;
	const { inside, outside } = idsOf(combination);
	return {
		combinator: "and",
		rules: [...inside.map(leaf("isMember")), ...outside.map(leaf("isNotMember"))],
	};
}

/** Path under the workspace that opens a new segment of these people. */
export function combinationPath(inside: readonly string[], outside: readonly string[]): string {
	const query = new URLSearchParams({
		in: inside.join(","),
		...(outside.length > 0 ? { notIn: outside.join(",") } : {}),
	});
	return `segments/new?${query}`;
}

/** Tells the drafts of new segments apart by what they started with. */
export function keyOf(combination: Combination): string {
	const { inside, outside } = idsOf(combination);
	return inside.length + outside.length === 0 ? "" : `${inside.join(",")}!${outside.join(",")}`;
}
