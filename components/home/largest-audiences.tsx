"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Sparkline } from "@/components/chart/sparkline";
import { homeQueries } from "@/components/home/api";
import { changeText, drawnSizes, trendText } from "@/components/segments/trend-text";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { formatPeople } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { type SegmentSummary, trendDays } from "@/lib/segments/contracts";

const shownSegments = 4;

/** The largest segments with their size over recent days; hidden while no size is known. */
export function LargestAudiences({ segments }: { segments: readonly SegmentSummary[] }) {
	const slug = useWorkspaceSlug();
	const { data, error } = useQuery(homeQueries.trends());
	const largest = segments
		.flatMap((segment) => (typeof segment.size === "number" ? [{ segment, size: segment.size }] : []))
		.sort((one, other) => other.size - one.size)
		.slice(0, shownSegments);
	if (largest.length === 0) return null;
	return (
		<Card>
			<CardHeader>
				<CardTitle>Largest audiences, last {trendDays} days</CardTitle>
				<Link
					href={`/${slug}/segments`}
					className="inline-flex min-h-6 items-center text-muted-foreground text-sm hover:text-foreground"
				>
					All segments
				</Link>
			</CardHeader>
			<ul className="mt-3 grid gap-px overflow-hidden rounded-b-lg border-border border-t bg-border sm:grid-cols-2 xl:grid-cols-4">
				{largest.map(({ segment, size }) => {
					const trend = data?.items.find(({ segmentId }) => segmentId === segment.id);
					const change = trend && changeText(trend);
					return (
						<li key={segment.id} className="relative grid gap-1 bg-card px-4 py-3 hover:bg-accent/60 sm:px-5">
							<Link
								href={`/${slug}/segments/${segment.id}`}
								prefetch={false}
								className="truncate font-medium text-sm after:absolute after:inset-0 after:content-['']"
							>
								{segment.name}
							</Link>
							<p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm tabular-nums">
								<span>{formatPeople(size)}</span>
								<span className="text-muted-foreground">
									{change ? (change.isKnown ? `${change.text} in 7 days` : change.text) : "\u00a0"}
								</span>
							</p>
							<div className="h-10">
								{trend ? (
									<Sparkline values={drawnSizes(trend)} summary={trendText(trend)} className="h-10 w-full" />
								) : (
									error && <p className="text-muted-foreground text-xs">{error.message}</p>
								)}
							</div>
							{segment.asOf && <AsOf at={segment.asOf} className="text-muted-foreground text-xs" />}
						</li>
					);
				})}
			</ul>
		</Card>
	);
}
