import type { Names } from "@/lib/rules/leaf-kind";
import { findForm } from "@/lib/rules/leaves/forms";
import type { RuleLeaf, RuleNode, SegmentRule } from "@/lib/rules/rule";

const noNames: Names = { segment: () => undefined, list: () => undefined, campaign: () => undefined };

/** A rule in plain English: "People who did Order Completed at least 3 times in the last 60 days where category is shoes." */
export function describeRule(rule: SegmentRule, names: Names = noNames): string {
	if (rule.rules.length === 0) return "Nobody yet: add a condition.";
	return `People ${describeNode(rule, true, names)}.`;
}

function describeNode(node: RuleNode, isOutermost: boolean, names: Names): string {
	if (node.kind !== undefined) return describeLeaf(node, names);
	const parts = node.rules.map((child) => describeNode(child, false, names));
	const text = parts.join(node.combinator === "and" ? " and " : " or ");
	if (node.not) return `who are not among those ${parts.length > 1 ? `(${text})` : text}`;
	return isOutermost || parts.length < 2 ? text : `(${text})`;
}

/** One condition, as it continues "People …". */
export function describeLeaf(leaf: RuleLeaf, names: Names = noNames): string {
	return findForm(leaf.kind).describe(leaf, names);
}
