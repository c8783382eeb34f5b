import { findKind } from "@/lib/rules/leaves/registry";
import { leavesOf } from "@/lib/rules/needs";
import type { SegmentRule } from "@/lib/rules/rule";

/** What rules mention by id or hash and must be looked up before they can be evaluated. */
export type Mentions = { segments: string[]; lists: string[]; contacts: string[] };

export function mentionsOf(rules: readonly SegmentRule[]): Mentions {
	const leaves = rules.flatMap(leavesOf);
	const lists = leaves.flatMap((leaf) => (leaf.kind === "list" ? [leaf.field] : []));
	const contacts = leaves.flatMap((leaf) =>
		leaf.kind === "contact" && typeof leaf.value === "object" && leaf.value !== null ? [leaf.value.hash] : [],
	);
	return {
		segments: [...new Set(leaves.flatMap((leaf) => findKind(leaf.kind).watch(leaf).segments))],
		lists: [...new Set(lists)],
		contacts: [...new Set(contacts)],
	};
}
