import type { RuleLeaf, RuleNode, SegmentRule } from "@/lib/rules/rule";

export type CombinedRule = {
	/** The people who match, as a bitmap expression. */
	matching: string;
	/** One entry for each group and leaf, in the order they are read: its way through `rules`, and its people. */
	nodes: { path: number[]; people: string }[];
	/** Who is left after each condition of an outermost "and" group; empty for other rules. */
	steps: { path: number[]; people: string }[];
};

/**
 * A rule as set algebra over the bitmaps of its leaves. "Not" is the difference from everyone. Needs an alias
 * `everyone` in the statement.
 */
export function combineRule(rule: SegmentRule, peopleOf: (leaf: RuleLeaf) => string): CombinedRule {
	const nodes: CombinedRule["nodes"] = [];
	const steps: CombinedRule["steps"] = [];
	const combineNode = (node: RuleNode, path: number[]): string => {
		const entry = { path, people: "" };
		nodes.push(entry);
		if (node.kind !== undefined) {
			entry.people = peopleOf(node);
			return entry.people;
		}
		const parts = node.rules.map((child, index) => combineNode(child, [...path, index]));
		const people = combine(node.combinator, parts);
		entry.people = node.not ? `bitmapAndnot(everyone, ${people})` : people;
		if (path.length === 0 && node.combinator === "and" && !node.not) {
			for (const [index] of parts.entries()) {
				steps.push({ path: [index], people: combine("and", parts.slice(0, index + 1)) });
			}
		}
		return entry.people;
	};
	return { matching: combineNode(rule, []), nodes, steps };
}

const setOperation = { and: "bitmapAnd", or: "bitmapOr" };

function combine(combinator: "and" | "or", parts: string[]): string {
	const [first, ...rest] = parts;
	if (first === undefined) throw new Error("An empty group has no meaning");
	const operation = setOperation[combinator];
	if (operation === undefined) throw new Error(`Conditions cannot be joined by "${combinator}"`);
	return rest.reduce((sofar, part) => `${operation}(${sofar}, ${part})`, first);
}
