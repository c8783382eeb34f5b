"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { ShowMore } from "@/components/ui/show-more";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { workspaceQueries } from "@/components/workspaces/api";
import { detailText } from "@/components/workspaces/audit-detail";
import { SettingsFrame } from "@/components/workspaces/settings-frame";

/** "segment.rule_changed" as words: "Segment rule changed". */
function inWords(action: string): string {
	const text = action.replace(/[._]/g, " ").replace("api key", "API key");
	return text.charAt(0).toUpperCase() + text.slice(1);
}

export function AuditPage() {
	const list = useInfiniteQuery(workspaceQueries.audit());
	const { data, error, refetch } = list;
	const entries = data?.pages.flatMap((page) => page.items);
	return (
		<SettingsFrame
			title="Audit log"
			description="Who changed what, newest first. Entries cannot be changed or removed."
		>
			{error && !entries ? (
				<ErrorNotice error={error} onRetry={refetch} />
			) : !entries ? (
				<TableSkeleton columns={3} />
			) : (
				<Card className="overflow-hidden">
					{entries.length === 0 ? (
						<EmptyState
							title="Nothing has been changed yet"
							description="Changes appear here as they happen."
						/>
					) : (
						<Table>
							<caption className="sr-only">Audit log</caption>
							<TableHeader>
								<TableRow>
									<TableHead>What</TableHead>
									<TableHead>Who</TableHead>
									<TableHead className="max-sm:hidden">When</TableHead>
									<TableHead className="max-lg:hidden">Request</TableHead>
								</TableRow>
							</TableHeader>
							<TableBody>
								{entries.map((entry) => (
									<TableRow key={entry.id}>
										<TableCell className="w-full max-w-0">
											<div className="truncate font-medium">{inWords(entry.action)}</div>
											<div
												className="truncate text-muted-foreground text-xs"
												title={JSON.stringify({ id: entry.entityId, ...entry.detail })}
											>
												{detailText(entry.detail)}
											</div>
										</TableCell>
										<TableCell className="whitespace-nowrap">
											{entry.actorName}
											<div className="text-muted-foreground text-xs sm:hidden">
												<RelativeTime at={entry.at} />
											</div>
											{entry.actorKind === "api_key" && (
												<div className="text-muted-foreground text-xs">API key</div>
											)}
										</TableCell>
										<TableCell className="whitespace-nowrap text-muted-foreground max-sm:hidden">
											<RelativeTime at={entry.at} />
										</TableCell>
										<TableCell className="font-mono text-muted-foreground text-xs max-lg:hidden">
											{entry.requestId}
										</TableCell>
									</TableRow>
								))}
							</TableBody>
						</Table>
					)}
				</Card>
			)}
			<ShowMore list={list}>Show older entries</ShowMore>
		</SettingsFrame>
	);
}
