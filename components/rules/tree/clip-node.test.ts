import { describe, expect, it } from "vitest";
import { newLeaf, newPropertyLeaf } from "@/components/rules/kinds/new-leaf";
import { clipText, readClip } from "@/components/rules/tree/clip-node";

describe("copying a condition as text", () => {
	it("comes back unchanged, without ids", () => {
		const leaf = newLeaf({ kind: "sequence" });
		const group = { id: "g", combinator: "or", label: "Both", rules: [{ id: "a", ...leaf }] };
		expect(readClip(clipText(group as never), false)).toEqual({
			combinator: "or",
			label: "Both",
			rules: [leaf],
		});
	});

	it("refuses what is not a condition, and conditions that do not belong here", () => {
		expect(readClip("hello", false)).toBeNull();
		expect(readClip('{"rules":[{"kind":"nonsense"}],"combinator":"and"}', false)).toBeNull();
		const property = newPropertyLeaf("category", "string");
		expect(readClip(clipText(property as never), false)).toBeNull();
		expect(readClip(clipText(property as never), true)).toEqual(property);
	});
});
