"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { segmentsQueries } from "@/components/segments/api";
import { TimeTravel, toFieldValue } from "@/components/segments/history-time-travel";
import { SizeChart } from "@/components/segments/size-chart";
import { ErrorNotice } from "@/components/shell/error-notice";
import { VersionList } from "@/components/shell/version-list";
import { Card } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { describeRule } from "@/lib/rules/describe/describe-rule";
import type { SegmentHistory, SegmentRefresh } from "@/lib/segments/contracts";

/** Size over time, who was in at any instant, every version of the rule, every refresh. */
export function HistoryTab({
	segmentId,
	onAsk,
}: {
	segmentId: string;
	/** Null for those who may not see people. */
	onAsk: ((profileId: number) => void) | null;
}) {
	const [at, setAt] = useState("");
	const query = useQuery(segmentsQueries.history(segmentId));
	if (query.error && !query.data) return <ErrorNotice error={query.error} onRetry={query.refetch} />;
	if (!query.data) return <TableSkeleton columns={4} />;
	const { sizes, versions, refreshes } = query.data;
	return (
		<div className="grid gap-4">
			<Card className="grid gap-3 p-4">
				<h2 className="font-semibold">Size over time</h2>
				{sizes.length === 0 ? (
					<p className="text-muted-foreground text-sm">The first refresh draws the first point.</p>
				) : (
					<SizeChart sizes={sizes} onPick={onAsk && ((instant) => setAt(toFieldValue(instant)))} />
				)}
			</Card>
			{onAsk && sizes.length > 0 && (
				<TimeTravel segmentId={segmentId} at={at} onChange={setAt} onAsk={onAsk} />
			)}
			<Versions versions={versions} />
			<Refreshes refreshes={refreshes} />
		</div>
	);
}

function Versions({ versions }: { versions: SegmentHistory["versions"] }) {
	return (
		<Card className="grid gap-3 p-4">
			<h2 className="font-semibold">Versions of the rule</h2>
			<VersionList versions={versions} say={({ rule }) => describeRule(rule)} />
		</Card>
	);
}

const outcomes: Record<SegmentRefresh["status"], { label: string; tone: StatusTone }> = {
	finished: { label: "Finished", tone: "good" },
	running: { label: "Running", tone: "busy" },
	failed: { label: "Failed", tone: "bad" },
};

function Refreshes({ refreshes }: { refreshes: SegmentRefresh[] }) {
	if (refreshes.length === 0) return null;
	return (
		<Card className="grid gap-3 overflow-hidden p-0 pt-4">
			<h2 className="px-4 font-semibold">Refreshes</h2>
			<Table>
				<caption className="sr-only">Refreshes, newest first</caption>
				<TableHeader>
					<TableRow>
						<TableHead>When</TableHead>
						<TableHead>Outcome</TableHead>
						<TableHead className="text-right">People</TableHead>
						<TableHead className="text-right">Entered</TableHead>
						<TableHead className="text-right">Left</TableHead>
						<TableHead className="text-right max-sm:hidden">Version</TableHead>
					</TableRow>
				</TableHeader>
				<TableBody>
					{refreshes.map((refresh) => (
						<TableRow key={refresh.id}>
							<TableCell>
								<RelativeTime at={refresh.asOf} />
							</TableCell>
							<TableCell>
								<StatusBadge tone={outcomes[refresh.status].tone}>
									{outcomes[refresh.status].label}
								</StatusBadge>
								{refresh.error && (
									<span className="mt-1 block max-w-md text-muted-foreground text-xs">{refresh.error}</span>
								)}
							</TableCell>
							<TableCell className="text-right">
								{refresh.size === null ? "–" : formatCount(refresh.size)}
							</TableCell>
							<TableCell className="text-right">
								{refresh.entered === null ? "–" : `+${formatCount(refresh.entered)}`}
							</TableCell>
							<TableCell className="text-right">
								{refresh.exited === null ? "–" : `−${formatCount(refresh.exited)}`}
							</TableCell>
							<TableCell className="text-right max-sm:hidden">{refresh.version}</TableCell>
						</TableRow>
					))}
				</TableBody>
			</Table>
		</Card>
	);
}
