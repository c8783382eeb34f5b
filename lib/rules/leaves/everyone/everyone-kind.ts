import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import { everyoneForm } from "@/lib/rules/leaves/everyone/everyone-form";
import type { EveryoneLeaf } from "@/lib/rules/rule";

/** Everyone who exists; explicit, because an empty group is refused. */
export const everyoneKind: LeafKind<EveryoneLeaf> = {
	...everyoneForm,
	compile: () => ({ people: "everyone", are: "matching" }),
	prepare: () => ({
		test: () => true,
		explain: () => ({ kind: "everyone", matches: true }),
		nextInstant: () => null,
	}),
	watch: () => watchNothing,
};
