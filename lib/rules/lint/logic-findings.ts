import { describeLeaf } from "@/lib/rules/describe/describe-rule";
import type { Names } from "@/lib/rules/leaf-kind";
import { type Certainty, findImpossible } from "@/lib/rules/lint/find-impossible";
import type { LintFinding } from "@/lib/rules/lint/lint-finding";
import { groupsOf, replaceAt } from "@/lib/rules/lint/walk-rule";
import type { RuleGroup, RuleLeaf, RuleNode, SegmentRule } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";

/** What follows from the rule alone: conditions no one or everyone meets, and duplicate conditions. */
export function logicFindings(rule: SegmentRule, timeZone: string, names: Names): LintFinding[] {
	const certain = findImpossible(rule, timeZone);
	return [
		...certain.map((certainty) => findingOf(certainty, certain, rule, timeZone, names)),
		...duplicateFindings(rule),
	];
}

export function nodeAt(rule: SegmentRule, path: readonly (number | string)[]): RuleNode | null {
	let node: RuleNode = rule;
	for (const index of path) {
		const next: RuleNode | undefined = node.kind === undefined ? node.rules[Number(index)] : undefined;
		if (!next) return null;
		node = next;
	}
	return node;
}

function findingOf(
	certainty: Certainty,
	all: readonly Certainty[],
	rule: SegmentRule,
	timeZone: string,
	names: Names,
): LintFinding {
	const { path, is, because } = certainty;
	const quoted = because.map((at) => quote(nodeAt(rule, at), names));
	const node = nodeAt(rule, path);
	const isLeaf = node?.kind !== undefined;
	const message = isLeaf
		? is === "never"
			? `No one can meet this condition: ${quoted[0]}.`
			: `Everyone meets this condition: ${quoted[0]}.`
		: is === "never"
			? `No one can be both: ${quoted.join(" and ")}.`
			: `Everyone is one or the other: ${quoted.join(" or ")}.`;
	const fix = isLeaf ? fixLeaf(rule, path, node, is) : fixGroup(rule, certainty, all, timeZone);
	return { path, severity: is === "never" ? "error" : "warning", message, ...(fix ? { fix } : {}) };
}

function quote(node: RuleNode | null, names: Names): string {
	return node?.kind === undefined ? "the group" : `“${describeLeaf(node, names)}”`;
}

type Fix = NonNullable<LintFinding["fix"]>;

function fixLeaf(rule: SegmentRule, path: number[], leaf: RuleLeaf, is: Certainty["is"]): Fix | undefined {
	if (leaf.kind === "event" && leaf.aggregate.kind === "count") {
		const change = (next: Partial<typeof leaf>) => replaceAt(rule, path, () => ({ ...leaf, ...next }));
		if (is === "always")
			return { label: "Require at least once", rule: change({ operator: ">=", value: 1 }) };
		return { label: "Require never", rule: change({ operator: "equals", value: 0 }) };
	}
	if (is !== "always") return undefined;
	const without = replaceAt(rule, path, () => null);
	return without.rules.length > 0 ? { label: "Remove the condition", rule: without } : undefined;
}

/** "Both" where "either" was meant, or vice versa; offered only when the changed group makes sense. */
function fixGroup(
	rule: SegmentRule,
	{ path, because }: Certainty,
	all: readonly Certainty[],
	timeZone: string,
): Fix | undefined {
	const isDirect = because.every((at) => at.length === path.length + 1);
	if (!isDirect) return undefined;
	const turn = (node: RuleNode): RuleNode =>
		node.kind !== undefined ? node : { ...node, combinator: node.combinator === "and" ? "or" : "and" };
	const group = nodeAt(rule, path);
	if (group?.kind !== undefined || group === null) return undefined;
	const isAnd = group.combinator === "and";
	const fixed =
		group.rules.length === because.length ? replaceAt(rule, path, turn) : regroup(rule, path, group, because);
	if (findImpossible(fixed, timeZone).length >= all.length) return undefined;
	return { label: isAnd ? "Accept either" : "Require both", rule: fixed };
}

/** Moves the conditions that belong together into a group of their own, joined the other way. */
function regroup(
	rule: SegmentRule,
	path: number[],
	group: RuleGroup,
	because: readonly number[][],
): SegmentRule {
	const removed = new Set(because.map((at) => at.at(-1)));
	const inner: RuleGroup = {
		combinator: group.combinator === "and" ? "or" : "and",
		rules: group.rules.filter((_, index) => removed.has(index)),
	};
	const first = Math.min(...because.map((at) => at.at(-1) ?? 0));
	const rules = group.rules.flatMap((node, index) =>
		index === first ? [inner] : removed.has(index) ? [] : [node],
	);
	return replaceAt(rule, path, () => ({ ...group, rules }));
}

function duplicateFindings(rule: SegmentRule): LintFinding[] {
	return groupsOf(rule).flatMap(({ group, path }) => {
		const seen = new Set<string>();
		return group.rules.flatMap((node, index): LintFinding[] => {
			const key = JSON.stringify(withoutIds(node));
			const isSeen = seen.has(key);
			seen.add(key);
			if (!isSeen) return [];
			const at = [...path, index];
			return [
				{
					path: at,
					severity: "info",
					message: "The same condition is already above. Once is enough.",
					fix: { label: "Remove the second", rule: replaceAt(rule, at, () => null) },
				},
			];
		});
	});
}
