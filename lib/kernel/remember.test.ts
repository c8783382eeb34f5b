import { expect, it } from "vitest";
import { remember } from "@/lib/kernel/remember";

it("computes once for each short text, within its bounds", () => {
	const computed: string[] = [];
	const answerTo = remember(
		(text) => {
			computed.push(text);
			return text === "none" ? null : text.length;
		},
		{ most: 2, longest: 5 },
	);
	for (const text of ["a", "a", "none", "none", "longer", "longer"]) answerTo(text);
	expect(computed).toEqual(["a", "none", "longer", "longer"]);
	expect([answerTo("b"), answerTo("a"), answerTo("none")]).toEqual([1, 1, null]);
	expect(computed.slice(4)).toEqual(["b", "a", "none"]);
});
