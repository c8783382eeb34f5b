import fc from "fast-check";
import type { RuleGroupType } from "react-querybuilder";
import { describe, expect, it } from "vitest";
import {
	type Direction,
	isGroup,
	moveNode,
	nodeAt,
	removeNode,
	stepNode,
	type TreeNode,
} from "@/components/rules/tree/move-node";

const leaf = (id: string) => ({ id, field: id, operator: "=", value: 1 });
const group = (id: string, ...rules: TreeNode[]): RuleGroupType => ({ id, combinator: "and", rules });
const wrap = (rules: TreeNode[]): RuleGroupType => ({ id: "new", combinator: "or", rules });

/** "a (b c)": what is where. */
function say(node: TreeNode): string {
	return isGroup(node) ? `(${node.rules.map((child) => say(child as TreeNode)).join(" ")})` : String(node.id);
}
function pathsOf(node: TreeNode, path: number[] = []): number[][] {
	const inside = isGroup(node)
		? node.rules.flatMap((child, index) => pathsOf(child as TreeNode, [...path, index]))
		: [];
	return [path, ...inside];
}
const leavesOf = (node: TreeNode) => say(node).replace(/[()]/g, " ").split(/\s+/).filter(Boolean).sort();

describe("moving a condition", () => {
	const query = group("root", leaf("a"), group("g", leaf("b"), leaf("c")), leaf("d"));

	it("goes before, after and into groups", () => {
		expect(say(moveNode(query, [0], { group: [], index: 3 })?.query ?? query)).toBe("((b c) d a)");
		expect(say(moveNode(query, [2], { group: [1], index: 1 })?.query ?? query)).toBe("(a (b d c))");
		expect(moveNode(query, [1, 0], { group: [], index: 0 })).toMatchObject({ path: [0] });
	});

	it("removes an emptied group, and never goes into itself", () => {
		const one = group("root", group("g", leaf("a")), leaf("b"));
		expect(say(moveNode(one, [0, 0], { group: [], index: 2 })?.query ?? one)).toBe("(b a)");
		expect(moveNode(query, [1], { group: [1], index: 0 })).toBeNull();
		expect(say(removeNode(one, [0, 0]))).toBe("(b)");
	});

	it("steps by keyboard: among its neighbors, into groups and out of them", () => {
		const moved = (path: number[], direction: Direction) => {
			const next = stepNode(query, path, direction, wrap);
			return next && say(next.query);
		};
		expect(moved([0], "down")).toBe("((b c) a d)");
		expect(moved([0], "up")).toBeNull();
		expect(moved([2], "up")).toBe("(a d (b c))");
		expect(moved([0], "in")).toBe("((a b c) d)");
		expect(moved([2], "in")).toBe("(a (b c d))");
		expect(moved([1, 0], "in")).toBe("(a ((b) c) d)");
		expect(moved([1, 1], "out")).toBe("(a (b) c d)");
		expect(moved([0], "out")).toBeNull();
	});

	it("loses nothing, doubles nothing, and leaves no empty group", () => {
		const node: fc.Memo<TreeNode> = fc.memo((depth) =>
			depth <= 1
				? fc.uuid().map(leaf)
				: fc.oneof(
						fc.uuid().map(leaf),
						fc.array(node(depth - 1), { minLength: 1, maxLength: 3 }).map((rules) => group("g", ...rules)),
					),
		);
		const tree = fc.array(node(3), { minLength: 1, maxLength: 4 }).map((rules) => group("root", ...rules));
		fc.assert(
			fc.property(tree, fc.nat(), fc.nat(), fc.nat(), (query, one, two, three) => {
				const paths = pathsOf(query).slice(1);
				const groups = pathsOf(query).filter((path) => isGroup(nodeAt(query, path)));
				const from = paths[one % paths.length] ?? [];
				const into = groups[two % groups.length] ?? [];
				const target = nodeAt(query, into);
				const size = isGroup(target) ? target.rules.length : 0;
				const moved = moveNode(query, from, { group: into, index: three % (size + 1) });
				if (!moved) return into.length >= from.length;
				expect(leavesOf(moved.query)).toEqual(leavesOf(query));
				expect(nodeAt(moved.query, moved.path)).toBe(nodeAt(query, from));
				return !say(moved.query).includes("()");
			}),
		);
	});
});
