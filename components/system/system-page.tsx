"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorNotice } from "@/components/shell/error-notice";
import { systemQueries } from "@/components/system/api";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { TitledCard } from "@/components/ui/card";
import { formatCount, formatNumber } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Stat } from "@/components/ui/stat";
import { SettingsFrame } from "@/components/workspaces/settings-frame";
import type { SystemState } from "@/lib/system/api";
import { bytesText, secondsText } from "@/lib/system/figure-text";

/** Whether the stores answer, how large they are, and whether anything waits for long. */
export function SystemPage() {
	const { data, error, refetch } = useQuery(systemQueries.state());
	return (
		<SettingsFrame
			title="System"
			description="The stores and backlogs of this installation, for all workspaces. A monitoring system can read the same figures from /api/metrics."
		>
			{data ? <State state={data} /> : error ? <ErrorNotice error={error} onRetry={refetch} /> : <Waiting />}
		</SettingsFrame>
	);
}

function State({ state }: { state: SystemState }) {
	const { postgres, warehouse, queue, outbox, deliveredPerSecond, pendingMigrations } = state;
	return (
		<div className="grid gap-4">
			{pendingMigrations && pendingMigrations.length > 0 && (
				<Alert variant="destructive">
					<AlertTitle>The stores are older than this version of Muster</AlertTitle>
					<AlertDescription>
						Restart Muster with npm start, which brings them up to date. Missing:{" "}
						{pendingMigrations.join(", ")}.
					</AlertDescription>
				</Alert>
			)}
			<div className="grid gap-4 sm:grid-cols-2">
				<Store name="Postgres" what="Definitions, identities, deliveries, the queue" store={postgres} />
				<Store name="Warehouse" what="Events, traits, memberships" store={warehouse} />
			</div>
			<TitledCard title="Backlogs" description="What is waiting now. Seconds are normal, minutes are not.">
				<div className="grid gap-6 sm:grid-cols-3">
					<Figure
						label="Events on their way to the warehouse"
						value={outbox && secondsText(outbox.oldestSeconds)}
						detail={outbox && `${formatCount(outbox.batches)} ${outbox.batches === 1 ? "batch" : "batches"}`}
					/>
					<Figure
						label="Background runs that are due"
						value={queue && secondsText(queue.oldestDueSeconds)}
						detail={queue && `${formatCount(queue.waiting)} waiting, ${formatCount(queue.running)} running`}
					/>
					<Figure
						label="Deliveries, last 5 minutes"
						value={deliveredPerSecond === null ? null : `${formatNumber(deliveredPerSecond, 1)} a second`}
						detail="Identifiers that destinations answered for"
					/>
				</div>
			</TitledCard>
			<p className="text-muted-foreground text-sm">
				Read <RelativeTime at={state.at} />.
			</p>
		</div>
	);
}

function Figure({
	label,
	value,
	detail,
}: {
	label: string;
	value: ReactNode | null;
	detail: ReactNode | null;
}) {
	return (
		<Stat label={label} value={value} detail={detail} unknownReason="The store did not answer in time." />
	);
}

function Store({ name, what, store }: { name: string; what: string; store: SystemState["postgres"] }) {
	return (
		<TitledCard title={name} description={what}>
			<Stat
				label={store.isUp ? "Size on disk" : "Does not answer"}
				value={store.bytes === null ? null : bytesText(store.bytes)}
				detail={store.version && `Version ${store.version}`}
				unknownReason="Check that the server runs and can be reached; its log says more."
			/>
		</TitledCard>
	);
}

function Waiting() {
	return (
		<div className="grid gap-4 sm:grid-cols-2">
			<Skeleton className="h-40" />
			<Skeleton className="h-40" />
		</div>
	);
}
