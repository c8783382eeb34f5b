import { checkComparison, checkName } from "@/lib/segments/check-parts";
import { describeComparison } from "@/lib/segments/describe-parts";
import { type LeafKind, watchNothing } from "@/lib/segments/leaf-kind";
import { compileTrait } from "@/lib/segments/leaves/trait/compile-trait";
import { edgeOfTest, prepareTrait } from "@/lib/segments/leaves/trait/prepare-trait";
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
		const edge = edgeOfTest(test);
		const isCalendar = test.is === "dateInThis" || test.is === "dateAnniversary";
		const now = { kind: "ago", amount: 0, unit: "days" } as const;
		return {
			...watchNothing,
			traits: [leaf.field],
			traitEdges: edge
				? [
						{ trait: leaf.field, edge },
						{ trait: leaf.field, edge: now },
					]
				: [],
			scope: isCalendar ? "whole" : "person",
		};
	},
};
