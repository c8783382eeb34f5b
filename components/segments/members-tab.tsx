"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";
import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { useRowKeys } from "@/components/data-table/use-row-keys";
import { segmentsQueries } from "@/components/segments/api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatPeople } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { SegmentDetail } from "@/lib/segments/contracts";

/** The people being served, a page at a time. */
export function MembersTab({ segment }: { segment: SegmentDetail }) {
	if (segment.servedVersion === null || segment.asOf === null) {
		return (
			<EmptyState
				icon={UsersRound}
				title="No people yet"
				description="They are listed here as soon as the first refresh has built them."
			/>
		);
	}
	return <Members segmentId={segment.id} version={segment.servedVersion} asOf={segment.asOf} />;
}

function Members({ segmentId, version, asOf }: { segmentId: string; version: number; asOf: string }) {
	const slug = useWorkspaceSlug();
	const table = useRef<HTMLDivElement>(null);
	useRowKeys(table);
	const query = useInfiniteQuery(segmentsQueries.members(segmentId, version, asOf));
	if (query.error && !query.data) return <ErrorNotice error={query.error} onRetry={query.refetch} />;
	if (!query.data) return <TableSkeleton columns={3} />;
	const people = query.data.pages.flatMap((page) => page.items);
	const first = query.data.pages[0];
	if (people.length === 0) {
		return (
			<EmptyState
				icon={UsersRound}
				title="Nobody belongs in right now"
				description="The rule held for nobody when it was last counted."
			/>
		);
	}
	return (
		<div className="grid gap-3">
			<p className="text-muted-foreground text-sm tabular-nums">
				{formatPeople(first?.total)} being served, version {version} · <AsOf at={asOf} />
			</p>
			<div ref={table} className="overflow-hidden rounded-lg border border-border bg-card shadow-xs">
				<Table>
					<caption className="sr-only">People of the segment</caption>
					<TableHeader>
						<TableRow>
							<TableHead>Person</TableHead>
							<TableHead className="max-sm:hidden">E-mail</TableHead>
							<TableHead>Known</TableHead>
						</TableRow>
					</TableHeader>
					<TableBody>
						{people.map((person) => (
							<TableRow key={person.uid} className="relative hover:bg-accent/60">
								<TableCell>
									<Link
										href={`/${slug}/profiles/${person.uid}`}
										prefetch={false}
										data-row=""
										className="font-medium after:absolute after:inset-0 after:content-['']"
									>
										{person.label}
									</Link>
								</TableCell>
								<TableCell className="text-muted-foreground max-sm:hidden">
									{person.email ?? "none"}
								</TableCell>
								<TableCell>
									<Badge variant={person.isKnown ? "secondary" : "outline"}>
										{person.isKnown ? "known" : "anonymous"}
									</Badge>
								</TableCell>
							</TableRow>
						))}
					</TableBody>
				</Table>
			</div>
			<div className="flex items-center gap-3">
				{query.hasNextPage && (
					<Button
						variant="outline"
						isPending={query.isFetchingNextPage}
						onClick={() => void query.fetchNextPage()}
					>
						Show more
					</Button>
				)}
				<span className="text-muted-foreground text-sm tabular-nums">
					{formatCount(people.length)} of {formatCount(first?.total)} shown
				</span>
			</div>
		</div>
	);
}
