"use client";

import { useQuery } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { importsQueries } from "@/components/sources/api";
import { ImportStatus, importKindLabels } from "@/components/sources/import-status";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";

/** Imported files, newest first. */
export function ImportsTab() {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("data.write");
	const imports = useQuery(importsQueries.list());
	return (
		<DataTable
			caption="Files"
			rows={imports.data?.items}
			error={imports.error}
			onRetry={imports.refetch}
			rowKey={(one) => one.id}
			rowHref={(one) => `/${slug}/data/imports/${one.id}`}
			searchText={(one) => `${one.fileName} ${one.createdBy}`}
			searchPlaceholder="Search files"
			defaultSort="-createdAt"
			columns={[
				{ id: "file", header: "File", cell: (one) => one.fileName, sortValue: (one) => one.fileName },
				{ id: "status", header: "State", cell: (one) => <ImportStatus status={one.status} /> },
				{ id: "kind", header: "Holds", cell: (one) => importKindLabels[one.kind], hideBelow: "md" },
				{
					id: "rows",
					header: "Rows",
					align: "right",
					cell: (one) => <span className="tabular-nums">{formatCount(one.rowsRead)}</span>,
					sortValue: (one) => one.rowsRead,
					hideBelow: "sm",
				},
				{
					id: "problems",
					header: "Rejected",
					align: "right",
					cell: (one) => <span className="tabular-nums">{formatCount(one.rowsRejected)}</span>,
					sortValue: (one) => one.rowsRejected,
					hideBelow: "sm",
				},
				{
					id: "createdAt",
					header: "Uploaded",
					cell: (one) => <RelativeTime at={one.createdAt} />,
					sortValue: (one) => one.createdAt,
					hideBelow: "md",
				},
			]}
			empty={
				<EmptyState
					icon={FileUp}
					title="No file imported yet"
					description="Bring customers or their events from a CSV or Excel file. You see what every column becomes before anything is stored."
					action={
						mayWrite && (
							<Button asChild>
								<Link href={`/${slug}/data/imports/new`}>Import a file</Link>
							</Button>
						)
					}
				/>
			}
		/>
	);
}
