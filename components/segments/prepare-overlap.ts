import type { ChartTable } from "@/components/chart/chart-table";
import { formatCount } from "@/components/ui/format-number";
import type { Overlap } from "@/lib/segments/insights-contracts";

/** Maximum number of columns; smaller intersections are in the table only. */
const maxColumns = 24;

export type OverlapColumn = { key: string; ids: string[]; count: number; label: string };

/** The largest exclusive intersections as columns with descriptions, and all of them as a table. */
export function prepareOverlap(overlap: Overlap): {
	columns: OverlapColumn[];
	hidden: number;
	largest: number;
	largestSet: number;
	table: ChartTable;
} {
	const nameOf = new Map(overlap.segments.map(({ id, name }) => [id, name]));
	const all = overlap.intersections.map(({ ids, count }): OverlapColumn => {
		const names = ids.map((id) => nameOf.get(id) ?? id);
		const label = names.length === 1 ? `${names[0]} only` : names.join(" and ");
		return { key: ids.join("+"), ids, count, label };
	});
	const share = (count: number) => (overlap.total === 0 ? 0 : count / overlap.total);
	return {
		columns: all.slice(0, maxColumns),
		hidden: Math.max(0, all.length - maxColumns),
		largest: Math.max(1, ...all.map(({ count }) => count)),
		largestSet: Math.max(1, ...overlap.segments.map(({ size }) => size)),
		table: {
			columns: ["In exactly", "People", "Share of all"],
			rows: all.map(({ label, count }) => [label, formatCount(count), `${(share(count) * 100).toFixed(1)}%`]),
			exported: {
				columns: ["segments", "people", "share_of_all"],
				rows: all.map(({ label, count }) => [label, count, share(count)]),
			},
		},
	};
}
