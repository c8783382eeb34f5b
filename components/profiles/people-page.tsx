"use client";

import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { SearchX, UsersRound } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { TableSkeleton } from "@/components/data-table/table-skeleton";
import { useRowKeys } from "@/components/data-table/use-row-keys";
import { type PeopleFilter, profilesQueries } from "@/components/profiles/api";
import { filterOf } from "@/components/profiles/people-filter";
import { PeopleSearch } from "@/components/profiles/people-search";
import { PeopleTable } from "@/components/profiles/people-table";
import { segmentsWithPeople } from "@/components/profiles/related-queries";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatPeople } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf } from "@/components/ui/relative-time";
import { ShowMore } from "@/components/ui/show-more";

const knownOptions = [
	{ value: "true", label: "Known people" },
	{ value: "false", label: "Anonymous visitors" },
] as const;

export function PeoplePage() {
	const slug = useWorkspaceSlug();
	const pathname = usePathname();
	const filter = filterOf(useSearchParams());
	const mayImport = useCan("data.write");
	const mayErase = useCan("erasures.write");
	const table = useRef<HTMLDivElement>(null);
	useRowKeys(table);
	const counts = useQuery(profilesQueries.counts());
	const list = useInfiniteQuery({ ...profilesQueries.list(filter), placeholderData: keepPreviousData });
	const segments = useQuery(segmentsWithPeople());
	const people = list.data?.pages.flatMap((page) => page.items);
	const figures = useQueries({
		queries: (list.data?.pages ?? []).flatMap(({ items }) =>
			items.length === 0 ? [] : [profilesQueries.figures(items.map(({ uid }) => uid))],
		),
	});
	// Many people are searched in several steps: the next starts automatically until someone is found.
	const { hasNextPage, isFetching, isError, fetchNextPage } = list;
	const isLooking = people?.length === 0 && hasNextPage && !isError;
	useEffect(() => {
		if (isLooking && !isFetching) void fetchNextPage();
	}, [isLooking, isFetching, fetchNextPage]);
	const total = counts.data ? Number(counts.data.known) + Number(counts.data.anonymous) : null;

	const setFilter = (next: PeopleFilter) => {
		const search = new URLSearchParams();
		if (next.q) search.set("q", next.q);
		if (next.known) search.set("known", next.known);
		if (next.segment) search.set("segment", next.segment);
		const text = search.toString();
		window.history.replaceState(null, "", text ? `${pathname}?${text}` : pathname);
	};

	return (
		<>
			<PageHeader
				title="People"
				description={
					counts.data && total !== null && total > 0 ? (
						<span className="tabular-nums">
							{formatPeople(total)}: {formatCount(counts.data.known)} known,{" "}
							{formatCount(counts.data.anonymous)} anonymous · <AsOf at={counts.data.asOf} />
						</span>
					) : (
						"All people from your sources, each once."
					)
				}
				action={
					mayErase && (
						<Button asChild variant="outline">
							<Link href={`/${slug}/profiles/erasures`}>Erasures</Link>
						</Button>
					)
				}
			/>
			{total === 0 ? (
				<Card>
					<EmptyState
						icon={UsersRound}
						title="No people yet"
						description="People appear as soon as a file is imported or a source sends its first event."
						action={
							mayImport && (
								<Button asChild>
									<Link href={`/${slug}/data`}>Bring data in</Link>
								</Button>
							)
						}
					/>
				</Card>
			) : (
				<div className="grid gap-3">
					<div className="flex flex-wrap items-center gap-2">
						<PeopleSearch value={filter.q} onChange={(q) => setFilter({ ...filter, q })} />
						<Choice
							aria-label="Known or anonymous"
							className="w-auto min-w-36"
							value={filter.known}
							onChange={(known) => setFilter({ ...filter, known })}
							none="Everyone"
							options={knownOptions}
						/>
						<Choice
							aria-label="Segment"
							className="w-auto min-w-36 max-w-full sm:max-w-72"
							value={filter.segment}
							onChange={(segment) => setFilter({ ...filter, segment })}
							none="Whole workspace"
							options={
								segments.data ??
								(filter.segment ? [{ value: filter.segment, label: "One segment" }] : undefined)
							}
						/>
					</div>
					<div ref={table}>
						{list.error && !people ? (
							<ErrorNotice error={list.error} onRetry={list.refetch} />
						) : !people || isLooking ? (
							<TableSkeleton columns={4} />
						) : people.length === 0 ? (
							<Card>
								<EmptyState
									icon={SearchX}
									title={filter.q ? `No one is found by “${filter.q}”` : "No one here"}
									description={
										filter.q
											? "A search looks for all its words anywhere in name, email address, user ID and phone number. A device ID is found by the whole of it."
											: "Choose another filter to see more people."
									}
								/>
							</Card>
						) : (
							<PeopleTable
								people={people}
								figures={figures.flatMap(({ data }) => data ?? [])}
								isUnread={figures.some(({ isError }) => isError)}
								isStale={list.isPlaceholderData}
							/>
						)}
					</div>
					<ShowMore list={list}>Show more people</ShowMore>
				</div>
			)}
		</>
	);
}
