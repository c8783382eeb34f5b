"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { importQueries } from "@/components/campaigns/import-api";
import { ImportForm } from "@/components/campaigns/import-form";
import { ErrorNotice } from "@/components/shell/error-notice";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { uploadFile } from "@/components/sources/api";
import { Button } from "@/components/ui/button";
import { Card, TitledCard } from "@/components/ui/card";
import { DropFile } from "@/components/ui/choose/choose-file";
import { formatCount } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { Progress } from "@/components/ui/progress";
import { pluralText } from "@/lib/kernel/number-text";
import type { ImportView } from "@/lib/sources/files/import-contracts";

/** A campaign that was run elsewhere: its file, its column mapping, and the import's progress. */
export function ImportPage() {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const search = useSearchParams();
	const importId = search.get("import");
	const campaignId = search.get("campaign");
	const go = (made: string, campaign?: string) =>
		router.replace(`/${slug}/campaigns/import?import=${made}${campaign ? `&campaign=${campaign}` : ""}`);
	const detail = useQuery({ ...importQueries.detail(importId ?? ""), enabled: importId !== null });
	return (
		<>
			<PageHeader
				title="Import a finished campaign"
				description="A file with one row per person: their group and what they did afterwards."
			/>
			{importId === null ? (
				<Upload onDone={(made) => go(made.id)} />
			) : detail.error && !detail.data ? (
				<ErrorNotice error={detail.error} onRetry={detail.refetch} />
			) : !detail.data ? (
				<PageSkeleton />
			) : detail.data.status === "uploaded" ? (
				<ImportForm imported={detail.data} onStarted={(campaign) => go(importId, campaign)} />
			) : (
				<ImportProgress imported={detail.data} campaignId={campaignId} />
			)}
		</>
	);
}

function Upload({ onDone }: { onDone: (made: ImportView) => void }) {
	const upload = useMutation({
		mutationFn: (file: File) => uploadFile("campaign", file),
		onSuccess: onDone,
	});
	return (
		<Card className="grid max-w-2xl gap-4 p-4 sm:p-6">
			<DropFile label="File of the campaign" upload={upload} onFile={upload.mutate} />
			{upload.error && <ErrorNotice title="The file was not uploaded" error={upload.error} />}
		</Card>
	);
}

function ImportProgress({ imported, campaignId }: { imported: ImportView; campaignId: string | null }) {
	const slug = useWorkspaceSlug();
	const client = useQueryClient();
	const isFinished = imported.status === "finished";
	useEffect(() => {
		if (!isFinished) return;
		void client.invalidateQueries({ queryKey: ["campaigns"] });
		void client.invalidateQueries({ queryKey: ["lift"] });
	}, [isFinished, client]);
	const share = imported.bytesTotal === 0 ? 0 : (imported.bytesRead / imported.bytesTotal) * 100;
	const titles: Record<ImportView["status"], string> = {
		uploaded: "Waiting",
		running: `Reading ${imported.fileName}`,
		finished: `${imported.fileName} is imported`,
		failed: `${imported.fileName} could not be imported`,
		cancelled: "Canceled",
	};
	return (
		<TitledCard title={titles[imported.status]} className="max-w-2xl" contentClassName="grid gap-4">
			{imported.status === "running" && <Progress value={share} label="Share of the file read" />}
			{imported.error && <p className="text-destructive text-sm">{imported.error}</p>}
			<p className="text-sm tabular-nums" aria-live="polite">
				{pluralText(imported.rowsRead, "row")} read: {formatCount(imported.rowsAccepted)} people imported,{" "}
				{formatCount(imported.rowsUnchanged)} left out, {formatCount(imported.rowsRejected)} rejected.
			</p>
			{imported.problems > 0 && (
				<Link
					className="text-primary text-sm underline-offset-4 hover:underline"
					href={`/${slug}/data/imports/${imported.id}`}
				>
					{pluralText(imported.problems, "problem")}, with line and reason
				</Link>
			)}
			<div className="flex flex-wrap gap-2">
				{isFinished && campaignId && (
					<Button asChild>
						<Link href={`/${slug}/lift/${campaignId}`}>See the results</Link>
					</Button>
				)}
				<Button variant="outline" asChild>
					<Link href={`/${slug}/campaigns/import`}>Import another</Link>
				</Button>
			</div>
			{imported.status === "running" && (
				<p className="text-muted-foreground text-sm">It goes on if you leave this page.</p>
			)}
		</TitledCard>
	);
}
