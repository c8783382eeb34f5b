"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { apiPath } from "@/components/shell/call-api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { useRetryRejected } from "@/components/syncs/api";
import { syncPeopleQueries } from "@/components/syncs/people-api";
import { PersonFate } from "@/components/syncs/person-fate";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { formatPeople } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { ShowMore } from "@/components/ui/show-more";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { cutText } from "@/lib/kernel/cut-text";
import { pluralText } from "@/lib/kernel/number-text";
import type { SyncDetail } from "@/lib/syncs/contracts";
import { syncPeopleApi } from "@/lib/syncs/people-api";
import type { outcomeFilters } from "@/lib/syncs/people-contracts";

type Filter = (typeof outcomeFilters)[number];

const filters: readonly { value: Filter; label: string }[] = [
	{ value: "delivered", label: "Delivered" },
	{ value: "waiting", label: "Waiting to be sent" },
	{ value: "unknown", label: "No answer yet" },
	{ value: "rejected", label: "Rejected or declined" },
	{ value: "leaving", label: "Leaving" },
	{ value: "shared", label: "Shared with held-out people" },
	{ value: "unmapped", label: "Left out: a field cannot be sent" },
];

/** Person by person: one of them by name, or everyone in a state, with the reason of each identifier. */
export function OutcomeList({ sync }: { sync: SyncDetail }) {
	const slug = useWorkspaceSlug();
	const mayRetry = useCan("syncs.write");
	const mayDownload = useCan("people.download");
	const retry = useRetryRejected();
	const [filter, setFilter] = useState<Filter>("delivered");
	const [reason, setReason] = useState("");
	const after = `${sync.lastRun?.id ?? "none"} ${sync.lastRun?.status ?? ""}`;
	const isRejected = filter === "rejected";
	const chosen = isRejected ? reason : "";
	const rows = useInfiniteQuery(syncPeopleQueries.outcomes(sync.id, filter, chosen, after));
	const items = rows.data?.pages.flatMap((page) => page.items);
	const reasons = sync.totals?.reasons ?? [];
	const labelOf = (kind: string) => sync.identifiers.find((one) => one.kind === kind)?.label ?? kind;
	return (
		<div className="grid gap-4">
			<PersonFate syncId={sync.id} destination={sync.destination.name} after={after} />
			<div className="flex flex-wrap items-end justify-between gap-3">
				<div className="flex min-w-0 flex-wrap items-end gap-3">
					<Field label="Show" className="w-64">
						<Choice
							value={filter}
							// Safe because the options are the filters.
							onChange={(value) => setFilter(value as Filter)}
							placeholder="Choose"
							options={filters}
						/>
					</Field>
					{isRejected && reasons.length > 0 && (
						<Field label="Reason" className="w-80 max-w-full">
							<Choice
								value={reason}
								onChange={setReason}
								none="All reasons"
								options={reasons.map((one) => ({
									value: one.reason,
									label: cutText(one.reason, 80),
									detail: formatPeople(one.people),
								}))}
							/>
						</Field>
					)}
				</div>
				{isRejected && (
					<div className="flex flex-wrap gap-2">
						{mayDownload && (items?.length ?? 0) > 0 && (
							<Button asChild variant="outline">
								<a
									href={apiPath(syncPeopleApi.rejectedFile, {
										params: { syncId: sync.id },
										query: { ...(chosen ? { reason: chosen } : {}), workspace: slug },
									})}
									download=""
								>
									<Download aria-hidden="true" />
									Download CSV
								</a>
							</Button>
						)}
						{mayRetry && reasons.length > 0 && (
							<Button
								variant="outline"
								isPending={retry.isPending}
								onClick={() =>
									retry
										.mutateAsync({ params: { syncId: sync.id } })
										.catch((error: unknown) =>
											showError("The rejected identifiers could not be sent again", error),
										)
								}
							>
								Send rejected again
							</Button>
						)}
					</div>
				)}
			</div>
			{isRejected && <Reasons sync={sync} chosen={reason} onChoose={setReason} />}
			{rows.error && !items && <ErrorNotice error={rows.error} onRetry={rows.refetch} />}
			{!items && !rows.error && <Skeleton className="h-32" />}
			{items?.length === 0 && (
				<Card>
					<EmptyState title="No one here" description="No one in this sync has this status now." />
				</Card>
			)}
			{items && items.length > 0 && (
				<div className="overflow-x-auto rounded-lg border border-border bg-card">
					<Table>
						<TableHeader>
							<TableRow>
								<TableHead>Person</TableHead>
								<TableHead className="max-sm:hidden">Identifier</TableHead>
								<TableHead>Status</TableHead>
								<TableHead className="text-right max-sm:hidden">Since</TableHead>
							</TableRow>
						</TableHeader>
						<TableBody>
							{items.map((row) => (
								<TableRow key={`${row.uid} ${row.kind} ${row.since}`}>
									<TableCell>
										<Link className="font-medium hover:underline" href={`/${slug}/profiles/${row.uid}`}>
											{row.label}
										</Link>
										<span className="block text-muted-foreground text-xs sm:hidden">{labelOf(row.kind)}</span>
									</TableCell>
									<TableCell className="max-sm:hidden">{labelOf(row.kind)}</TableCell>
									<TableCell className="text-muted-foreground sm:min-w-56">
										{row.sentence}
										<span className="block text-xs sm:hidden">
											Since <RelativeTime at={row.since} />
										</span>
									</TableCell>
									<TableCell className="text-right max-sm:hidden">
										<RelativeTime at={row.since} />
									</TableCell>
								</TableRow>
							))}
						</TableBody>
					</Table>
				</div>
			)}
			<ShowMore list={rows} size="sm" align="start" />
		</div>
	);
}

/** How many people were rejected for which reason: a click lists them. */
function Reasons({
	sync: { totals },
	chosen,
	onChoose,
}: {
	sync: SyncDetail;
	chosen: string;
	onChoose: (reason: string) => void;
}) {
	if (!totals || totals.reasons.length === 0) return null;
	const most = Math.max(...totals.reasons.map(({ people }) => people));
	return (
		<ul aria-label="Rejected, by reason" className="grid gap-1">
			{totals.reasons.map(({ reason, people }) => (
				<li key={reason}>
					<button
						type="button"
						aria-pressed={chosen === reason}
						onClick={() => onChoose(chosen === reason ? "" : reason)}
						className="grid w-full cursor-pointer gap-1 rounded-md px-2 py-1 text-left text-sm hover:bg-accent aria-pressed:bg-accent"
					>
						<span className="flex items-baseline justify-between gap-3">
							<span className="min-w-0 break-words">{reason}</span>
							<span className="shrink-0 tabular-nums">{formatPeople(people)}</span>
						</span>
						<span aria-hidden="true" className="h-1 overflow-hidden rounded-full bg-muted">
							<span className="block h-full bg-destructive" style={{ width: `${(people / most) * 100}%` }} />
						</span>
					</button>
				</li>
			))}
			{totals.otherReasons > 0 && (
				<li className="px-2 text-muted-foreground text-sm">
					{pluralText(totals.otherReasons, "more reason")}, all of them in the download.
				</li>
			)}
		</ul>
	);
}
