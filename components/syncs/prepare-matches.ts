import type { BandPoint } from "@/components/chart/band-line";
import type { ChartTable } from "@/components/chart/chart-table";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import type { MatchPoint } from "@/lib/syncs/people-contracts";

export type Measure = "rate" | "size";

type Range = { lower: number; upper: number } | null;

/** One measure of what a destination said, as its chart and table need it. Unknown days are left out of the chart only. */
export function prepareMatches(
	items: readonly MatchPoint[],
	measure: Measure,
): { points: BandPoint[]; most: number; table: ChartTable; summary: string } {
	const points = items.flatMap((item): BandPoint[] => {
		const range = item[measure];
		return range ? [{ at: Date.parse(item.at), lower: range.lower, upper: range.upper }] : [];
	});
	const highest = Math.max(0, ...points.map(({ upper }) => upper));
	const last = points.at(-1);
	const name = measure === "rate" ? "Match rate" : "Matched people";
	return {
		points,
		most: measure === "rate" ? 1 : niceTop(highest),
		summary: last
			? `${name} from ${formatDate(new Date(points[0]?.at ?? last.at))} to ${formatDate(new Date(last.at))}: ${rangeText(last, measure)} at the end.`
			: `${name}: unknown.`,
		table: {
			columns: ["Day", "Match rate", "Matched people"],
			rows: items
				.map((item) => [
					formatDate(new Date(item.at)),
					rangeText(item.rate, "rate"),
					rangeText(item.size, "size"),
				])
				.reverse(),
			exported: {
				columns: ["at", "rate_lower", "rate_upper", "size_lower", "size_upper"],
				rows: items.map(({ at, rate, size }) => [
					at,
					rate?.lower ?? null,
					rate?.upper ?? null,
					size?.lower ?? null,
					size?.upper ?? null,
				]),
			},
		},
	};
}

/** "62%", "1,000 to 2,000", "below 1,000", "unknown". */
export function rangeText(range: Range, measure: Measure): string {
	if (!range) return "unknown";
	const text = (value: number) => (measure === "rate" ? formatPercent(value, 0) : formatCount(value));
	if (range.lower === range.upper) return text(range.lower);
	return range.lower <= 0 ? `below ${text(range.upper)}` : `${text(range.lower)} to ${text(range.upper)}`;
}

/** The next 1, 2 or 5 with zeros at or above a value. */
function niceTop(value: number): number {
	if (value <= 0) return 1;
	const power = 10 ** Math.floor(Math.log10(value));
	return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}
