import { rememberOfObject } from "@/lib/kernel/remember-of-object";
import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import { prepareLeaf } from "@/lib/rules/evaluate/prepare-rule";
import type { Moment, PreparedLeaf } from "@/lib/rules/leaf-kind";
import type { RuleLeaf, RuleNode, SegmentRule } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";

// Stored rules are parsed once, so each condition is written out once.
const textOf = rememberOfObject((leaf: RuleLeaf) => JSON.stringify(withoutIds(leaf)));

/**
 * Evaluates many rules for one person after another, testing each distinct condition once per person. Index
 * by index the same as `prepareRule(rule, moment).test(person)`.
 */
export function answerRules(
	rules: readonly SegmentRule[],
	moment: Moment,
): (person: PersonHistory) => Uint8Array {
	const leaves: PreparedLeaf[] = [];
	const places = new Map<string, number>();
	const placeOf = (leaf: RuleLeaf): number => {
		const key = textOf(leaf);
		let place = places.get(key);
		if (place === undefined) {
			place = leaves.push(prepareLeaf(leaf, moment)) - 1;
			places.set(key, place);
		}
		return place;
	};
	const trees = rules.map((rule) => treeOf(rule, placeOf));
	const answers = new Uint8Array(leaves.length);
	return (person) => {
		const results = new Uint8Array(rules.length);
		if (person.isErased || person.createdAt > moment.asOf) return results;
		for (const [index, leaf] of leaves.entries()) answers[index] = leaf.test(person) ? 1 : 0;
		for (const [index, tree] of trees.entries()) results[index] = tree(answers) ? 1 : 0;
		return results;
	};
}

type Tree = (answers: Uint8Array) => boolean;

function treeOf(node: RuleNode, placeOf: (leaf: RuleLeaf) => number): Tree {
	if (node.kind !== undefined) {
		const place = placeOf(node);
		return (answers) => answers[place] === 1;
	}
	if (node.rules.length === 0) throw new Error("An empty group has no meaning");
	const parts = node.rules.map((child) => treeOf(child, placeOf));
	const isAnd = node.combinator === "and";
	const isNot = node.not ?? false;
	return (answers) => {
		const together = isAnd ? parts.every((part) => part(answers)) : parts.some((part) => part(answers));
		return together !== isNot;
	};
}
