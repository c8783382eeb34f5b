import type { RuleGroup, RuleLeaf, RuleNode, SegmentRule } from "@/lib/rules/rule";

export type LeafAt = { leaf: RuleLeaf; path: number[]; parent: RuleGroup; parentPath: number[] };

/** Every condition with its way through the rule, in reading order. */
export function leavesOf(rule: SegmentRule, path: number[] = []): LeafAt[] {
	return rule.rules.flatMap((node, index): LeafAt[] =>
		node.kind === undefined
			? leavesOf(node, [...path, index])
			: [{ leaf: node, path: [...path, index], parent: rule, parentPath: path }],
	);
}

/** Every group with its way through the rule, outermost first. */
export function groupsOf(rule: SegmentRule, path: number[] = []): { group: RuleGroup; path: number[] }[] {
	return [
		{ group: rule, path },
		...rule.rules.flatMap((node, index) => (node.kind === undefined ? groupsOf(node, [...path, index]) : [])),
	];
}

/** The rule with one node changed; null removes it. Groups that are then empty are removed too. */
export function replaceAt(
	rule: SegmentRule,
	path: readonly number[],
	change: (node: RuleNode) => RuleNode | null,
): SegmentRule {
	const changed = replaceIn(rule, path, change);
	return changed?.kind === undefined && changed !== null ? changed : { ...rule, rules: [] };
}

function replaceIn(
	node: RuleNode,
	path: readonly number[],
	change: (node: RuleNode) => RuleNode | null,
): RuleNode | null {
	const [index, ...rest] = path;
	if (index === undefined) return change(node);
	if (node.kind !== undefined) return node;
	const rules = node.rules.flatMap((child, at) => {
		const next = at === index ? replaceIn(child, rest, change) : child;
		return next === null ? [] : [next];
	});
	return rules.length === 0 ? null : { ...node, rules };
}
