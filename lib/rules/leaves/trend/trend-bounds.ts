import type { Edge } from "@/lib/rules/leaf-kind";
import type { TrendLeaf } from "@/lib/rules/rule";
import { edgeInstant } from "@/lib/rules/window";

/** Start of the recent period, and of the one before it: one and two periods before asOf. */
export function trendEdges({ period: { amount, unit } }: TrendLeaf): { recent: Edge; earlier: Edge } {
	return { recent: { kind: "ago", amount, unit }, earlier: { kind: "ago", amount: 2 * amount, unit } };
}

/** earlier < time ≤ recent is the earlier stretch, recent < time ≤ asOf the recent one. */
export function trendBounds(
	leaf: TrendLeaf,
	{ asOf, timeZone }: { asOf: number; timeZone: string },
): { recent: number; earlier: number } {
	const edges = trendEdges(leaf);
	return {
		recent: edgeInstant(edges.recent, asOf, timeZone),
		earlier: edgeInstant(edges.earlier, asOf, timeZone),
	};
}
