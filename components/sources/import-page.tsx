"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { callApi } from "@/components/shell/call-api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { importsQueries } from "@/components/sources/api";
import { ImportProblems } from "@/components/sources/import-problems";
import { ImportProgress } from "@/components/sources/import-progress";
import { ImportStatus, importKindLabels } from "@/components/sources/import-status";
import { MapImport } from "@/components/sources/map-import";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/dialogs/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { formatBytes } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { importsApi } from "@/lib/sources/api";

/** One import: its mapping while it waits, its progress while it runs, its result afterwards. */
export function ImportPage({ importId }: { importId: string }) {
	const slug = useWorkspaceSlug();
	const client = useQueryClient();
	const mayWrite = useCan("data.write");
	const [isCancelling, setCancelling] = useState(false);
	const query = useQuery(importsQueries.detail(importId));
	const cancel = useMutation({
		mutationFn: () => callApi(importsApi.cancel, { params: { importId } }),
		onSuccess: (row) => {
			client.setQueryData(importsQueries.detail(importId).queryKey, row);
			return client.invalidateQueries({ queryKey: ["imports", "list"] });
		},
		onError: (error) => showError("The import was not stopped", error),
	});
	if (query.error && !query.data) return <ErrorNotice error={query.error} onRetry={query.refetch} />;
	const row = query.data;
	if (!row) return <PageSkeleton />;
	const isOpen = row.status === "uploaded" || row.status === "running";
	return (
		<>
			<BreadcrumbName id={importId} name={row.fileName} />
			<PageHeader
				title={row.fileName}
				meta={<ImportStatus status={row.status} />}
				description={
					<>
						{importKindLabels[row.kind]} · {formatBytes(row.bytesTotal)} · uploaded by {row.createdBy}{" "}
						<RelativeTime at={row.createdAt} />
					</>
				}
				action={
					mayWrite &&
					isOpen && (
						<Button variant="outline" onClick={() => setCancelling(true)}>
							{row.status === "running" ? "Stop the import" : "Discard the file"}
						</Button>
					)
				}
			/>
			{row.status === "uploaded" ? (
				row.kind === "campaign" ? (
					<EmptyState
						title="This file is a finished campaign"
						description="It is mapped where campaigns are imported."
						action={
							<Button asChild>
								<Link href={`/${slug}/campaigns/import`}>Go to campaigns</Link>
							</Button>
						}
					/>
				) : row.kind === "list" ? (
					<EmptyState
						title="This file is for a list of people"
						description="It is read onto a list where segments are."
						action={
							<Button asChild>
								<Link href={`/${slug}/segments/lists`}>Go to lists</Link>
							</Button>
						}
					/>
				) : (
					<MapImport row={row} />
				)
			) : (
				<>
					<ImportProgress row={row} />
					{row.refusals > 0 && <ImportProblems row={row} kind="refusal" />}
					{row.problems > 0 && <ImportProblems row={row} kind="row" />}
				</>
			)}
			<ConfirmDialog
				open={isCancelling}
				onOpenChange={setCancelling}
				title={row.status === "running" ? "Stop the import?" : "Discard the file?"}
				description={
					row.status === "running"
						? "Rows imported so far stay. To import the rest, upload the file again: duplicates are skipped."
						: "The uploaded file is removed. Nothing of it was imported."
				}
				confirmLabel={row.status === "running" ? "Stop it" : "Discard it"}
				variant="destructive"
				onConfirm={() => cancel.mutateAsync()}
			/>
		</>
	);
}
