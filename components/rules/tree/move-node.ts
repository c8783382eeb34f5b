import type { RuleGroupType, RuleType } from "react-querybuilder";

export type TreeNode = RuleType | RuleGroupType;
type Path = readonly number[];
/** A place between the children of a group, counted before anything is moved. */
export type Gap = { group: Path; index: number };
export type Moved = { query: RuleGroupType; path: number[] };

export function isGroup(node: TreeNode | undefined): node is RuleGroupType {
	return node !== undefined && "rules" in node;
}

export function nodeAt(query: RuleGroupType, path: Path): TreeNode | undefined {
	let node: TreeNode | undefined = query;
	for (const index of path) node = isGroup(node) ? childrenOf(node)[index] : undefined;
	return node;
}

/** Puts a node into a gap; everything else stays the same, including ids. */
export function insertNode(query: RuleGroupType, node: TreeNode, { group, index }: Gap): RuleGroupType {
	return changeChildren(query, group, (children) => children.toSpliced(index, 0, node));
}

/**
 * Moves a node into a gap. A group that loses its last condition is removed too. Null where it cannot go:
 * into itself.
 */
export function moveNode(query: RuleGroupType, from: Path, gap: Gap): Moved | null {
	const node = nodeAt(query, from);
	if (!node || from.length === 0 || startsWith(gap.group, from)) return null;
	const put = insertNode(query, node, gap);
	// The old index shifts by one if the new one is before it among the children of one of its groups.
	const depth = gap.group.length;
	const shifts = startsWith(from, gap.group) && (from[depth] ?? -1) >= gap.index;
	const old = shifts ? from.with(depth, (from[depth] ?? 0) + 1) : [...from];
	const moved = dropEmpty(takeNode(put, old), old.slice(0, -1));
	const path = findNode(moved, node);
	return path && { query: moved, path };
}

export type Direction = "up" | "down" | "in" | "out";

/**
 * One step by keyboard. "in" is into the group before it, else the one after it, else into a new group of its own;
 * "out" is to after the group it is in. Null where there is no such step.
 */
export function stepNode(
	query: RuleGroupType,
	path: Path,
	direction: Direction,
	newGroup: (rules: TreeNode[]) => RuleGroupType,
): Moved | null {
	const group = path.slice(0, -1);
	const index = path.at(-1);
	const parent = nodeAt(query, group);
	if (index === undefined || !isGroup(parent)) return null;
	switch (direction) {
		case "up":
			return index > 0 ? moveNode(query, path, { group, index: index - 1 }) : null;
		case "down":
			return index < parent.rules.length - 1 ? moveNode(query, path, { group, index: index + 2 }) : null;
		case "out":
			return group.length === 0
				? null
				: moveNode(query, path, { group: group.slice(0, -1), index: (group.at(-1) ?? 0) + 1 });
		case "in": {
			const [before, node, after] = [index - 1, index, index + 1].map((at) => childrenOf(parent)[at]);
			if (isGroup(before))
				return moveNode(query, path, { group: [...group, index - 1], index: before.rules.length });
			if (isGroup(after)) return moveNode(query, path, { group: [...group, index + 1], index: 0 });
			if (!node || isGroup(node)) return null;
			const wrapped = changeChildren(query, group, (children) => children.with(index, newGroup([node])));
			return { query: wrapped, path: [...path, 0] };
		}
	}
}

/** Without a node, and without the groups that become empty. */
export function removeNode(query: RuleGroupType, path: Path): RuleGroupType {
	return path.length === 0 ? query : dropEmpty(takeNode(query, path), path.slice(0, -1));
}

function childrenOf(group: RuleGroupType): TreeNode[] {
	return group.rules;
}

function startsWith(path: Path, prefix: Path): boolean {
	return prefix.every((step, at) => path[at] === step);
}

function changeChildren(
	query: RuleGroupType,
	group: Path,
	change: (children: TreeNode[]) => TreeNode[],
): RuleGroupType {
	const [index, ...rest] = group;
	const children = childrenOf(query);
	if (index === undefined) return { ...query, rules: change(children) };
	const child = children[index];
	return isGroup(child)
		? { ...query, rules: children.with(index, changeChildren(child, rest, change)) }
		: query;
}

function takeNode(query: RuleGroupType, path: Path): RuleGroupType {
	return changeChildren(query, path.slice(0, -1), (children) => children.toSpliced(path.at(-1) ?? 0, 1));
}

function dropEmpty(query: RuleGroupType, group: Path): RuleGroupType {
	const node = nodeAt(query, group);
	if (group.length === 0 || !isGroup(node) || node.rules.length > 0) return query;
	return dropEmpty(takeNode(query, group), group.slice(0, -1));
}

function findNode(query: RuleGroupType, wanted: TreeNode): number[] | null {
	for (const [index, child] of childrenOf(query).entries()) {
		if (child === wanted) return [index];
		const inside = isGroup(child) ? findNode(child, wanted) : null;
		if (inside) return [index, ...inside];
	}
	return null;
}
