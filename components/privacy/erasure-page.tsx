"use client";

import { useQuery } from "@tanstack/react-query";
import { CheckCircle2, CircleDashed, Clock, TriangleAlert } from "lucide-react";
import { useSyncExternalStore } from "react";
import { saveFile } from "@/components/chart/save-file";
import { privacyQueries, useRetryErasure } from "@/components/privacy/api";
import { ErasureBadge } from "@/components/privacy/erasure-badge";
import { type ErasureStep, prepareSteps, receiptText } from "@/components/privacy/prepare-receipt";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { showError } from "@/components/shell/show-error";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatClock, formatDateTime } from "@/components/ui/format-time";
import { PageHeader } from "@/components/ui/page-header";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import { readWait } from "@/lib/privacy/read-wait";

const neverChanges = () => () => {};
const onClient = () => true;
const onServer = () => false;

/** An erasure in progress, and its receipt afterwards. */
export function ErasurePage({ erasureId }: { erasureId: string }) {
	const { data, error, refetch } = useQuery(privacyQueries.erasure(erasureId));
	const { name: workspaceName } = useWorkspace();
	const retry = useRetryErasure();
	const isClient = useSyncExternalStore(neverChanges, onClient, onServer);
	if (!data) return error ? <ErrorNotice error={error} onRetry={refetch} /> : <PageSkeleton />;
	// The server does not know the viewer's zone.
	const clock = (instant: string) =>
		isClient ? formatClock(instant, Date.now()) : formatDateTime(instant, "UTC");
	const steps = prepareSteps(data, clock);
	const done = steps.filter(({ state }) => state === "done").length;
	const isFinished = data.status === "finished";
	const name = `Person ${data.profileId}`;
	return (
		<>
			<BreadcrumbName id={erasureId} name={name} />
			<PageHeader
				title={`Erasure of ${name.toLowerCase()}`}
				meta={<ErasureBadge erasure={data} />}
				description={
					<>
						Requested by {data.requestedBy} <RelativeTime at={data.requestedAt} />
						{data.finishedAt && (
							<>
								{" "}
								· finished <RelativeTime at={data.finishedAt} />
							</>
						)}
					</>
				}
				action={
					isFinished ? (
						<Button
							onClick={() =>
								saveFile(
									new Blob([receiptText(data, workspaceName)], { type: "text/plain;charset=utf-8" }),
									`erasure-${data.profileId}.txt`,
								)
							}
						>
							Download receipt
						</Button>
					) : (
						<Button
							variant="outline"
							isPending={retry.isPending}
							onClick={() =>
								retry.mutate(erasureId, {
									onError: (cause) => showError("The retry could not be started", cause),
									onSuccess: (erasure) => {
										const until = readWait(erasure, Date.now());
										if (until !== null) {
											toast.message(
												`It is too early to try again. You can from ${formatClock(until, Date.now())}.`,
											);
										}
									},
								})
							}
						>
							Try again now
						</Button>
					)
				}
			/>
			{!isFinished && (
				<div className="grid gap-2" aria-live="polite">
					<Progress value={(done / steps.length) * 100} label="Erasure" />
					<p className="text-muted-foreground text-sm tabular-nums">
						{done} of {steps.length} steps done. It goes on if you leave this page
						{data.nextTryAt && (
							<>
								; next check <RelativeTime at={data.nextTryAt} />
							</>
						)}
						.
					</p>
				</div>
			)}
			{data.error && (
				<Alert variant="warning">
					<AlertTitle>The last attempt failed</AlertTitle>
					<AlertDescription>{data.error}</AlertDescription>
				</Alert>
			)}
			<Card className="overflow-hidden">
				<ol className="divide-y divide-border">
					{steps.map((step) => (
						<Step key={step.id} step={step} />
					))}
				</ol>
			</Card>
			<p className="text-muted-foreground text-sm">
				Campaign results keep their counts, without anything that leads to the person. What identified them is
				kept as a keyed hash only, so that older data about them is refused.
			</p>
		</>
	);
}

const looks = {
	done: { icon: CheckCircle2, word: "Done", className: "text-success" },
	working: { icon: CircleDashed, word: "In progress", className: "text-muted-foreground" },
	waiting: { icon: Clock, word: "Waiting", className: "text-warning" },
	given_up: { icon: TriangleAlert, word: "Given up", className: "text-warning" },
};

function Step({ step }: { step: ErasureStep }) {
	const { icon: Icon, word, className } = looks[step.state];
	return (
		<li className="flex gap-3 p-4">
			<Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${className}`} />
			<div className="grid min-w-0 flex-1 gap-0.5 text-sm">
				<div className="flex flex-wrap items-baseline justify-between gap-x-4">
					<span className="break-words font-medium">
						{step.title}
						<span className="sr-only">: {word}</span>
					</span>
					{step.at && <RelativeTime at={step.at} className="text-muted-foreground text-xs" />}
				</div>
				<p className="text-muted-foreground">{step.detail}</p>
			</div>
		</li>
	);
}
