import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import type { Moment } from "@/lib/rules/leaf-kind";
import { prepareRankMeasure } from "@/lib/rules/leaves/rank/prepare-rank";
import { rankKey } from "@/lib/rules/leaves/rank/rank-bound";
import type { RankLeaf } from "@/lib/rules/rule";

/** The moment with the boundaries of ranks, found by sorting everyone. */
export function withRankBounds(
	ranks: readonly RankLeaf[],
	people: Iterable<PersonHistory>,
	moment: Moment,
): Moment {
	const existing = [...people].filter(({ isErased, createdAt }) => !isErased && createdAt <= moment.asOf);
	return {
		...moment,
		rankBounds: new Map(
			ranks.map((leaf) => {
				const { rankOf } = prepareRankMeasure(leaf, moment);
				const values = existing
					.map((person) => rankOf(person).value)
					.filter((value) => value !== null)
					.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
				if (leaf.operator === "top") values.reverse();
				const size = values.length;
				const share = leaf.unit === "people" ? leaf.value : smallestWhole(leaf.value, size);
				return [rankKey(leaf), values[Math.min(size, share) - 1] ?? null] as const;
			}),
		),
	};
}

/** The smallest whole number that is at least so many percent of `size`; percentages here have at most two decimals. */
function smallestWhole(percent: number, size: number): number {
	let whole = 0;
	while (whole * 10_000 < Math.round(percent * 100) * size) whole++;
	return whole;
}
