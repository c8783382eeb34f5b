import { describe, expect, it } from "vitest";
import { replaceNode } from "@/components/rules/tree/replace-node";

const leaf = (id: string) => ({ id, field: id, operator: "=", value: 1 });

describe("replacing a condition", () => {
	const query = {
		combinator: "and",
		rules: [leaf("a"), { id: "g", combinator: "or", rules: [leaf("b"), leaf("c")] }],
	};

	it("touches nothing else, and keeps the given id", () => {
		expect(replaceNode(query, { ...leaf("b"), value: 2 }, [1, 0])).toEqual({
			combinator: "and",
			rules: [leaf("a"), { id: "g", combinator: "or", rules: [{ ...leaf("b"), value: 2 }, leaf("c")] }],
		});
	});

	it("can replace a condition with a group, and a group with a condition", () => {
		const group = { id: "n", combinator: "or", rules: [leaf("a")] };
		expect(replaceNode(query, group, [0]).rules[0]).toEqual(group);
		expect(replaceNode(query, leaf("d"), [1]).rules[1]).toEqual(leaf("d"));
	});
});
