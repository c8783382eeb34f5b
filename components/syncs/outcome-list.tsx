"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { syncsQueries, useRetryRejected } from "@/components/syncs/api";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { RelativeTime } from "@/components/ui/relative-time";
import { ShowMore } from "@/components/ui/show-more";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { outcomeFilters, SyncDetail } from "@/lib/syncs/contracts";

type Filter = (typeof outcomeFilters)[number];

const filters: readonly { value: Filter; label: string }[] = [
	{ value: "delivered", label: "At the destination" },
	{ value: "waiting", label: "Waiting to be sent" },
	{ value: "unknown", label: "Unconfirmed (no response)" },
	{ value: "rejected", label: "Rejected or declined" },
	{ value: "leaving", label: "To be removed" },
	{ value: "shared", label: "Shared with held-out people" },
	{ value: "unmapped", label: "Left out: a field cannot be sent" },
];

/** Person by person: the state of each identifier, and why. */
export function OutcomeList({ sync }: { sync: SyncDetail }) {
	const slug = useWorkspaceSlug();
	const mayRetry = useCan("syncs.write");
	const retry = useRetryRejected();
	const [filter, setFilter] = useState<Filter>("delivered");
	const after = `${sync.lastRun?.id ?? "none"} ${sync.lastRun?.status ?? ""}`;
	const rows = useInfiniteQuery(syncsQueries.outcomes(sync.id, filter, after));
	const items = rows.data?.pages.flatMap((page) => page.items);
	return (
		<div className="grid gap-3">
			<div className="flex flex-wrap items-end justify-between gap-3">
				<Field label="Show" className="w-64">
					<Choice
						value={filter}
						// Safe because the options are the filters.
						onChange={(value) => setFilter(value as Filter)}
						placeholder="Choose"
						options={filters}
					/>
				</Field>
				{filter === "rejected" && mayRetry && sync.ledger && sync.ledger.rejected > 0 && (
					<Button
						variant="outline"
						isPending={retry.isPending}
						onClick={() =>
							retry
								.mutateAsync({ params: { syncId: sync.id } })
								.catch((error: unknown) => showError("They could not be sent again", error))
						}
					>
						Send rejected again
					</Button>
				)}
			</div>
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
								<TableHead>Identifier</TableHead>
								<TableHead>Status</TableHead>
								<TableHead className="text-right">Since</TableHead>
							</TableRow>
						</TableHeader>
						<TableBody>
							{items.map((row) => (
								<TableRow key={`${row.uid} ${row.kind} ${row.since}`}>
									<TableCell>
										<Link className="font-medium hover:underline" href={`/${slug}/profiles/${row.uid}`}>
											{row.label}
										</Link>
									</TableCell>
									<TableCell>
										{sync.identifiers.find((one) => one.kind === row.kind)?.label ?? row.kind}
									</TableCell>
									<TableCell className="min-w-56 text-muted-foreground">{row.sentence}</TableCell>
									<TableCell className="text-right">
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
