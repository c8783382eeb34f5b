import type fc from "fast-check";
import { aggregates, operatorsByType, valueTypes } from "@/lib/rules/catalog";
import { ageOperators, birthdayOperators } from "@/lib/rules/leaves/birth/birth-operators";
import type { RuleLeaf } from "@/lib/rules/rule";
import {
	randomFeatureLeaf,
	randomSessionLeaf,
	randomTrendLeaf,
	sessionMeasures,
	trendAggregates,
} from "@/lib/rules/testing/random-behaviour";
import { randomBirthLeaf } from "@/lib/rules/testing/random-birth";
import { randomRankLeaf } from "@/lib/rules/testing/random-rank";
import { randomEventLeaf, randomPropertyLeaf, randomTraitLeaf } from "@/lib/rules/testing/random-rule";
import { randomSequenceLeaf, sequenceShapes } from "@/lib/rules/testing/random-sequence";

/** Every kind of condition with each of its operators, as random leaves of it. */
export const leafCases: { name: string; leaf: fc.Arbitrary<RuleLeaf> }[] = [
	...valueTypes.flatMap((type) =>
		operatorsByType[type].flatMap(({ id }) => [
			{ name: `a ${type} trait with ${id}`, leaf: randomTraitLeaf(type, [id]) },
			{
				name: `a ${type} property with ${id}`,
				leaf: randomEventLeaf(
					"count",
					randomPropertyLeaf(type, [id]).map((leaf) => ({ combinator: "and", rules: [leaf] })),
				),
			},
		]),
	),
	...aggregates.map(({ kind }) => ({ name: `the aggregate ${kind}`, leaf: randomEventLeaf(kind) })),
	...sequenceShapes.map((shape) => ({ name: `a sequence (${shape})`, leaf: randomSequenceLeaf(shape) })),
	...[...aggregates.map(({ kind }) => kind), "trait" as const].map((by) => ({
		name: `a rank by ${by}`,
		leaf: randomRankLeaf(by),
	})),
	...birthdayOperators.map(({ id }) => ({
		name: `a birthday with ${id}`,
		leaf: randomBirthLeaf("birthday", id),
	})),
	...ageOperators.map(({ id }) => ({ name: `an age with ${id}`, leaf: randomBirthLeaf("age", id) })),
	{ name: "a number of features", leaf: randomFeatureLeaf },
	...sessionMeasures.map((kind) => ({ name: `sessions (${kind})`, leaf: randomSessionLeaf(kind) })),
	...trendAggregates.flatMap((kind) =>
		(["ratio", "difference"] as const).map((compared) => ({
			name: `a trend of ${kind} (${compared})`,
			leaf: randomTrendLeaf(kind, compared),
		})),
	),
];
