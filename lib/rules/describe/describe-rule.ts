import { type PlainTree, plainTree } from "@/lib/rules/describe/plain-tree";
import type { Names } from "@/lib/rules/leaf-kind";
import { findForm } from "@/lib/rules/leaves/forms";
import type { RuleLeaf, SegmentRule } from "@/lib/rules/rule";

const noNames: Names = { segment: () => undefined, list: () => undefined, campaign: () => undefined };

/** A rule in plain English: "People with at least 3 Order Completed events in the last 60 days where category is “shoes”." */
export function describeRule(rule: SegmentRule, names: Names = noNames): string {
	const plain = plainTree<RuleLeaf>(rule);
	if (plain === "unfilled") return "No one yet: add a condition.";
	if (isEveryone(rule)) return "Everyone.";
	return `People ${describeTree(plain, true, names)}.`;
}

/** A rule that includes everyone. */
export function isEveryone({ not, rules: [first, ...others] }: SegmentRule): boolean {
	return !not && first?.kind === "everyone" && others.length === 0;
}

/** `isAlone`: nothing is beside it in the sentence, so that nothing can be read as belonging to it. */
function describeTree(tree: PlainTree<RuleLeaf>, isAlone: boolean, names: Names): string {
	if (tree === "unfilled") return "…";
	if ("leaf" in tree) return describeLeaf(tree.leaf, names);
	const { combinator, not, parts } = tree;
	const isOnly = parts.length === 1;
	const text = parts.map((part) => describeTree(part, isOnly, names)).join(` ${combinator} `);
	if (!not) return isAlone ? text : `(${text})`;
	const isPlain = isAlone && parts.every((part) => isOnly && part !== "unfilled" && "leaf" in part);
	return `who are not among those ${isPlain ? text : `(${text})`}`;
}

/** One condition, as it continues "People …". */
export function describeLeaf(leaf: RuleLeaf, names: Names = noNames): string {
	return findForm(leaf.kind).describe(leaf, names);
}
