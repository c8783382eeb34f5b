import { sha256Hex } from "@/lib/kernel/sha256";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { findKind } from "@/lib/rules/leaves/registry";
import type { RuleLeaf } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";

/**
 * A leaf's condition as a hash: the same for leaves of different rules with the same condition at the same
 * moment of the same `generation` (knowledge). The builder's handles do not count.
 */
export function leafKey(leaf: RuleLeaf, scope: CompileScope, generation: string): string {
	const watch = findKind(leaf.kind).watch(leaf);
	const stored = [
		watch.segments.map((id) => scope.segments.get(id)),
		leaf.kind === "list" ? scope.lists.get(leaf.field) : null,
		leaf.kind === "contact" && typeof leaf.value === "object" && leaf.value
			? scope.contacts.get(leaf.value.hash)
			: null,
	];
	return sha256Hex(
		JSON.stringify([generation, scope.asOf, scope.timeZone, scope.sessionGapMs, stored, withoutIds(leaf)]),
	);
}
