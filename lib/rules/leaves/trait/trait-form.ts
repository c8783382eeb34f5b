import { checkComparison, checkName } from "@/lib/rules/check/check-parts";
import { describeComparison } from "@/lib/rules/describe/describe-parts";
import type { LeafForm } from "@/lib/rules/leaf-kind";
import type { TraitLeaf } from "@/lib/rules/rule";

/** The value of a trait, valid at asOf. Computed traits, scores and stages are traits. */
export const traitForm: LeafForm<TraitLeaf> = {
	check: (leaf, room) => {
		if (!checkName("trait", leaf.field, room.catalog.traits, room)) return;
		checkComparison("trait", leaf, room.catalog.traits.get(leaf.field), room);
	},
	describe: (leaf) => `whose ${leaf.field} ${describeComparison(leaf)}`,
};
