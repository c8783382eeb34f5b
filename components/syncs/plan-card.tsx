"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { isUnderWay, syncsQueries } from "@/components/syncs/api";
import { PlanLine, skippedLines } from "@/components/syncs/plan-lines";
import { useRunSync } from "@/components/syncs/use-run-sync";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TitledCard } from "@/components/ui/card";
import { formatCount, formatPeople } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { pluralText } from "@/lib/kernel/number-text";
import type { SyncDetail, SyncPreview } from "@/lib/syncs/contracts";

const DryRunSheet = dynamic(async () => (await import("@/components/syncs/dry-run-sheet")).DryRunSheet, {
	ssr: false,
});

function verb(plan: SyncPreview, destination: string): string {
	if (plan.toAdd > 0 && plan.toRemove > 0) {
		return `Send ${formatCount(plan.toAdd)} and remove ${formatCount(plan.toRemove)} at ${destination}`;
	}
	if (plan.toAdd > 0) return `Send ${formatPeople(plan.toAdd)} to ${destination}`;
	if (plan.toRemove > 0) return `Remove ${formatPeople(plan.toRemove)} from ${destination}`;
	if (plan.toUpdate > 0) return `Update ${formatPeople(plan.toUpdate)} at ${destination}`;
	return "Check again now";
}

/** Each cause is shown once: a failing sync's page starts with it. */
const isSaidAbove = (problem: string, { status, statusReason }: SyncDetail) =>
	status === "failing" && problem === statusReason;

/** What the next run would do, before it does it. */
export function PlanCard({ sync }: { sync: SyncDetail }) {
	const mayRun = useCan("syncs.write");
	const after = `${sync.lastRun?.id ?? "none"} ${sync.lastRun?.status ?? ""}`;
	const isBusy = isUnderWay(sync.lastRun);
	const plan = useQuery({ ...syncsQueries.preview(sync.id, after), enabled: !isBusy });
	const isStale = isBusy || plan.isPlaceholderData;
	const run = useRunSync();
	const [isDryRun, setDryRun] = useState(false);
	// The first run is agreed to with the numbers in view.
	const confirms =
		sync.confirmedAt === null && plan.data && !sync.question ? { confirms: { people: plan.data.toAdd } } : {};
	const start = () =>
		run.mutateAsync({ params: { syncId: sync.id }, body: confirms }).catch((error: unknown) => {
			showError("The run could not be started", error);
		});
	return (
		<TitledCard title="Next run" aria-label="Next run" contentClassName="grid gap-4">
			{plan.error && !plan.data && (
				<ErrorNotice title="The preview could not be calculated" error={plan.error} onRetry={plan.refetch} />
			)}
			{!plan.data && !plan.error && <Skeleton className="h-63" />}
			{plan.data && (
				<>
					<p className="text-muted-foreground text-sm">
						If it ran now. <AsOf at={plan.data.asOf} />
					</p>
					{plan.data.problem && !isSaidAbove(plan.data.problem, sync) && (
						<Alert variant="warning">
							<AlertTitle>Check this first</AlertTitle>
							<AlertDescription>{plan.data.problem}</AlertDescription>
						</Alert>
					)}
					<dl
						aria-busy={isStale}
						className={isStale ? "grid gap-1.5 text-muted-foreground text-sm" : "grid gap-1.5 text-sm"}
					>
						<PlanLine label="In the segment" value={plan.data.members} />
						{skippedLines(plan.data, sync.purpose).map(({ label, value }) => (
							<PlanLine key={label} label={label} value={value} isLess />
						))}
						<div className="my-1 border-border border-t" />
						<PlanLine label="To add" value={plan.data.toAdd} isStrong />
						<PlanLine label="To remove" value={plan.data.toRemove} isStrong />
						{plan.data.toUpdate > 0 && <PlanLine label="To update" value={plan.data.toUpdate} isStrong />}
						<PlanLine label="Already there" value={plan.data.unchanged} />
						{plan.data.rejected > 0 && <PlanLine label="Rejected before" value={plan.data.rejected} />}
					</dl>
					{mayRun && (
						<Button
							className="h-auto min-h-9 w-full whitespace-normal py-1.5"
							// What is asked above is answered there: here it can only be checked again.
							variant={sync.question ? "outline" : "default"}
							onClick={() => void start()}
							isPending={run.isPending || isBusy}
							disabled={sync.status === "paused" || plan.isPlaceholderData}
						>
							{sync.question ? "Check again now" : verb(plan.data, sync.destination.name)}
						</Button>
					)}
					<Button variant="outline" className="w-full" onClick={() => setDryRun(true)}>
						Dry run
					</Button>
					{isDryRun && <DryRunSheet sync={sync} onClose={() => setDryRun(false)} />}
					{sync.totals && sync.totals.shared > 0 && (
						<p className="text-muted-foreground text-sm">
							{pluralText(sync.totals.shared, "person is", "people are")} not sent because someone held out
							has the same identifiers.
						</p>
					)}
				</>
			)}
		</TitledCard>
	);
}
