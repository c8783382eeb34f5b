"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorNotice } from "@/components/shell/error-notice";
import { syncsQueries } from "@/components/syncs/api";
import { matchOf, matchText } from "@/components/syncs/match";
import { RunStrip } from "@/components/syncs/run-strip";
import { runLooks, triggerWords } from "@/components/syncs/sync-states";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatPeople, formatPlural } from "@/components/ui/format-number";
import { formatDuration } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { ShowMore } from "@/components/ui/show-more";
import { Skeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { RunCounts, RunView, SyncDetail } from "@/lib/syncs/contracts";

const reasons: readonly { key: keyof RunCounts; label: string }[] = [
	{ key: "added", label: "added" },
	{ key: "removed", label: "removed" },
	{ key: "renewed", label: "sent again" },
	{ key: "heldBack", label: "stopped at the last check" },
	{ key: "rejected", label: "rejected" },
	{ key: "refused", label: "refused for now" },
	{ key: "unknown", label: "without a clear answer" },
	{ key: "invalidUnnamed", label: "called invalid, not saying which" },
];

function summary({ counts, status }: RunView): string {
	if (!counts) return "How many people is shown to roles that may see people";
	const parts = reasons.flatMap(({ key, label }) => {
		const value = counts[key];
		return typeof value === "number" && value > 0 ? [`${formatCount(value)} ${label}`] : [];
	});
	if (parts.length > 0) return `Identifiers: ${parts.join(" · ")}`;
	if (status === "finished") return "Nothing to change";
	return status === "failed" || status === "cancelled" ? "Nothing was sent" : "Nothing sent yet";
}

/** Runs, newest first, each with its counts by reason and its requests behind a click. */
export function RunList({ sync }: { sync: SyncDetail }) {
	const after = `${sync.lastRun?.id ?? "none"} ${sync.lastRun?.status ?? ""}`;
	const runs = useInfiniteQuery(syncsQueries.runs(sync.id, after));
	if (runs.error && !runs.data) return <ErrorNotice error={runs.error} onRetry={runs.refetch} />;
	if (!runs.data) return <Skeleton className="h-32" />;
	const items = runs.data.pages.flatMap((page) => page.items);
	if (items.length === 0) {
		return (
			<Card>
				<EmptyState title="No runs yet" description="See at the side what the first one would send." />
			</Card>
		);
	}
	return (
		<div className="grid gap-3">
			<RunStrip runs={items} />
			<ul className="grid divide-y divide-border rounded-lg border border-border bg-card">
				{items.map((run) => (
					<RunRow key={run.id} run={run} />
				))}
			</ul>
			<ShowMore list={runs} size="sm" align="start">
				Show older runs
			</ShowMore>
		</div>
	);
}

function RunRow({ run }: { run: RunView }) {
	const [isOpen, setOpen] = useState(false);
	const look = runLooks[run.status];
	const { counts } = run;
	const duration =
		run.startedAt && run.finishedAt ? Date.parse(run.finishedAt) - Date.parse(run.startedAt) : null;
	return (
		<li className="grid gap-2 px-4 py-3">
			<div className="flex flex-wrap items-center gap-x-3 gap-y-1">
				<StatusBadge tone={look.tone}>{look.word}</StatusBadge>
				<span className="min-w-0 flex-1 basis-56 text-sm tabular-nums">{summary(run)}</span>
				<span className="text-muted-foreground text-sm">
					<RelativeTime at={run.finishedAt ?? run.createdAt} />, {triggerWords[run.trigger] ?? run.trigger}
				</span>
			</div>
			{run.error && <p className="text-destructive text-sm">{run.error.message}</p>}
			<details onToggle={(event) => setOpen(event.currentTarget.open)}>
				<summary className="inline-flex min-h-6 cursor-pointer items-center text-muted-foreground text-sm hover:text-foreground">
					Details
				</summary>
				{isOpen && (
					<div className="mt-2 grid gap-3">
						<dl className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
							{counts && <CountsByReason counts={counts} />}
							{duration !== null && <Count label="Took" value={formatDuration(duration)} />}
							{counts && (
								<Count label="Looked at" value={counts.isFull ? "everybody" : "only what changed"} />
							)}
						</dl>
						{run.error?.detail && (
							<code className="break-words rounded-md bg-muted px-2 py-1 font-mono text-xs">
								{run.error.detail}
							</code>
						)}
						<Requests syncId={run.syncId} runId={run.id} />
					</div>
				)}
			</details>
		</li>
	);
}

function Count({ label, value }: { label: string; value: string }) {
	return (
		<div className="flex items-baseline justify-between gap-3 border-border border-b border-dashed py-0.5">
			<dt className="text-muted-foreground">{label}</dt>
			<dd className="text-right tabular-nums">{value}</dd>
		</div>
	);
}

function Requests({ syncId, runId }: { syncId: string; runId: string }) {
	const { data, error, refetch } = useQuery(syncsQueries.requests(syncId, runId));
	if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!data) return <Skeleton className="h-16" />;
	if (data.items.length === 0) return <p className="text-muted-foreground text-sm">No request was needed.</p>;
	return (
		<div className="overflow-x-auto">
			<Table>
				<TableHeader>
					<TableRow>
						<TableHead>Request</TableHead>
						<TableHead className="text-right">Identifiers</TableHead>
						<TableHead>Answer</TableHead>
						<TableHead className="text-right">Sent</TableHead>
					</TableRow>
				</TableHeader>
				<TableBody>
					{data.items.map((request) => (
						<TableRow key={request.seq}>
							<TableCell>
								{request.seq}. {request.operation === "add" ? "Add" : "Remove"}
							</TableCell>
							<TableCell className="text-right tabular-nums">{formatCount(request.keyCount)}</TableCell>
							<TableCell title={request.detail ?? undefined}>
								{request.status === "answered"
									? "Accepted"
									: request.status === "sent"
										? "None yet"
										: (request.message ?? "No clear answer")}
							</TableCell>
							<TableCell className="text-right">
								<RelativeTime at={request.sentAt} />
							</TableCell>
						</TableRow>
					))}
				</TableBody>
			</Table>
		</div>
	);
}

function CountsByReason({ counts }: { counts: NonNullable<RunView["counts"]> }) {
	const match = matchOf(counts);
	return (
		<>
			<Count label="In the segment" value={formatPeople(counts.members)} />
			<Count label="At the destination" value={formatPeople(counts.delivered)} />
			<Count label="Held out" value={formatPeople(counts.heldOut)} />
			<Count label="Have not agreed" value={formatPeople(counts.noConsent)} />
			<Count label="Without an identifier" value={formatPeople(counts.noIdentifier)} />
			<Count
				label="Shared with held-out people"
				value={formatPlural(counts.sharedWithHeldOut, "identifier")}
			/>
			<Count label="Matched, says the destination" value={match ? matchText(match) : "It does not say"} />
			<Count
				label="Audience size there"
				value={
					counts.sizeUpper === null
						? "It does not say"
						: counts.sizeLower === 0
							? `below ${formatPeople(counts.sizeUpper)}`
							: `${formatCount(counts.sizeLower)} to ${formatPeople(counts.sizeUpper)}`
				}
			/>
		</>
	);
}
