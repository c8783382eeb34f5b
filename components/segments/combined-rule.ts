import type { SegmentRule } from "@/lib/rules/rule";

/** Segments whose members, and no members of others, a new segment begins with; ids joined by commas, as in an address. */
export type Combination = { in: string; notIn: string };

const idsOf = (text: string) => text.split(",").filter((id) => id !== "");

/** The rule of exactly these people; without segments one that is still empty. */
export function combinedRule(combination: Combination): SegmentRule {
	const leaf = (operator: "isMember" | "isNotMember") => (id: string) =>
		({ kind: "segment", field: id, operator, value: null }) as const;
	return {
		combinator: "and",
		rules: [
			...idsOf(combination.in).map(leaf("isMember")),
			...idsOf(combination.notIn).map(leaf("isNotMember")),
		],
	};
}

/** What opens a new segment of these people, under the workspace's address. */
export function combinationPath(inside: readonly string[], outside: readonly string[]): string {
	const query = new URLSearchParams({
		in: inside.join(","),
		...(outside.length > 0 ? { notIn: outside.join(",") } : {}),
	});
	return `segments/new?${query}`;
}

/** Tells the drafts of new segments apart by what they began with. */
export const keyOf = (combination: Combination): string =>
	combination.in === "" && combination.notIn === "" ? "" : `${combination.in}!${combination.notIn}`;
