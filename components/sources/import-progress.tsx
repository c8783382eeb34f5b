"use client";

import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format-number";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import { TroubleAlert } from "@/components/ui/trouble-alert";
import type { ImportView } from "@/lib/sources/files/import-contracts";

function timeLeft(seconds: number): string {
	if (seconds < 60) return "less than a minute left";
	return `about ${Math.ceil(seconds / 60)} min left`;
}

/** An import's progress and the outcome of its rows. */
export function ImportProgress({ row }: { row: ImportView }) {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("data.write");
	// Campaign and list files start elsewhere.
	const isOfData = row.kind === "people" || row.kind === "events";
	const share = row.bytesTotal > 0 ? row.bytesRead / row.bytesTotal : 0;
	const isRunning = row.status === "running";
	const seconds = row.startedAt
		? ((row.finishedAt ? Date.parse(row.finishedAt) : Date.now()) - Date.parse(row.startedAt)) / 1000
		: 0;
	const rate = seconds > 0.5 ? row.rowsRead / seconds : 0;
	const figures = [
		["Rows read", row.rowsRead],
		["Imported", row.rowsAccepted],
		[row.kind === "list" ? "Not known here" : "Duplicates skipped", row.rowsUnchanged],
		["Rejected", row.rowsRejected],
		["New people", row.peopleCreated],
	] as const;
	return (
		<Card className="grid gap-5 p-4 sm:p-5">
			{isRunning && (row.error || row.stalledSince) && (
				<TroubleAlert
					title={row.stalledSince ? "The import has stalled" : "The last attempt failed"}
					nextTryAt={row.stalledSince ? undefined : row.nextTryAt}
				>
					{row.error}{" "}
					{row.stalledSince ? (
						<>
							No progress since <RelativeTime at={row.stalledSince} />. Rows imported so far stay; stop it and
							upload the file again to import the rest.
						</>
					) : (
						"Rows imported so far stay."
					)}
				</TroubleAlert>
			)}
			{!isRunning && row.error && (
				<Alert variant="destructive">
					<AlertTitle>The import failed</AlertTitle>
					<AlertDescription>
						{row.error} Rows imported so far stay; upload the file again to import the rest.
					</AlertDescription>
				</Alert>
			)}
			{isRunning && (
				<div className="grid gap-2" aria-live="polite">
					<Progress value={Math.min(share * 100, 99)} label="Import" />
					<p className="text-muted-foreground text-sm tabular-nums">
						{Math.floor(share * 100)} % of the file · {formatCount(row.rowsRead)} rows
						{rate > 0 && ` · ${formatCount(Math.round(rate))} rows a second`}
						{share > 0.02 && ` · ${timeLeft((seconds / share) * (1 - share))}`}. It goes on if you leave this
						page.
					</p>
				</div>
			)}
			<dl className="grid grid-cols-2 gap-4 sm:grid-cols-5">
				{figures.map(([label, value]) => (
					<div key={label} className="grid gap-0.5">
						<dt className="text-muted-foreground text-sm">{label}</dt>
						<dd className="font-semibold text-lg tabular-nums">{formatCount(value)}</dd>
					</div>
				))}
			</dl>
			{row.status === "finished" && row.rowsAccepted === 0 && row.rowsUnchanged > 0 && (
				<Alert>
					<AlertTitle>Nothing changed</AlertTitle>
					<AlertDescription>Everything in this file was already known.</AlertDescription>
				</Alert>
			)}
			{!isRunning && (
				<div className="flex flex-wrap gap-2">
					{row.status === "finished" && row.rowsAccepted > 0 && (
						<>
							<Button asChild>
								<Link href={`/${slug}/segments/new`}>Build a segment</Link>
							</Button>
							<Button asChild variant="outline">
								<Link href={`/${slug}/profiles`}>See the people</Link>
							</Button>
						</>
					)}
					{mayWrite && isOfData && (
						<Button asChild variant="outline">
							<Link href={`/${slug}/data/imports/new?kind=${row.kind}`}>Import another file</Link>
						</Button>
					)}
				</div>
			)}
		</Card>
	);
}
