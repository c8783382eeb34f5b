import { checkComparison, checkName } from "@/lib/segments/check-parts";
import { edgesOf, isDateTest } from "@/lib/segments/date-test";
import { describeComparison } from "@/lib/segments/describe-parts";
import { type LeafKind, watchNothing } from "@/lib/segments/leaf-kind";
import { compileTrait } from "@/lib/segments/leaves/trait/compile-trait";
import { prepareTrait } from "@/lib/segments/leaves/trait/prepare-trait";
import { comparisonOf } from "@/lib/segments/prepare-test";
import type { TraitLeaf } from "@/lib/segments/rule";

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
			scope: isCalendar ? "whole" : "person",
		};
	},
};
