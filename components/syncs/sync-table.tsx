"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRightLeft } from "lucide-react";
import Link from "next/link";
import { Sparkline } from "@/components/chart/sparkline";
import type { DataColumn } from "@/components/data-table/data-column";
import { type DataFilter, DataTable } from "@/components/data-table/data-table";
import { menuColumn } from "@/components/data-table/menu-column";
import { NetworkMark } from "@/components/destinations/network-mark";
import { DuplicateItem } from "@/components/shell/duplicate-item";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { duplicateSync, isUnderWay, syncsQueries } from "@/components/syncs/api";
import { describeSchedule, rankSchedule, runLooks, stateOf, syncLooks } from "@/components/syncs/sync-states";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatPeople } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import type { SyncView } from "@/lib/syncs/contracts";

const nameColumn = (saysWhere: boolean): DataColumn<SyncView> => ({
	id: "name",
	header: "Sync",
	cell: (row) => (
		<span className="flex min-w-0 items-center gap-2.5">
			{saysWhere && (
				<NetworkMark
					network={row.destination.network}
					name={row.destination.networkName}
					className="size-6 max-sm:hidden"
				/>
			)}
			<span className="min-w-0">
				<span className="block break-words sm:truncate">{row.name}</span>
				<span className="block truncate font-normal text-muted-foreground text-xs">
					{row.campaign ? `Campaign ${row.campaign.name}` : row.segment.name}
					{saysWhere && ` → ${row.destination.name}`}
				</span>
			</span>
		</span>
	),
	sortValue: (row) => row.name,
	...(saysWhere ? {} : { className: "sm:max-w-56" }),
});

const otherColumns: DataColumn<SyncView>[] = [
	{
		id: "status",
		header: "State",
		cell: (row) => {
			const look = lookOf(row);
			return (
				<span className="grid justify-items-start gap-0.5">
					<StatusBadge tone={look.tone}>{look.word}</StatusBadge>
					{row.troubles[0] && row.status === "active" && (
						<span className="max-w-48 whitespace-normal text-muted-foreground text-xs">
							{row.troubles[0].title}
						</span>
					)}
				</span>
			);
		},
		// Problems first.
		sortValue: (row) => urgencyOf(row),
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
				<span className="flex items-center justify-end gap-2">
					{row.trend.length > 1 && (
						<Sparkline values={row.trend} summary={trendText(row.trend)} className="h-5 w-16 max-lg:hidden" />
					)}
					{formatCount(row.delivered)}
				</span>
			),
		sortValue: (row) => (typeof row.delivered === "number" ? row.delivered : -1),
	},
	{
		id: "waiting",
		header: "Waiting",
		align: "right",
		hideBelow: "md",
		cell: (row) =>
			row.waiting === null || row.waiting === 0 ? (
				<span className="text-muted-foreground">{row.waiting === 0 ? "No one" : "–"}</span>
			) : (
				<span className="grid justify-items-end whitespace-nowrap">
					{formatPeople(row.waiting)}
					{row.waitingSince && (
						<span className="text-muted-foreground text-xs">
							since <RelativeTime at={row.waitingSince} />
						</span>
					)}
				</span>
			),
		sortValue: (row) => (typeof row.waiting === "number" ? row.waiting : -1),
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
		header: "Last success",
		align: "right",
		hideBelow: "md",
		cell: (row) =>
			row.lastSuccessAt ? (
				<RelativeTime at={row.lastSuccessAt} />
			) : (
				<span className="text-muted-foreground">
					{row.lastRun && row.delivered !== null ? "None lately" : "Never"}
				</span>
			),
		sortValue: (row) => row.lastSuccessAt,
	},
];

const columns = [nameColumn(true), ...otherColumns];
/** On a destination's page there is less room, and the destination is known. */
const columnsOfDestination = [nameColumn(false), ...otherColumns.filter(({ id }) => id !== "schedule")];

// On a phone it is on the sync's page only: names need the room.
const duplicates: DataColumn<SyncView> = {
	...menuColumn<SyncView>(({ id }) => <DuplicateItem room="syncs" duplicate={() => duplicateSync(id)} />),
	hideBelow: "sm",
};

function lookOf(row: SyncView): { tone: StatusTone; word: string } {
	if (row.lastRun && isUnderWay(row.lastRun)) return runLooks[row.lastRun.status];
	if (row.status === "active" && row.troubles.length > 0) return { tone: "warning", word: "Check" };
	return syncLooks[stateOf(row)];
}

/** 0: does not deliver; 1: something to look at or to answer; the rest is as it should be. */
function urgencyOf({ status, troubles, waiting }: SyncView): number {
	if (status === "failing") return 0;
	if (status === "stale" || status === "needs_confirmation" || troubles.length > 0) return 1;
	if (status === "active") return typeof waiting === "number" && waiting > 0 ? 2 : 3;
	return status === "paused" ? 4 : 5;
}

function trendText(trend: readonly number[]): string {
	return `People there after the last ${trend.length} runs: from ${formatCount(trend[0])} to ${formatCount(trend.at(-1))}`;
}

/** A filter by the destinations or segments there are. */
function filterBy(
	what: "destination" | "segment",
	label: string,
	rows: readonly SyncView[],
): DataFilter<SyncView> {
	const names = new Map(rows.map((row) => [row[what].id, row[what].name]));
	return {
		id: what,
		label,
		options: [...names]
			.sort(([, one], [, other]) => one.localeCompare(other, "en", { numeric: true }))
			.map(([value, name]) => ({ value, label: name })),
		matches: (row, value) => row[what].id === value,
	};
}

/** Syncs of the workspace, problems first, or of one destination. */
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
					options: [
						{ value: "problems", label: "With problems" },
						...Object.entries(syncLooks).map(([value, { word }]) => ({ value, label: word })),
					],
					matches: (row, value) => (value === "problems" ? urgencyOf(row) < 2 : stateOf(row) === value),
				},
				...(destinationId ? [] : [filterBy("destination", "Destination", data?.items ?? [])]),
				filterBy("segment", "Segment", data?.items ?? []),
			]}
			defaultSort="status"
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
