import fc from "fast-check";
import type { AggregateKind } from "@/lib/rules/catalog";
import type { RankLeaf } from "@/lib/rules/rule";
import { aggregate, propertyGroup, randomWindow } from "@/lib/rules/testing/random-rule";

/** A rank by one measure: an aggregate of an event, or a trait. */
export function randomRankLeaf(
	by: AggregateKind | "trait",
	among: fc.Arbitrary<string | undefined> = fc.constant(undefined),
): fc.Arbitrary<RankLeaf> {
	const measure: fc.Arbitrary<RankLeaf["by"]> =
		by === "trait"
			? fc.constant({ kind: "trait", trait: "age" })
			: fc
					.record({
						aggregate: aggregate(by),
						window: randomWindow,
						where: fc.option(propertyGroup, { nil: undefined, freq: 4 }),
					})
					.map(({ where, ...rest }) => ({
						kind: "event",
						event: "Order Completed",
						...rest,
						...(where ? { where } : {}),
					}));
	return fc
		.record({
			operator: fc.constantFrom("top", "bottom"),
			share: fc.oneof(
				fc.record({
					unit: fc.constant("percent" as const),
					value: fc.constantFrom(10, 25, 33.33, 50, 2.5, 90, 100),
				}),
				fc.record({ unit: fc.constant("people" as const), value: fc.constantFrom(1, 2, 3, 5, 10, 100) }),
			),
			by: measure,
			among,
		})
		.map(({ share, among: segment, ...rest }) => ({
			kind: "rank",
			field: "rank",
			...rest,
			...share,
			...(segment === undefined ? {} : { among: segment }),
		}));
}
