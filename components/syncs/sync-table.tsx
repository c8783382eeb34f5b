"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRightLeft } from "lucide-react";
import Link from "next/link";
import type { DataColumn } from "@/components/data-table/data-column";
import { DataTable } from "@/components/data-table/data-table";
import { menuColumn } from "@/components/data-table/menu-column";
import { DuplicateItem } from "@/components/shell/duplicate-item";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { duplicateSync, isUnderWay, syncsQueries } from "@/components/syncs/api";
import { describeSchedule, rankSchedule, runLooks, syncLooks } from "@/components/syncs/sync-states";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import type { SyncView } from "@/lib/syncs/contracts";

const nameColumn = (saysWhere: boolean): DataColumn<SyncView> => ({
	id: "name",
	header: "Sync",
	cell: (row) => (
		<>
			<span className="block break-words sm:truncate">{row.name}</span>
			<span className="block truncate font-normal text-muted-foreground text-xs">
				{row.campaign ? `Campaign ${row.campaign.name}` : row.segment.name}
				{saysWhere && ` → ${row.destination.name}`}
			</span>
		</>
	),
	sortValue: (row) => row.name,
	...(saysWhere ? {} : { className: "sm:max-w-xs" }),
});

const otherColumns: DataColumn<SyncView>[] = [
	{
		id: "status",
		header: "State",
		cell: (row) => {
			const look =
				isUnderWay(row.lastRun) && row.lastRun ? runLooks[row.lastRun.status] : syncLooks[row.status];
			return <StatusBadge tone={look.tone}>{look.word}</StatusBadge>;
		},
		sortValue: (row) => row.status,
	},
	{
		id: "delivered",
		header: "People there",
		align: "right",
		hideBelow: "sm",
		cell: (row) =>
			row.delivered === null ? (
				<span className="text-muted-foreground">Not yet</span>
			) : (
				formatCount(row.delivered)
			),
		sortValue: (row) => row.delivered ?? -1,
	},
	{
		id: "schedule",
		header: "Schedule",
		hideBelow: "lg",
		cell: (row) => describeSchedule(row.schedule),
		sortValue: (row) => rankSchedule(row.schedule),
	},
	{
		id: "last",
		header: "Last run",
		align: "right",
		hideBelow: "md",
		cell: (row) =>
			row.lastRun ? (
				<RelativeTime at={row.lastRun.finishedAt ?? row.lastRun.createdAt} />
			) : (
				<span className="text-muted-foreground">Never</span>
			),
		sortValue: (row) => row.lastRun?.createdAt ?? "",
	},
];

const columns = [nameColumn(true), ...otherColumns];
/** On a destination's page there is less room, and the destination is known. */
const columnsOfDestination = [nameColumn(false), ...otherColumns.filter(({ id }) => id !== "schedule")];

const duplicates = menuColumn<SyncView>(({ id }) => (
	<DuplicateItem room="syncs" duplicate={() => duplicateSync(id)} />
));

/** Syncs of the workspace, or of one destination. */
export function SyncTable({ destinationId }: { destinationId?: string }) {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("syncs.write");
	const { data, error, refetch } = useQuery(syncsQueries.list(destinationId ? { destinationId } : {}));
	const newHref = `/${slug}/syncs/new${destinationId ? `?destination=${destinationId}` : ""}`;
	return (
		<DataTable
			caption="Syncs"
			rows={data?.items}
			columns={[...(destinationId ? columnsOfDestination : columns), ...(mayWrite ? [duplicates] : [])]}
			rowKey={(row) => row.id}
			rowHref={(row) => `/${slug}/syncs/${row.id}`}
			searchText={(row) =>
				`${row.name} ${row.segment.name} ${row.destination.name} ${row.campaign?.name ?? ""}`
			}
			filters={[
				{
					id: "state",
					label: "State",
					options: Object.entries(syncLooks).map(([value, { word }]) => ({ value, label: word })),
					matches: (row, value) => row.status === value,
				},
			]}
			defaultSort="-last"
			error={error}
			onRetry={refetch}
			empty={
				<EmptyState
					icon={ArrowRightLeft}
					title="No syncs yet"
					description="A sync keeps one audience at a destination equal to a segment: who enters is added, who leaves is removed."
					action={
						mayWrite && (
							<Button asChild>
								<Link href={newHref}>New sync</Link>
							</Button>
						)
					}
				/>
			}
		/>
	);
}
