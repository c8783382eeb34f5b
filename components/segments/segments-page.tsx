"use client";

import { useQuery } from "@tanstack/react-query";
import { SquareDashedMousePointer } from "lucide-react";
import Link from "next/link";
import { Sparkline } from "@/components/chart/sparkline";
import type { DataColumn } from "@/components/data-table/data-column";
import { type DataFilter, DataTable } from "@/components/data-table/data-table";
import { menuColumn } from "@/components/data-table/menu-column";
import { duplicateSegment, segmentsQueries } from "@/components/segments/api";
import { SegmentState, stateWords } from "@/components/segments/segment-state";
import { SegmentsNav } from "@/components/segments/segments-nav";
import { changeInWeek, changeText, drawnSizes, trendText, usesText } from "@/components/segments/trend-text";
import { DuplicateItem } from "@/components/shell/duplicate-item";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { TagBadges } from "@/components/tags/tag-badges";
import { tagFilters } from "@/components/tags/tag-filter";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { type SegmentSummary, type SegmentTrend, segmentStates } from "@/lib/segments/contracts";

/** A segment with its recent days, as far as loaded. */
type Row = SegmentSummary & { trend: SegmentTrend | undefined };

const columns: DataColumn<Row>[] = [
	{
		id: "name",
		header: "Name",
		sortValue: ({ name }) => name.toLowerCase(),
		cell: (segment) => (
			<span className="block min-w-0">
				<span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
					<span className="max-w-full break-words sm:truncate">{segment.name}</span>
					{(segment.state === "stale" || segment.state === "archived") && <SegmentState segment={segment} />}
					<TagBadges tags={segment.tags} max={3} />
				</span>
				{segment.state === "stale" && (
					<span
						className="block truncate font-normal text-warning text-xs"
						title={segment.staleReason ?? undefined}
					>
						Not refreshed: {segment.staleReason}
					</span>
				)}
				{segment.description && (
					<span className="block truncate font-normal text-muted-foreground text-xs">
						{segment.description}
					</span>
				)}
			</span>
		),
	},
	{
		id: "size",
		header: "People",
		align: "right",
		sortValue: ({ size }) => size,
		cell: ({ size }) =>
			size === null ? <span className="text-muted-foreground">not computed yet</span> : formatCount(size),
	},
	{
		id: "change",
		header: "7 days",
		align: "right",
		sortValue: ({ trend }) => trend && changeInWeek(trend),
		cell: ({ trend }) => trend && <Change trend={trend} />,
	},
	{
		id: "trend",
		header: "Last 30 days",
		hideBelow: "md",
		className: "w-32",
		cell: ({ trend, state }) =>
			state !== "archived" && (
				<span className="block h-6 w-24">
					{trend && <Sparkline values={drawnSizes(trend)} summary={trendText(trend)} className="h-6 w-24" />}
				</span>
			),
	},
	{
		id: "uses",
		header: "Used in",
		hideBelow: "lg",
		className: "max-w-48 truncate",
		sortValue: ({ trend }) => trend && -(trend.usedIn.campaigns + trend.usedIn.syncs),
		cell: ({ trend }) =>
			trend && (usesText(trend) ?? <span className="text-muted-foreground">nothing yet</span>),
	},
	{
		id: "updated",
		header: "Changed",
		hideBelow: "lg",
		align: "right",
		sortValue: ({ updatedAt }) => updatedAt,
		cell: ({ updatedAt }) => <RelativeTime at={updatedAt} className="text-muted-foreground" />,
	},
];

const columnsWithMenu = [
	...columns,
	menuColumn<Row>(({ id }) => <DuplicateItem room="segments" duplicate={() => duplicateSegment(id)} />),
];

function Change({ trend }: { trend: SegmentTrend }) {
	const { text, isKnown } = changeText(trend);
	return <span className={isKnown ? "" : "text-muted-foreground"}>{text}</span>;
}

const stateFilter: DataFilter<Row> = {
	id: "state",
	label: "State",
	options: segmentStates.map((state) => ({ value: state, label: stateWords[state].label })),
	matches: ({ state }, wanted) => state === wanted,
};

/** All segments of the workspace. Archived ones are listed on request. */
export function SegmentsPage() {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("segments.write");
	const list = useQuery(segmentsQueries.list());
	const trends = useQuery(segmentsQueries.trends());
	const trendOf = new Map(trends.data?.items.map((trend) => [trend.segmentId, trend]));
	const items = list.data?.items.map((item) => ({ ...item, trend: trendOf.get(item.id) }));
	const owners = [...new Map((items ?? []).map((item) => [item.ownerId, item.ownerName]))];
	const newSegment = (
		<Button asChild>
			<Link href={`/${slug}/segments/new`}>New segment</Link>
		</Button>
	);
	return (
		<>
			<PageHeader
				title="Segments"
				description="Groups of people described by a rule, counted exactly and kept up to date."
				action={
					(items?.length ?? 0) > 0 && (
						<>
							<Button variant="outline" asChild>
								<Link href={`/${slug}/segments/overlap`}>Overlap</Link>
							</Button>
							{mayWrite && newSegment}
						</>
					)
				}
			/>
			<SegmentsNav current="segments" />
			<DataTable
				caption="Segments"
				rows={items}
				columns={mayWrite ? columnsWithMenu : columns}
				rowKey={({ id }) => id}
				rowHref={({ id }) => `/${slug}/segments/${id}`}
				searchText={({ name, description, ownerName, tags }) =>
					`${name} ${description} ${ownerName} ${tags.join(" ")}`
				}
				filters={[
					stateFilter,
					{
						id: "owner",
						label: "Owner",
						options: owners.map(([value, label]) => ({ value, label })),
						matches: ({ ownerId }, wanted) => ownerId === wanted,
					},
					...tagFilters(items),
				]}
				defaultSort="-updated"
				error={list.error}
				onRetry={list.refetch}
				empty={
					<EmptyState
						icon={SquareDashedMousePointer}
						title="No segments yet"
						description="A segment is a sentence about people, such as “with at least 3 Order Completed events in the last 60 days”. You see how many people match while you write it; then send them to an ad platform, or measure a campaign on them."
						action={mayWrite && newSegment}
					/>
				}
			/>
		</>
	);
}
