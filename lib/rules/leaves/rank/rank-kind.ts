import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import { watchWindow } from "@/lib/rules/leaves/event/watch-window";
import { compileRank } from "@/lib/rules/leaves/rank/compile-rank";
import { prepareRank } from "@/lib/rules/leaves/rank/prepare-rank";
import { rankForm } from "@/lib/rules/leaves/rank/rank-form";
import type { EventAggregate, RankLeaf } from "@/lib/rules/rule";

/** The best or the last of everyone, or of a segment, by a number. */
export const rankKind: LeafKind<RankLeaf> = {
	...rankForm,
	compile: compileRank,
	prepare: prepareRank,
	watch: ({ by, among }) => ({
		...(by.kind === "event" ? watchWindow([by.event], by.window) : { ...watchNothing, traits: [by.trait] }),
		segments: among === undefined ? [] : [among],
		// Days since are a number that grows on its own, changing for each person at a different instant.
		hangsOnAll: by.kind === "event" && isDaysSince(by.aggregate) ? "time" : "watched",
	}),
};

function isDaysSince({ kind }: EventAggregate): boolean {
	return kind === "daysSinceFirst" || kind === "daysSinceLast";
}
