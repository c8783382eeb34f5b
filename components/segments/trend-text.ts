import { formatCount, formatPeople, withSign } from "@/components/ui/format-number";
import { type SegmentTrend, trendDays } from "@/lib/segments/contracts";

const daysOfChange = 7;

/**
 * How many more people than a week ago; null where either size is unknown, or they belong to different rules.
 */
export function changeInWeek({ sizes, isRuleNew }: SegmentTrend): number | null {
	const now = sizes.at(-1);
	const before = sizes.at(-1 - daysOfChange);
	return typeof now === "number" && typeof before === "number" && !isRuleNew ? now - before : null;
}

/** "+120", "0" or why there is no number. */
export function changeText(trend: SegmentTrend): { text: string; isKnown: boolean } {
	const change = changeInWeek(trend);
	if (change !== null) return { text: withSign(formatCount(change), change), isKnown: true };
	if (trend.isRuleNew) return { text: "new rule", isKnown: false };
	return trend.sizes.at(-1 - daysOfChange) === null
		? { text: "too new", isKnown: false }
		: { text: "not shown", isKnown: false };
}

/** Sizes for a line chart: one that the viewer's role may not see is not a point. */
export function drawnSizes({ sizes }: SegmentTrend): (number | null)[] {
	return sizes.map((size) => (typeof size === "number" ? size : null));
}

/** The line in words: "From 1,204 people 30 days ago to 1,310 people now, between 1,190 and 1,315." */
export function trendText(trend: SegmentTrend): string {
	const drawn = drawnSizes(trend);
	const first = drawn.findIndex((size) => size !== null);
	const known = drawn.filter((size) => size !== null);
	if (known.length < 2) return "No sizes of the last days yet";
	const ago = trendDays - first;
	return `From ${formatPeople(known[0])} ${ago === 1 ? "1 day" : `${ago} days`} ago to ${formatPeople(known.at(-1))} ${drawn.at(-1) === null ? "lately" : "now"}, between ${formatCount(Math.min(...known))} and ${formatCount(Math.max(...known))}`;
}

/** "2 campaigns, 1 sync"; the name if there is only one; null where nothing uses it. */
export function usesText({ usedIn: { campaigns, syncs, name } }: SegmentTrend): string | null {
	if (campaigns + syncs === 0) return null;
	if (campaigns + syncs === 1 && name) return name;
	return [count(campaigns, "campaign"), count(syncs, "sync")].filter((part) => part !== "").join(", ");
}

const count = (many: number, one: string) => (many === 0 ? "" : `${many} ${one}${many === 1 ? "" : "s"}`);
