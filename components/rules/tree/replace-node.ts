import type { RuleGroupType } from "react-querybuilder";

/**
 * The query with another node at a path. react-querybuilder's own `insert` gives the node a new id, which
 * would move the focus out of the field being edited.
 */
export function replaceNode(query: RuleGroupType, node: unknown, path: readonly number[]): RuleGroupType {
	const [index, ...rest] = path;
	// Safe because callers replace a rule or a group with one.
	if (index === undefined) return node as RuleGroupType;
	return {
		...query,
		rules: query.rules.map((child, at) => {
			if (at !== index) return child;
			return "rules" in child ? replaceNode(child, node, rest) : (node as typeof child);
		}),
	};
}
