import { checkComparison, checkName } from "@/lib/rules/check/check-parts";
import { edgesOf, isDateTest } from "@/lib/rules/date-test";
import { describeComparison } from "@/lib/rules/describe/describe-parts";
import { comparisonOf } from "@/lib/rules/evaluate/prepare-test";
import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import { compileTrait } from "@/lib/rules/leaves/trait/compile-trait";
import { prepareTrait } from "@/lib/rules/leaves/trait/prepare-trait";
import type { TraitLeaf } from "@/lib/rules/rule";

/** The value of a trait, valid at asOf. Computed traits, scores and stages are traits. */
export const traitKind: LeafKind<TraitLeaf> = {
	check: (leaf, room) => {
		if (!checkName("trait", leaf.field, room.catalog.traits, room)) return;
		checkComparison("trait", leaf, room.catalog.traits.get(leaf.field), room);
	},
	compile: compileTrait,
	prepare: prepareTrait,
	describe: (leaf) => `whose ${leaf.field} ${describeComparison(leaf)}`,
	watch: (leaf) => {
		const { test } = comparisonOf(leaf, "UTC");
		const edges = isDateTest(test) ? edgesOf(test) : [];
		const isCalendar = test.is === "dateInThis" || test.is === "dateAnniversary";
		return {
			...watchNothing,
			traits: [leaf.field],
			traitEdges: edges.map((edge) => ({ trait: leaf.field, edge })),
			scope: isCalendar ? "day" : "person",
		};
	},
};
