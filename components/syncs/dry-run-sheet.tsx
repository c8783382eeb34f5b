"use client";

import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import Link from "next/link";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { dryRunQuery } from "@/components/syncs/dry-run-query";
import { PlanLine, skippedLines } from "@/components/syncs/plan-lines";
import { RequestText } from "@/components/syncs/request-text";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Sheet, SheetContent, SheetDescription, SheetHeader, SheetTitle } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { lowerFirst } from "@/lib/kernel/lower-first";
import type { SyncDetail } from "@/lib/syncs/contracts";
import type { DryRun } from "@/lib/syncs/dry-run";

/** What the next run would send, down to the requests. Nothing is sent to find out. */
export function DryRunSheet({ sync, onClose }: { sync: SyncDetail; onClose: () => void }) {
	const { data, error, isFetching, refetch } = useQuery(dryRunQuery(sync.id));
	return (
		<Sheet open onOpenChange={(isOpen) => !isOpen && onClose()}>
			<SheetContent className="w-[min(40rem,100vw)]">
				<SheetHeader>
					<SheetTitle>Dry run</SheetTitle>
					<SheetDescription>
						What the next run would send to {sync.destination.name}.{" "}
						<strong className="font-medium text-foreground">Nothing was sent.</strong>
						{data && (
							<>
								{" "}
								<AsOf at={data.preview.asOf} />
							</>
						)}
					</SheetDescription>
				</SheetHeader>
				{error && !data ? (
					<div className="p-4 pt-0">
						<ErrorNotice title="The dry run failed" error={error} onRetry={refetch} />
					</div>
				) : !data ? (
					<div role="status" aria-label="Working out what would be sent" className="grid gap-3 p-4 pt-0">
						<Skeleton className="h-40" />
						<Skeleton className="h-24" />
						<Skeleton className="h-40" />
					</div>
				) : (
					<div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6 p-4 pt-0">
						<Findings sync={sync} run={data} />
						<Counts sync={sync} run={data} />
						<Sample sync={sync} run={data} />
						<Requests sync={sync} run={data} />
						<div>
							<Button variant="outline" isPending={isFetching} onClick={() => void refetch()}>
								<RotateCw aria-hidden="true" />
								Do it again
							</Button>
						</div>
					</div>
				)}
			</SheetContent>
		</Sheet>
	);
}

type PartProps = { sync: SyncDetail; run: DryRun };

/** Why the next run would not simply send this. */
function Findings({ sync, run: { preview, question } }: PartProps) {
	if (preview.problem === null && question === null) return null;
	return (
		<div className="grid gap-3">
			{preview.problem && (
				<Alert variant="warning">
					<AlertTitle>Check this first</AlertTitle>
					<AlertDescription>{preview.problem}</AlertDescription>
				</Alert>
			)}
			{question && (
				<Alert>
					<AlertTitle>It would ask for confirmation first</AlertTitle>
					<AlertDescription>
						{question.kind === "first_run"
							? "This is the first run. Someone has to confirm the number of people before anything is sent."
							: `The change affects more than ${sync.guards.changePercent ?? 100}% of the people there. Someone has to confirm it before it is sent.`}
					</AlertDescription>
				</Alert>
			)}
		</div>
	);
}

function Counts({ sync, run: { preview } }: PartProps) {
	return (
		<section aria-labelledby="dry-run-counts" className="grid gap-2">
			<h3 id="dry-run-counts" className="font-medium text-sm">
				People
			</h3>
			<dl className="grid gap-1.5 text-sm">
				<PlanLine label="To add" value={preview.toAdd} isStrong />
				<PlanLine label="To remove" value={preview.toRemove} isStrong />
				<PlanLine label="To update" value={preview.toUpdate} isStrong />
				<PlanLine label="Unchanged" value={preview.unchanged} isStrong />
				{preview.rejected > 0 && <PlanLine label="Rejected before" value={preview.rejected} isStrong />}
				<div className="my-1 border-border border-t" />
				<PlanLine label="In the segment" value={preview.members} />
				{skippedLines(preview, sync.purpose).map(({ label, value }) => (
					<PlanLine key={label} label={label} value={value} isLess />
				))}
			</dl>
		</section>
	);
}

function Sample({ sync, run: { preview, sample } }: PartProps) {
	const slug = useWorkspaceSlug();
	const labelOf = (kind: string) =>
		lowerFirst(sync.identifiers.find((one) => one.kind === kind)?.label ?? kind);
	return (
		<section aria-labelledby="dry-run-sample" className="grid gap-2">
			<h3 id="dry-run-sample" className="font-medium text-sm">
				{sample.length === 0
					? "People who would be added"
					: sample.length < preview.toAdd
						? `${formatCount(sample.length)} of the people who would be added`
						: "People who would be added"}
			</h3>
			{sample.length === 0 ? (
				<p className="text-muted-foreground text-sm">The next run adds no one.</p>
			) : (
				<ul className="grid divide-y divide-border rounded-md border border-border text-sm">
					{sample.map(({ uid, label, kinds }) => (
						<li key={uid} className="flex flex-wrap items-baseline justify-between gap-x-3 px-3 py-1.5">
							<Link
								href={`/${slug}/profiles/${uid}`}
								className="inline-flex min-h-6 min-w-0 items-center break-all font-medium underline-offset-4 hover:underline"
							>
								{label}
							</Link>
							<span className="text-muted-foreground">
								{kinds.length === 0
									? "Not sent: no identifier, or a field that cannot be sent"
									: `By ${kinds.map(labelOf).join(", ")}`}
							</span>
						</li>
					))}
				</ul>
			)}
		</section>
	);
}

function Requests({ sync, run: { requests } }: PartProps) {
	return (
		<section aria-labelledby="dry-run-requests" className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
			<div>
				<h3 id="dry-run-requests" className="font-medium text-sm">
					Requests
				</h3>
				<p className="text-muted-foreground text-sm">
					{requests.length === 0
						? "No requests would be sent."
						: `For a few of these people, exactly as ${sync.destination.networkName} would receive them. Identifiers and secrets are hidden.`}
				</p>
			</div>
			{requests.map((request, index) => (
				<RequestText
					// The requests of one answer never change places.
					// biome-ignore lint/suspicious/noArrayIndexKey: a request is its place
					key={index}
					title={request.operation === "add" ? "Add" : "Remove"}
					request={{
						...request,
						headers: Object.entries(request.headers).map(([name, value]) => ({ name, value })),
					}}
				/>
			))}
		</section>
	);
}
