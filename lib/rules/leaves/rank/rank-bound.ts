import { isDecimal } from "@/lib/rules/compile/compile-aggregate";
import { toMicros } from "@/lib/rules/micros";
import type { RankLeaf } from "@/lib/rules/rule";

/** The key of a rank's boundary in a moment: identical ranks share it. */
export function rankKey({ operator, value, unit, by, among }: RankLeaf): string {
	return JSON.stringify({ operator, value, unit, by, among: among ?? null });
}

/** Whether people are ranked by a number in millionths. */
export function isRankedInMicros({ by }: RankLeaf): boolean {
	return by.kind === "event" && isDecimal(by.aggregate);
}

/** A percentage in millionths of a percent, so that how many people it is of any number is exact. */
export function percentInMicros({ value }: RankLeaf): number {
	return Number(toMicros(value));
}

/** A boundary as the warehouse returns it: text, or null when no one has a value. */
export function readRankBound(leaf: RankLeaf, text: string | null): number | bigint | null {
	if (text === null) return null;
	return isRankedInMicros(leaf) ? BigInt(text) : Number(text);
}
