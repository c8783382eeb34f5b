import { aggregateOf } from "@/lib/rules/catalog";
import { toMicros } from "@/lib/rules/micros";
import type { Comparison } from "@/lib/rules/read-comparison";
import type { EventAggregate, TrendLeaf } from "@/lib/rules/rule";

/** Numbers of which both stretches have whole ones; the others are compared in millionths. */
export function isWholeTrend({ kind }: EventAggregate): boolean {
	return aggregateOf(kind).isWhole;
}

const million = 1_000_000n;

/**
 * Whether two whole numbers (or numbers in millionths) satisfy the comparison. Nothing is divided: "recent /
 * earlier ≥ bound" is evaluated as "recent · 10⁶ ≥ bound in millionths · earlier", so that no rounding
 * decides. Null is missing.
 */
export function prepareTrendTest(
	{ compared, aggregate }: Pick<TrendLeaf, "compared" | "aggregate">,
	{ negated, test }: Comparison,
): (recent: bigint | null, earlier: bigint | null) => boolean {
	const unit = isWholeTrend(aggregate) ? million : 1n;
	const sides = (recent: bigint, earlier: bigint): [left: bigint, weight: bigint] => {
		if (compared === "difference") return [(recent - earlier) * unit, 1n];
		return earlier < 0n ? [-recent * million, -earlier] : [recent * million, earlier];
	};
	const holds = (left: bigint, weight: bigint): boolean => {
		if (test.is === "set") return true;
		if (test.is === "numberIn") return test.values.some((value) => left === toMicros(value) * weight);
		if (test.is !== "numberWithin") throw new Error(`"${test.is}" is not asked of a number`);
		const { from, fromOpen, to, toOpen } = test;
		const low = from === null ? null : toMicros(from) * weight;
		const high = to === null ? null : toMicros(to) * weight;
		const isAbove = low === null || (fromOpen ? left > low : left >= low);
		return isAbove && (high === null || (toOpen ? left < high : left <= high));
	};
	return (recent, earlier) => {
		const isMissing = recent === null || earlier === null || (compared === "ratio" && earlier === 0n);
		return (!isMissing && holds(...sides(recent, earlier))) !== negated;
	};
}
