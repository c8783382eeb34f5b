import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import type { EveryoneLeaf } from "@/lib/rules/rule";

/** Everybody who exists; asked for by name, because an empty group is refused. */
export const everyoneKind: LeafKind<EveryoneLeaf> = {
	check: () => {},
	compile: () => ({ people: "everyone", are: "matching" }),
	prepare: () => ({
		test: () => true,
		explain: () => ({ kind: "everyone", matches: true }),
		nextInstant: () => null,
	}),
	describe: () => "without exception",
	watch: () => watchNothing,
};
