"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Sleeping, sleepingPart } from "@/components/shell/asleep/sleeping";
import { ErrorNotice } from "@/components/shell/error-notice";
import { syncsQueries } from "@/components/syncs/api";
import { matchOf, matchText } from "@/components/syncs/match";
import { runLooks, triggerWords } from "@/components/syncs/sync-states";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatPeople, withSign } from "@/components/ui/format-number";
import { formatDuration } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { ShowMore } from "@/components/ui/show-more";
import { Skeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { pluralText } from "@/lib/kernel/number-text";
import type { RunCounts, RunView, SyncDetail } from "@/lib/syncs/contracts";

// Server-rendered; its code loads on first interaction.
const runTimeline = sleepingPart({
	load: async () => (await import("@/components/syncs/run-timeline")).RunTimeline,
	waiting: <Skeleton className="h-44" />,
});
const RunRequests = dynamic(async () => (await import("@/components/syncs/run-requests")).RunRequests);

const reasons: readonly { key: keyof RunCounts; label: string }[] = [
	{ key: "added", label: "added" },
	{ key: "removed", label: "removed" },
	{ key: "renewed", label: "sent again" },
	{ key: "heldBack", label: "blocked at final check" },
	{ key: "rejected", label: "rejected" },
	{ key: "refused", label: "declined, will retry" },
	{ key: "unknown", label: "unconfirmed (no response)" },
	{ key: "invalidUnnamed", label: "rejected, not itemized by platform" },
];

function countsSent(counts: RunCounts): boolean {
	return reasons.some(({ key }) => Number(counts[key]) > 0);
}

/** In people: how many are at the destination after the run, and the change since the previous run. */
function summary({ counts, status, trigger }: RunView, before: RunView | undefined): string {
	if (!counts) return "Counts are shown to roles with access to people";
	if (status === "queued" || status === "running" || status === "cancelling") {
		return countsSent(counts) ? "Under way" : "Nothing sent yet";
	}
	if (status !== "finished" && !countsSent(counts)) return "Nothing was sent";
	// It counts no one else: how many are there is not known from it.
	if (trigger === "erasure") return `${pluralText(counts.removed, "identifier")} removed`;
	const there = `${formatPeople(counts.delivered)} there`;
	if (counts.belowMinimum > 0)
		return `${there}, no one added: ${formatPeople(counts.belowMinimum)} is below the minimum`;
	if (!countsSent(counts)) return `${there}, nothing to change`;
	const change = before?.counts ? counts.delivered - before.counts.delivered : null;
	return change === null || change === 0 ? there : `${there} (${withSign(formatCount(change), change)})`;
}

/** Runs as a picture and, newest first, each with its counts by reason and its requests behind a click. */
export function RunList({ sync }: { sync: SyncDetail }) {
	const after = `${sync.lastRun?.id ?? "none"} ${sync.lastRun?.status ?? ""}`;
	const runs = useInfiniteQuery(syncsQueries.runs(sync.id, after));
	// Counts how often one was opened in the picture, so that opening it again works too.
	const [opened, setOpened] = useState({ runId: "", times: 0 });
	// Both stay the same until there is news: a sleeping part wakes when what it is given changes.
	const open = useCallback((runId: string) => setOpened(({ times }) => ({ runId, times: times + 1 })), []);
	const items = useMemo(() => runs.data?.pages.flatMap((page) => page.items) ?? [], [runs.data]);
	if (runs.error && !runs.data) return <ErrorNotice error={runs.error} onRetry={runs.refetch} />;
	if (!runs.data) return <Skeleton className="h-32" />;
	if (items.length === 0) {
		return (
			<Card>
				<EmptyState title="No runs yet" description="“Next run” previews what the first one sends." />
			</Card>
		);
	}
	return (
		<div className="grid gap-3">
			{items.length > 1 && <Sleeping part={runTimeline} props={{ runs: items, onOpen: open }} />}
			<ul className="grid divide-y divide-border rounded-lg border border-border bg-card">
				{items.map((run, index) => (
					<RunRow
						key={run.id}
						run={run}
						before={items.slice(index + 1).find(hasEnded)}
						openedTimes={opened.runId === run.id ? opened.times : 0}
					/>
				))}
			</ul>
			<ShowMore list={runs} size="sm" align="start">
				Show older runs
			</ShowMore>
		</div>
	);
}

const hasEnded = ({ status, startedAt, trigger }: RunView): boolean =>
	startedAt !== null &&
	trigger !== "erasure" &&
	["finished", "needs_confirmation", "failed", "cancelled"].includes(status);

function RunRow({
	run,
	before,
	openedTimes,
}: {
	run: RunView;
	before: RunView | undefined;
	/** How often it was opened from elsewhere; 0: it was not. */
	openedTimes: number;
}) {
	const [isOpen, setOpen] = useState(false);
	const details = useRef<HTMLDetailsElement>(null);
	useEffect(() => {
		if (openedTimes === 0 || !details.current) return;
		details.current.open = true;
		details.current.querySelector("summary")?.focus();
		details.current.scrollIntoView?.({ block: "nearest" });
	}, [openedTimes]);
	const look = runLooks[run.status];
	const { counts } = run;
	const duration =
		run.startedAt && run.finishedAt ? Date.parse(run.finishedAt) - Date.parse(run.startedAt) : null;
	return (
		<li className="grid gap-2 px-4 py-3">
			<div className="flex flex-wrap items-center gap-x-3 gap-y-1">
				<StatusBadge tone={look.tone}>{look.word}</StatusBadge>
				<span className="min-w-0 flex-1 basis-56 text-sm tabular-nums">{summary(run, before)}</span>
				<span className="text-muted-foreground text-sm">
					<RelativeTime at={run.finishedAt ?? run.createdAt} />, {triggerWords[run.trigger] ?? run.trigger}
				</span>
			</div>
			{run.error && <p className="text-destructive text-sm">{run.error.message}</p>}
			<details ref={details} onToggle={(event) => setOpen(event.currentTarget.open)}>
				<summary className="inline-flex min-h-6 cursor-pointer items-center text-muted-foreground text-sm hover:text-foreground">
					Details
				</summary>
				{isOpen && (
					<div className="mt-2 grid gap-3">
						<dl className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
							{counts &&
								(run.trigger === "erasure" ? (
									<CountsSent counts={counts} />
								) : (
									<CountsByReason counts={counts} />
								))}
							{duration !== null && <Count label="Took" value={formatDuration(duration)} />}
							{counts && run.trigger !== "erasure" && (
								<Count label="Checked" value={counts.isFull ? "everyone" : "only what changed"} />
							)}
						</dl>
						{run.error?.detail && (
							<code className="break-words rounded-md bg-muted px-2 py-1 font-mono text-xs">
								{run.error.detail}
							</code>
						)}
						<RunRequests syncId={run.syncId} runId={run.id} />
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

/** What became of the identifiers a run sent. */
function CountsSent({ counts }: { counts: RunCounts }) {
	return reasons.map(({ key, label }) => {
		const value = Number(counts[key]);
		if (value === 0) return null;
		return (
			<Count
				key={key}
				label={`${label.charAt(0).toUpperCase()}${label.slice(1)}`}
				value={pluralText(value, "identifier")}
			/>
		);
	});
}

function CountsByReason({ counts }: { counts: NonNullable<RunView["counts"]> }) {
	const match = matchOf(counts);
	return (
		<>
			<Count label="In the segment" value={formatPeople(counts.members)} />
			<Count label="At the destination" value={formatPeople(counts.delivered)} />
			<Count label="Held out" value={formatPeople(counts.heldOut - counts.globallyHeldOut)} />
			{counts.globallyHeldOut > 0 && (
				<Count label="In the global holdout" value={formatPeople(counts.globallyHeldOut)} />
			)}
			<Count label="No consent" value={formatPeople(counts.noConsent)} />
			{counts.suppressed > 0 && <Count label="Suppressed" value={formatPeople(counts.suppressed)} />}
			{counts.excluded > 0 && <Count label="In an excluded segment" value={formatPeople(counts.excluded)} />}
			{counts.converted > 0 && <Count label="Converted" value={formatPeople(counts.converted)} />}
			{counts.otherVariant > 0 && (
				<Count label="In another variant" value={formatPeople(counts.otherVariant)} />
			)}
			{counts.outranked > 0 && (
				<Count label="In a higher-priority audience" value={formatPeople(counts.outranked)} />
			)}
			<Count label="No identifier" value={formatPeople(counts.noIdentifier)} />
			{counts.unmapped > 0 && <Count label="A field cannot be sent" value={formatPeople(counts.unmapped)} />}
			<CountsSent counts={counts} />
			<Count label="Shared with held-out people" value={pluralText(counts.sharedWithHeldOut, "identifier")} />
			<Count label="Matched by the destination" value={match ? matchText(match) : "Unknown"} />
			<Count
				label="Audience size there"
				value={
					counts.sizeUpper === null
						? "Unknown"
						: counts.sizeLower === 0
							? `below ${formatPeople(counts.sizeUpper)}`
							: `${formatCount(counts.sizeLower)} to ${formatPeople(counts.sizeUpper)}`
				}
			/>
		</>
	);
}
