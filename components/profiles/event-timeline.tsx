"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Activity } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { profilesQueries } from "@/components/profiles/api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { ProfileEvent } from "@/lib/profiles/api";

function inWords(value: unknown): string {
	return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * A person's events, newest first. Only visible rows are rendered; older pages load as they come near. An
 * event that the URL names (?event=…&at=…) is scrolled into view and opened.
 */
export function EventTimeline({ profileId }: { profileId: number }) {
	const query = useInfiniteQuery(profilesQueries.events(profileId));
	const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
	const events = query.data?.pages.flatMap((page) => page.items) ?? [];
	const scroller = useRef<HTMLDivElement>(null);
	const search = useSearchParams();
	const wanted = search.get("event");
	const wantedAt = search.get("at") ?? "";
	const wantedIndex = wanted === null ? -1 : events.findIndex(({ message }) => message === wanted);
	const oldest = events.at(-1)?.time ?? "";
	// Pages are fetched up to the one that must contain it.
	const isSought = wanted !== null && wantedIndex < 0 && oldest >= wantedAt;
	const rows = useVirtualizer({
		count: events.length + (hasNextPage ? 1 : 0),
		getScrollElement: () => scroller.current,
		estimateSize: () => 57,
		overscan: 8,
	});
	const lastShown = rows.getVirtualItems().at(-1)?.index ?? 0;
	useEffect(() => {
		const isNear = isSought || lastShown >= events.length - 10;
		if (hasNextPage && !isFetchingNextPage && isNear) void fetchNextPage();
	}, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, events.length, isSought]);
	const scrollTo = rows.scrollToIndex;
	useEffect(() => {
		if (wantedIndex < 0) return;
		scroller.current?.scrollIntoView({ block: "center" });
		scrollTo(wantedIndex, { align: "center" });
	}, [wantedIndex, scrollTo]);

	return (
		<Card className="overflow-hidden">
			<CardHeader className="pb-3">
				<CardTitle>Events</CardTitle>
			</CardHeader>
			{query.error && !query.data ? (
				<div className="p-4 pt-0">
					<ErrorNotice error={query.error} onRetry={query.refetch} />
				</div>
			) : !query.data ? (
				<div role="status" aria-label="Loading events" className="grid gap-4 p-4 pt-0">
					<Skeleton className="h-10" />
					<Skeleton className="h-10" />
					<Skeleton className="h-10" />
				</div>
			) : events.length === 0 ? (
				<EmptyState
					className="pt-4 pb-10"
					icon={Activity}
					title="No events"
					description="Nothing this person did has been imported or sent yet."
				/>
			) : (
				<section
					ref={scroller}
					// biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
					tabIndex={0}
					aria-label="Events, newest first"
					className="max-h-[32rem] overflow-y-auto border-border border-t focus-visible:outline-offset-[-2px]"
				>
					<ol className="relative" style={{ height: rows.getTotalSize() }}>
						{rows.getVirtualItems().map((item) => {
							const event = events[item.index];
							return (
								<li
									key={item.key}
									ref={rows.measureElement}
									data-index={item.index}
									className="absolute inset-x-0 top-0 border-border border-b px-4 py-2.5 sm:px-5"
									style={{ transform: `translateY(${item.start}px)` }}
								>
									{event ? (
										<EventRow event={event} isWanted={event.message === wanted} />
									) : (
										<Skeleton className="h-9" />
									)}
								</li>
							);
						})}
					</ol>
				</section>
			)}
		</Card>
	);
}

function EventRow({ event, isWanted }: { event: ProfileEvent; isWanted: boolean }) {
	const [isOpen, setOpen] = useState(isWanted);
	const properties = Object.entries(event.properties);
	const summary = properties
		.slice(0, 4)
		.map(([name, value]) => `${name}: ${inWords(value)}`)
		.join(" · ");
	return (
		<div className="text-sm">
			<button
				type="button"
				aria-expanded={isOpen}
				onClick={() => setOpen(!isOpen)}
				className="grid min-h-6 w-full cursor-pointer gap-0.5 rounded-sm text-left"
			>
				<span className="flex items-baseline justify-between gap-3">
					<span className="truncate font-medium">{event.event}</span>
					<RelativeTime at={event.time} className="shrink-0 text-muted-foreground text-xs" />
				</span>
				{!isOpen && summary && <span className="truncate text-muted-foreground text-xs">{summary}</span>}
			</button>
			{isOpen && (
				<dl className="mt-1 grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1 text-xs">
					{properties.map(([name, value]) => (
						<div key={name} className="contents">
							<dt className="text-muted-foreground">{name}</dt>
							<dd className="break-all">{inWords(value)}</dd>
						</div>
					))}
					<dt className="text-muted-foreground">exact time</dt>
					<dd>{event.time}</dd>
					<dt className="text-muted-foreground">received</dt>
					<dd>{event.receivedAt}</dd>
					<dt className="text-muted-foreground">source</dt>
					<dd>{event.source}</dd>
				</dl>
			)}
		</div>
	);
}
