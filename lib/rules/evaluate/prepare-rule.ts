import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import type { LeafEvidence, Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import { findKind } from "@/lib/rules/leaves/registry";
import { earliest } from "@/lib/rules/next-instant";
import type { RuleLeaf, RuleNode, SegmentRule } from "@/lib/rules/rule";

/** Why a condition answered as it did. `path` leads through the `rules` of the groups. */
export type Evidence = LeafEvidence & { path: number[] };

export type PreparedRule = {
	/** Whether the rule holds for a person at the moment; false of people who do not exist then. */
	test: (person: PersonHistory) => boolean;
	explain: (person: PersonHistory) => { matches: boolean; evidence: Evidence[] };
	/** The next instant at which any condition's answer may differ by time alone; never too late. */
	nextInstant: (person: PersonHistory) => number | null;
};

/** How leaves are prepared: `prepareLeaf`, or something that remembers what it prepared. */
export type LeafPreparer = (leaf: RuleLeaf, moment: Moment) => PreparedLeaf;

export const prepareLeaf: LeafPreparer = (leaf, moment) => findKind(leaf.kind).prepare(leaf, moment);

/**
 * What a rule means, for one person at a time: the reference that compiled SQL must agree with. Throws on a rule that
 * `checkRule` refuses.
 */
export function prepareRule(
	rule: SegmentRule,
	moment: Moment,
	prepare: LeafPreparer = prepareLeaf,
): PreparedRule {
	const leaves: { path: number[]; leaf: PreparedLeaf }[] = [];
	const test = prepareNode(rule, [], (leaf, path) => {
		const prepared = prepare(leaf, moment);
		leaves.push({ path, leaf: prepared });
		return prepared.test;
	});
	const exists = (person: PersonHistory) => !person.isErased && person.createdAt <= moment.asOf;
	return {
		test: (person) => exists(person) && test(person),
		explain: (person) => ({
			matches: exists(person) && test(person),
			evidence: leaves.map(({ path, leaf }) => ({ ...leaf.explain(person), path })),
		}),
		nextInstant: (person) => {
			if (person.isErased) return null;
			const born = person.createdAt > moment.asOf ? person.createdAt : null;
			return earliest(born, ...leaves.map(({ leaf }) => leaf.nextInstant(person)));
		},
	};
}

type Answer = (person: PersonHistory) => boolean;

function prepareNode(
	node: RuleNode,
	path: number[],
	answerOf: (leaf: RuleLeaf, path: number[]) => Answer,
): Answer {
	if (node.kind !== undefined) return answerOf(node, path);
	if (node.rules.length === 0) throw new Error("An empty group has no meaning");
	const parts = node.rules.map((child, index) => prepareNode(child, [...path, index], answerOf));
	const isAnd = node.combinator === "and";
	const isNot = node.not ?? false;
	return (person) => {
		const together = isAnd ? parts.every((part) => part(person)) : parts.some((part) => part(person));
		return together !== isNot;
	};
}
