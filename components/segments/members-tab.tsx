"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { PersonSearch } from "@/components/profiles/person-search";
import { segmentsQueries } from "@/components/segments/api";
import { DownloadMembers } from "@/components/segments/download-members";
import { GoldenCard } from "@/components/segments/golden-card";
import { MorePeople, PeopleList } from "@/components/segments/people-list";
import { ReachCard } from "@/components/segments/reach-card";
import { ErrorNotice } from "@/components/shell/error-notice";
import { EmptyState } from "@/components/ui/empty-state";
import { formatPeople } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import type { SegmentDetail } from "@/lib/segments/contracts";

/** The current members, a page at a time. */
export function MembersTab({
	segment,
	onAsk,
}: {
	segment: SegmentDetail;
	onAsk: (profileId: number) => void;
}) {
	if (segment.servedVersion === null || segment.asOf === null) {
		return (
			<EmptyState
				icon={UsersRound}
				title="No people yet"
				description="They are listed here as soon as the first refresh has built them."
			/>
		);
	}
	return (
		<div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
			<div className="grid min-w-0 gap-4">
				<PersonSearch
					label="Is someone in this segment? Search by name, email, user ID or phone"
					placeholder="Is someone in? Name, email, ID or phone"
					onAsk={onAsk}
				/>
				<GoldenCard segmentId={segment.id} onAsk={onAsk} />
				<Members segmentId={segment.id} version={segment.servedVersion} asOf={segment.asOf} onAsk={onAsk} />
			</div>
			<ReachCard segment={segment} />
		</div>
	);
}

function Members({
	segmentId,
	version,
	asOf,
	onAsk,
}: {
	segmentId: string;
	version: number;
	asOf: string;
	onAsk: (profileId: number) => void;
}) {
	const query = useInfiniteQuery(segmentsQueries.members(segmentId, version, asOf));
	if (query.error && !query.data) return <ErrorNotice error={query.error} onRetry={query.refetch} />;
	if (!query.data) return <TableSkeleton columns={3} />;
	const people = query.data.pages.flatMap((page) => page.items);
	const first = query.data.pages[0];
	if (people.length === 0) {
		return (
			<EmptyState
				icon={UsersRound}
				title="No one is in this segment now"
				description="No one matched the rule when it was last counted."
			/>
		);
	}
	return (
		<div className="grid gap-3">
			<div className="flex flex-wrap items-center justify-between gap-2">
				<p className="text-muted-foreground text-sm tabular-nums">
					{formatPeople(first?.total)} live, version {version} · <AsOf at={asOf} />
				</p>
				<DownloadMembers segmentId={segmentId} />
			</div>
			<PeopleList caption="People of the segment" people={people} onAsk={onAsk} />
			<MorePeople list={query} shown={people.length} total={first?.total} />
		</div>
	);
}
