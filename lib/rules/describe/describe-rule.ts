import type { Names } from "@/lib/rules/leaf-kind";
import { findForm } from "@/lib/rules/leaves/forms";
import type { RuleLeaf, RuleNode, SegmentRule } from "@/lib/rules/rule";

const noNames: Names = { segment: () => undefined, list: () => undefined, campaign: () => undefined };

/** A rule in plain English: "People who did Order Completed at least 3 times in the last 60 days where category is shoes." */
export function describeRule(rule: SegmentRule, names: Names = noNames): string {
	if (rule.rules.length === 0) return "No one yet: add a condition.";
	if (isEveryone(rule)) return "Everyone.";
	return `People ${describeNode(rule, true, names)}.`;
}

/** A rule that leaves no one out. */
export function isEveryone({ not, rules: [first, ...others] }: SegmentRule): boolean {
	return !not && first?.kind === "everyone" && others.length === 0;
}

/** `isAlone`: nothing stands beside it in the sentence, so that nothing can be read as belonging to it. */
function describeNode(node: RuleNode, isAlone: boolean, names: Names): string {
	if (node.kind !== undefined) return describeLeaf(node, names);
	const isOnly = node.rules.length === 1;
	const parts = node.rules.map((child) => describeNode(child, isAlone && isOnly && !node.not, names));
	const text = parts.join(node.combinator === "and" ? " and " : " or ");
	const [first] = node.rules;
	const isPlain = isOnly && first?.kind !== undefined;
	if (node.not) return `who are not among those ${isAlone && isPlain ? text : `(${text})`}`;
	return isAlone || isOnly ? text : `(${text})`;
}

/** One condition, as it continues "People …". */
export function describeLeaf(leaf: RuleLeaf, names: Names = noNames): string {
	return findForm(leaf.kind).describe(leaf, names);
}
