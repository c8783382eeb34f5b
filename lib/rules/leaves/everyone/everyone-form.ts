import type { LeafForm } from "@/lib/rules/leaf-kind";
import type { EveryoneLeaf } from "@/lib/rules/rule";

/** Everyone who exists; explicit, because an empty group is refused. */
export const everyoneForm: LeafForm<EveryoneLeaf> = {
	check: () => {},
	describe: () => "without exception",
};
