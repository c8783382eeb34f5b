"use client";

import { useQuery } from "@tanstack/react-query";
import { Sparkline } from "@/components/chart/sparkline";
import { segmentsQueries } from "@/components/segments/api";
import { changeText, drawnSizes, trendText } from "@/components/segments/trend-text";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format-number";
import { type SegmentDetail, type SegmentTrend, trendDays } from "@/lib/segments/contracts";

/** The segment's size trend, above its rule; the days as a table behind a click. */
export function SizeCard({ segment, onOpenHistory }: { segment: SegmentDetail; onOpenHistory: () => void }) {
	const { data } = useQuery(segmentsQueries.trend(segment.id));
	const trend = data?.items[0];
	if (!trend || segment.size === null) return null;
	const drawn = drawnSizes(trend);
	const hasPast = drawn.filter((size) => size !== null).length > 1;
	const change = changeText(trend);
	return (
		<Card aria-label="Size over time" className="grid gap-2 p-4">
			<div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
				<h2 className="font-semibold">Size over the last {trendDays} days</h2>
				<span className="flex items-center gap-2 text-sm">
					{change.isKnown && (
						<span className="tabular-nums">
							{change.text} <span className="text-muted-foreground">people in 7 days</span>
						</span>
					)}
					{trend.isRuleNew && <span className="text-muted-foreground">The rule changed this week</span>}
					<Button variant="ghost" size="sm" onClick={onOpenHistory}>
						Full history
					</Button>
				</span>
			</div>
			{hasPast ? (
				<>
					<Sparkline values={drawn} summary={trendText(trend)} className="h-14 w-full" />
					<div aria-hidden="true" className="flex justify-between text-muted-foreground text-xs">
						<span>{trendDays} days ago</span>
						<span>now</span>
					</div>
					<p className="text-pretty text-muted-foreground text-sm tabular-nums">{trendText(trend)}.</p>
					<details>
						<summary className="inline-flex min-h-6 cursor-pointer items-center text-muted-foreground text-sm">
							As a table
						</summary>
						<DayTable trend={trend} />
					</details>
				</>
			) : (
				<p className="text-muted-foreground text-sm">The line starts a day after the first refresh.</p>
			)}
		</Card>
	);
}

function DayTable({ trend }: { trend: SegmentTrend }) {
	const days = trend.sizes.map((size, index) => ({ ago: trendDays - index, size })).reverse();
	return (
		<table className="mt-1 w-full max-w-xs text-sm tabular-nums">
			<caption className="sr-only">Size at the end of each day</caption>
			<thead>
				<tr className="text-muted-foreground">
					<th className="py-1 text-left font-medium">When</th>
					<th className="py-1 text-right font-medium">People</th>
				</tr>
			</thead>
			<tbody>
				{days.map(({ ago, size }) => (
					<tr key={ago} className="border-border border-t">
						<td className="py-1">{ago === 0 ? "Now" : ago === 1 ? "1 day ago" : `${ago} days ago`}</td>
						<td className="py-1 text-right">{size === null ? "not computed yet" : formatCount(size)}</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
