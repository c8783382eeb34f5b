"use client";

import { useQuery } from "@tanstack/react-query";
import { SquareDashedMousePointer } from "lucide-react";
import Link from "next/link";
import type { DataColumn } from "@/components/data-table/data-column";
import { type DataFilter, DataTable } from "@/components/data-table/data-table";
import { menuColumn } from "@/components/data-table/menu-column";
import { duplicateSegment, segmentsQueries } from "@/components/segments/api";
import { SegmentState, stateWords } from "@/components/segments/segment-state";
import { SegmentsNav } from "@/components/segments/segments-nav";
import { DuplicateItem } from "@/components/shell/duplicate-item";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useMay } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf, RelativeTime } from "@/components/ui/relative-time";
import { type SegmentSummary, segmentStates } from "@/lib/segments/contracts";

const columns: DataColumn<SegmentSummary>[] = [
	{
		id: "name",
		header: "Name",
		sortValue: ({ name }) => name.toLowerCase(),
		cell: ({ name, description, state, staleReason }) => (
			<span className="block min-w-0">
				<span className="block truncate">{name}</span>
				{state === "stale" && (
					<span className="block truncate font-normal text-warning text-xs" title={staleReason ?? undefined}>
						Not refreshed: {staleReason}
					</span>
				)}
				{description && (
					<span className="block truncate font-normal text-muted-foreground text-xs">{description}</span>
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
			size === null ? <span className="text-muted-foreground">not built yet</span> : formatCount(size),
	},
	{
		id: "asOf",
		header: "Counted",
		hideBelow: "md",
		cell: ({ asOf }) => asOf && <AsOf at={asOf} className="text-muted-foreground" />,
	},
	{
		id: "state",
		header: "State",
		sortValue: ({ state }) => segmentStates.indexOf(state),
		cell: (segment) => <SegmentState segment={segment} />,
	},
	{
		id: "owner",
		header: "Owner",
		hideBelow: "lg",
		sortValue: ({ ownerName }) => ownerName.toLowerCase(),
		cell: ({ ownerName }) => ownerName,
	},
	{
		id: "updated",
		header: "Changed",
		hideBelow: "md",
		align: "right",
		sortValue: ({ updatedAt }) => updatedAt,
		cell: ({ updatedAt }) => <RelativeTime at={updatedAt} className="text-muted-foreground" />,
	},
];

const columnsWithMenu = [
	...columns,
	menuColumn<SegmentSummary>(({ id }) => (
		<DuplicateItem room="segments" duplicate={() => duplicateSegment(id)} />
	)),
];

const stateFilter: DataFilter<SegmentSummary> = {
	id: "state",
	label: "State",
	options: segmentStates.map((state) => ({ value: state, label: stateWords[state].label })),
	matches: ({ state }, wanted) => state === wanted,
};

/** All segments of the workspace. Archived ones are listed when they are asked for. */
export function SegmentsPage() {
	const slug = useWorkspaceSlug();
	const mayWrite = useMay("segments.write");
	const list = useQuery(segmentsQueries.list());
	const items = list.data?.items;
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
				searchText={({ name, description, ownerName }) => `${name} ${description} ${ownerName}`}
				filters={[
					stateFilter,
					{
						id: "owner",
						label: "Owner",
						options: owners.map(([value, label]) => ({ value, label })),
						matches: ({ ownerId }, wanted) => ownerId === wanted,
					},
				]}
				defaultSort="-updated"
				error={list.error}
				onRetry={list.refetch}
				empty={
					<EmptyState
						icon={SquareDashedMousePointer}
						title="No segments yet"
						description="A segment is a sentence about people, such as “did Order Completed at least 3 times in the last 60 days”. You see how many people it holds for while you write it; then send them to an ad platform, or measure a campaign on them."
						action={mayWrite && newSegment}
					/>
				}
			/>
		</>
	);
}
