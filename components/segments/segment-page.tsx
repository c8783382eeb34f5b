"use client";

import { type DehydratedState, HydrationBoundary, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, Suspense, use, useState } from "react";
import { segmentsQueries } from "@/components/segments/api";
import { SegmentActions } from "@/components/segments/segment-actions";
import { SegmentState } from "@/components/segments/segment-state";
import { SizeCard } from "@/components/segments/size-card";
import { Sleeping, sleepingPart } from "@/components/shell/asleep/sleeping";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { isDraftKept } from "@/components/shell/drafts/kept-draft";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useCan } from "@/components/shell/workspace-context";
import { TagBadges } from "@/components/tags/tag-badges";
import { formatPeople } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { TroubleAlert } from "@/components/ui/trouble-alert";
import type { SegmentDetail } from "@/lib/segments/contracts";
import { findSegmentTrouble } from "@/lib/segments/segment-trouble";

// Fetched when opened: the page opens on the rule.
const MembersTab = dynamic(async () => (await import("@/components/segments/members-tab")).MembersTab);
const HistoryTab = dynamic(async () => (await import("@/components/segments/history-tab")).HistoryTab);
const ExplainDrawer = dynamic(
	async () => (await import("@/components/segments/explain-drawer")).ExplainDrawer,
	{ ssr: false },
);

// Server-rendered; its code loads on first interaction.
const ruleTab = sleepingPart({
	load: async () => (await import("@/components/segments/rule-tab")).RuleTab,
	waiting: <Skeleton className="h-64" />,
});

const tabs = ["rule", "people", "history"] as const;

/** One segment: its rule, its members, its history. */
export function SegmentPage({
	segmentId,
	openedAt,
	lateAnswers,
}: {
	segmentId: string;
	openedAt: string;
	/** The sizes the rule is shown with, where the page did not wait for them. */
	lateAnswers: Promise<DehydratedState> | null;
}) {
	const query = useQuery({
		...segmentsQueries.detail(segmentId),
		// While members are being built the page polls.
		refetchInterval: ({ state }) =>
			state.data && (state.data.isRefreshing || isUnserved(state.data)) ? 1500 : false,
	});
	const mayReadPeople = useCan("people.read");
	const search = useSearchParams();
	const pathname = usePathname();
	// The person whose membership is being explained.
	const [explained, setExplained] = useState<number | null>(null);
	if (query.error && !query.data) return <ErrorNotice error={query.error} onRetry={query.refetch} />;
	if (!query.data) return <Skeleton className="h-64" />;
	const segment = query.data;
	const trouble = findSegmentTrouble(segment, query.dataUpdatedAt);
	const tab = tabs.find((each) => each === search.get("tab")) ?? "rule";
	const open = (next: string) =>
		window.history.replaceState(null, "", next === "rule" ? pathname : `${pathname}?tab=${next}`);
	return (
		<>
			<BreadcrumbName id={segment.id} name={segment.name} />
			<PageHeader
				title={segment.name}
				meta={
					<>
						<SegmentState segment={segment} />
						<TagBadges tags={segment.tags} />
					</>
				}
				description={<Summary segment={segment} />}
				action={<SegmentActions segment={segment} />}
			/>
			{trouble && (
				<TroubleAlert
					title={trouble.kind === "failed" ? "The last refresh could not run" : "Waiting to refresh"}
					nextTryAt={trouble.nextTryAt}
				>
					{trouble.reason}
				</TroubleAlert>
			)}
			<Tabs value={tab} onValueChange={open}>
				<TabsList aria-label="Parts of the segment">
					<TabsTrigger value="rule">Rule</TabsTrigger>
					{mayReadPeople && <TabsTrigger value="people">People</TabsTrigger>}
					<TabsTrigger value="history">History</TabsTrigger>
				</TabsList>
				<TabsContent value="rule" className="grid gap-4">
					<SizeCard segment={segment} onOpenHistory={() => open("history")} />
					<Suspense fallback={<Skeleton className="h-64" />}>
						<Answered answers={lateAnswers}>
							<Sleeping
								key={segment.version}
								part={ruleTab}
								props={{ segmentId: segment.id, isArchived: segment.state === "archived", openedAt }}
								isNeeded={() => isDraftKept(draftKeys.segment(segment))}
							/>
						</Answered>
					</Suspense>
				</TabsContent>
				{mayReadPeople && (
					<TabsContent value="people">
						<MembersTab segment={segment} onAsk={setExplained} />
					</TabsContent>
				)}
				<TabsContent value="history">
					<HistoryTab segmentId={segment.id} onAsk={mayReadPeople ? setExplained : null} />
				</TabsContent>
			</Tabs>
			{explained !== null && (
				<ExplainDrawer
					segmentId={segment.id}
					segmentName={segment.name}
					profileId={explained}
					onClose={() => setExplained(null)}
				/>
			)}
		</>
	);
}

/** Shown once the answers have streamed in: what is drawn with them needs no code to request them. */
function Answered({ answers, children }: { answers: Promise<DehydratedState> | null; children: ReactNode }) {
	return <HydrationBoundary state={answers && use(answers)}>{children}</HydrationBoundary>;
}

const isUnserved = ({ state, version, servedVersion }: SegmentDetail) =>
	state !== "archived" && servedVersion !== version;

function Summary({ segment }: { segment: SegmentDetail }) {
	return (
		<span className="tabular-nums">
			{segment.size === null || segment.asOf === null ? (
				"Its members have not been computed yet"
			) : (
				<>
					{formatPeople(segment.size)} · <AsOf at={segment.asOf} />
				</>
			)}
			{segment.servedVersion !== null && segment.servedVersion !== segment.version && (
				<>
					{" "}
					· of version {segment.servedVersion}; version {segment.version} is being computed
				</>
			)}
			{" · "}
			{segment.ownerName}
			{segment.description && <span className="block">{segment.description}</span>}
		</span>
	);
}
