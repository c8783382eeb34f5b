"use client";

import { useQuery } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";
import { useState } from "react";
import type { DataColumn } from "@/components/data-table/data-column";
import { DataTable } from "@/components/data-table/data-table";
import { listsQueries } from "@/components/segments/lists/api";
import { ListState } from "@/components/segments/lists/list-state";
import { NewListDialog } from "@/components/segments/lists/new-list-dialog";
import { SegmentsNav } from "@/components/segments/segments-nav";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf } from "@/components/ui/relative-time";
import type { StoredList } from "@/lib/lists/contracts";

const columns: DataColumn<StoredList>[] = [
	{
		id: "name",
		header: "Name",
		sortValue: ({ name }) => name.toLowerCase(),
		cell: ({ name, state, staleReason }) => (
			<span className="block min-w-0">
				<span className="block truncate">{name}</span>
				{state === "stale" && (
					<span className="block truncate font-normal text-warning text-xs" title={staleReason ?? undefined}>
						{staleReason}
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
			size === null ? <span className="text-muted-foreground">no one yet</span> : formatCount(size),
	},
	{
		id: "kind",
		header: "Comes from",
		hideBelow: "md",
		sortValue: ({ kind }) => kind,
		cell: ({ kind }) => (kind === "file" ? "a file" : "a SELECT"),
	},
	{
		id: "asOf",
		header: "As of",
		hideBelow: "md",
		sortValue: ({ asOf }) => asOf,
		cell: ({ asOf }) => asOf && <AsOf at={asOf} className="text-muted-foreground" />,
	},
	{ id: "state", header: "State", cell: (list) => <ListState list={list} /> },
	{ id: "owner", header: "Created by", hideBelow: "lg", cell: ({ createdName }) => createdName },
];

/** Lists of people that rules may use: from files, or maintained by an admin's SELECT. */
export function ListsPage() {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("lists.write");
	const maySql = useCan("selects.write");
	const [making, setMaking] = useState<"file" | "sql" | null>(null);
	const lists = useQuery(listsQueries.all());
	const newList = mayWrite && (
		<>
			{maySql && (
				<Button variant="outline" onClick={() => setMaking("sql")}>
					New list from SQL
				</Button>
			)}
			<Button onClick={() => setMaking("file")}>New list from a file</Button>
		</>
	);
	return (
		<>
			<PageHeader
				title="Segments"
				description="Lists you upload or query. Use them as a segment, or as a condition in one."
				action={(lists.data?.items.length ?? 0) > 0 && newList}
			/>
			<SegmentsNav current="lists" />
			<DataTable
				caption="Lists"
				rows={lists.data?.items}
				columns={columns}
				rowKey={({ id }) => id}
				rowHref={({ id }) => `/${slug}/segments/lists/${id}`}
				searchText={({ name, createdName }) => `${name} ${createdName}`}
				defaultSort="name"
				error={lists.error}
				onRetry={lists.refetch}
				empty={
					<EmptyState
						icon={ListChecks}
						title="No lists yet"
						description="Upload a file of user IDs or email addresses: event guests, people to exclude, an audience from another tool. Use it as a segment, or as a condition in one."
						action={<div className="flex flex-wrap justify-center gap-2">{newList}</div>}
					/>
				}
			/>
			{making && <NewListDialog kind={making} onClose={() => setMaking(null)} />}
		</>
	);
}
