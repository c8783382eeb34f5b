"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { forgetLists, listsQueries, startListUpload } from "@/components/segments/lists/api";
import { MapListFile } from "@/components/segments/lists/map-list-file";
import { ErrorNotice } from "@/components/shell/error-notice";
import { uploadFile } from "@/components/sources/api";
import { ImportProblems } from "@/components/sources/import-problems";
import { Card, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { ChooseFile, uploadWords } from "@/components/ui/choose/choose-file";
import { formatCount } from "@/components/ui/format-number";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import type { StoredList } from "@/lib/lists/contracts";
import type { ImportView } from "@/lib/sources/files/import-contracts";

/**
 * Uploads a file to a list: choose it, choose the column that identifies people, and see the result for its
 * rows.
 */
export function ListUpload({ list }: { list: StoredList }) {
	const client = useQueryClient();
	const [file, setFile] = useState<ImportView | null>(null);
	const upload = useMutation({ mutationFn: (file: File) => uploadFile("list", file), onSuccess: setFile });
	const inspection = useQuery({ ...listsQueries.inspection(file?.id ?? ""), enabled: file !== null });
	const start = useMutation({
		mutationFn: (given: Parameters<typeof startListUpload>[1]) => startListUpload(list.id, given),
		onSuccess: async () => {
			setFile(null);
			await forgetLists(client);
		},
	});
	if (list.upload?.status === "running") return <UploadProgress upload={list.upload} />;
	return (
		<>
			<Card className="grid gap-4 p-4 sm:p-5">
				{file === null ? (
					<div className="grid justify-items-start gap-3">
						<p className="text-muted-foreground text-sm">
							{uploadWords(
								upload,
								"CSV, Excel (.xlsx, its first sheet) or text with columns, up to 2 GB. Unknown people are counted, not created.",
							)}
						</p>
						<ChooseFile label="File of people" isPending={upload.isPending} onFile={upload.mutate}>
							<FileUp aria-hidden="true" />
						</ChooseFile>
					</div>
				) : inspection.data ? (
					<MapListFile
						fileName={file.fileName}
						inspection={inspection.data}
						hasPeople={list.size !== null}
						isPending={start.isPending}
						onStart={(mapping, mode) => start.mutate({ importId: file.id, mapping, mode })}
						onCancel={() => setFile(null)}
					/>
				) : inspection.error ? (
					<ErrorNotice error={inspection.error} onRetry={inspection.refetch} />
				) : (
					<Skeleton className="h-40" />
				)}
				{upload.error && <ErrorNotice title="The file was not uploaded" error={upload.error} />}
				{start.error && <ErrorNotice title="The file was not read" error={start.error} />}
			</Card>
			{list.upload && <UploadResult list={list} upload={list.upload} />}
			{list.upload && list.upload.problems > 0 && <ImportProblems row={list.upload} kind="row" />}
		</>
	);
}

function UploadProgress({ upload }: { upload: ImportView }) {
	const share = upload.bytesTotal > 0 ? upload.bytesRead / upload.bytesTotal : 0;
	return (
		<Card className="grid gap-2 p-4 sm:p-5" aria-live="polite">
			<Progress value={Math.min(share * 100, 99)} label={`Reading ${upload.fileName}`} />
			<p className="text-muted-foreground text-sm tabular-nums">
				{upload.fileName}: {formatCount(upload.rowsRead)} rows read. It goes on if you leave this page. The
				list changes when the whole file is read.
			</p>
		</Card>
	);
}

function UploadResult({ list, upload }: { list: StoredList; upload: ImportView }) {
	if (upload.status !== "finished") return null;
	const figures = [
		["Rows read", upload.rowsRead],
		["Matched to a profile", upload.rowsAccepted],
		["No matching profile", list.unmatched],
		["Rejected", upload.rowsRejected],
	] as const;
	return (
		<Card className="pb-4">
			<CardHeader className="pb-3">
				<CardTitle>The last file</CardTitle>
				<CardDescription>
					{upload.fileName}, uploaded by {upload.createdBy}
				</CardDescription>
			</CardHeader>
			<dl className="grid grid-cols-2 gap-4 px-4 sm:grid-cols-4 sm:px-5">
				{figures.map(([label, value]) => (
					<div key={label} className="grid gap-0.5">
						<dt className="text-muted-foreground text-sm">{label}</dt>
						<dd className="font-semibold text-lg tabular-nums">
							{value === null ? "unknown" : formatCount(value)}
						</dd>
					</div>
				))}
			</dl>
		</Card>
	);
}
