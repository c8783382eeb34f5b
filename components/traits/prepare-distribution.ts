import { formatNumber } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import type { Distribution } from "@/lib/traits/contracts";

export type Bar = { label: string; people: number };

/** The bars of a distribution, left to right or most common first. */
export function prepareBars(distribution: Distribution): Bar[] {
	if (distribution.kind === "nothing") return [];
	if (distribution.kind === "values") {
		return distribution.values.map(({ value, people }) => ({
			label: value === "" ? "(empty text)" : value,
			people,
		}));
	}
	const { buckets, isByValue, kind } = distribution;
	const say = kind === "dates" ? (ms: number) => formatDate(new Date(ms), "UTC") : round;
	const last = buckets.length - 1;
	return buckets.map(({ from, to, people }, index) => {
		if (isByValue || from === to) return { label: say(from), people };
		return { label: index === last ? `${say(from)} and more` : `${say(from)} – ${say(to)}`, people };
	});
}

/** Enough digits to tell neighbors apart, and no more. */
function round(value: number): string {
	const size = Math.abs(value);
	return formatNumber(value, size >= 100 || Number.isInteger(value) ? 0 : size >= 1 ? 1 : 3);
}
