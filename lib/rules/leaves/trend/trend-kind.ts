import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import { compileTrend } from "@/lib/rules/leaves/trend/compile-trend";
import { prepareTrend } from "@/lib/rules/leaves/trend/prepare-trend";
import { trendEdges } from "@/lib/rules/leaves/trend/trend-bounds";
import { trendForm } from "@/lib/rules/leaves/trend/trend-form";
import type { TrendLeaf } from "@/lib/rules/rule";

/** The last period beside the one before it. */
export const trendKind: LeafKind<TrendLeaf> = {
	...trendForm,
	compile: compileTrend,
	prepare: prepareTrend,
	watch: (leaf) => {
		const events = [leaf.event];
		const { recent, earlier } = trendEdges(leaf);
		return {
			...watchNothing,
			events,
			eventsAfter: earlier,
			eventEdges: [
				{ events, edge: recent },
				{ events, edge: earlier },
			],
		};
	},
};
