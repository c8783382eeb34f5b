import { edgesOf, isDateTest } from "@/lib/rules/date-test";
import { comparisonOf } from "@/lib/rules/evaluate/prepare-test";
import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import { compileTrait } from "@/lib/rules/leaves/trait/compile-trait";
import { prepareTrait } from "@/lib/rules/leaves/trait/prepare-trait";
import { traitForm } from "@/lib/rules/leaves/trait/trait-form";
import type { TraitLeaf } from "@/lib/rules/rule";

/** The value of a trait, valid at asOf. Computed traits, scores and stages are traits. */
export const traitKind: LeafKind<TraitLeaf> = {
	...traitForm,
	compile: compileTrait,
	prepare: prepareTrait,
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
