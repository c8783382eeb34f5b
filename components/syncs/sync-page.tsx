"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { NetworkMark } from "@/components/destinations/network-mark";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { isUnderWay, syncsQueries } from "@/components/syncs/api";
import { Freshness } from "@/components/syncs/freshness";
import { MatchCard } from "@/components/syncs/match-card";
import { PeopleTotals } from "@/components/syncs/people-totals";
import { PlanCard } from "@/components/syncs/plan-card";
import { RulesCard } from "@/components/syncs/rules/rules-card";
import { RunList } from "@/components/syncs/run-list";
import { ScheduleCard } from "@/components/syncs/schedule-card";
import { SyncActions } from "@/components/syncs/sync-actions";
import { stateOf, syncLooks } from "@/components/syncs/sync-states";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card, CardContent } from "@/components/ui/card";
import { formatPeople } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { Stat } from "@/components/ui/stat";
import { StatusBadge } from "@/components/ui/status-badge";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { lowerFirst } from "@/lib/kernel/lower-first";
import type { SyncDetail } from "@/lib/syncs/contracts";

// Behind tabs and below the fold: their code comes when they are opened.
const FieldsTab = dynamic(async () => (await import("@/components/syncs/mapping/fields-tab")).FieldsTab);
const MatchHistory = dynamic(async () => (await import("@/components/syncs/match-history")).MatchHistory);
const FailingAlert = dynamic(async () => (await import("@/components/syncs/failing-alert")).FailingAlert);
const PausedAlert = dynamic(async () => (await import("@/components/syncs/paused-alert")).PausedAlert);
const EmptyingAlert = dynamic(async () => (await import("@/components/syncs/emptying-alert")).EmptyingAlert);
const HoldoutNotice = dynamic(
	async () => (await import("@/components/syncs/rules/holdout-notice")).HoldoutNotice,
);
const RunProgress = dynamic(async () => (await import("@/components/syncs/run-progress")).RunProgress);
const RunQuestion = dynamic(async () => (await import("@/components/syncs/run-question")).RunQuestion);
const OutcomeList = dynamic(async () => (await import("@/components/syncs/outcome-list")).OutcomeList);

/** What becomes of an audience whose campaign is over. */
function endText({ delivered, mode, destination }: SyncDetail): string {
	if (delivered === 0) return `Its audience at ${destination.name} is empty.`;
	return mode === "add_only"
		? `No one is added to its audience at ${destination.name}, and everyone already there stays.`
		: `Its audience at ${destination.name} is being emptied.`;
}

export function SyncPage({ syncId }: { syncId: string }) {
	const slug = useWorkspaceSlug();
	const maySeePeople = useCan("people.read");
	const { data: sync, error, refetch } = useQuery(syncsQueries.detail(syncId));
	if (error && !sync) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!sync) return <PageSkeleton />;
	const look = syncLooks[stateOf(sync)];
	const isOver = sync.status === "ended" || sync.status === "emptying";
	const link = "font-medium text-foreground underline-offset-4 hover:underline";
	return (
		<>
			<BreadcrumbName id={sync.id} name={sync.name} />
			<PageHeader
				title={sync.name}
				meta={
					<>
						<StatusBadge tone={look.tone}>{look.word}</StatusBadge>
						{sync.use === "exclude" && <Badge variant="outline">Exclusion list</Badge>}
					</>
				}
				description={
					<>
						{sync.campaign && (
							<>
								Campaign{" "}
								<Link className={link} href={`/${slug}/campaigns/${sync.campaign.id}`}>
									{sync.campaign.name}
								</Link>
								:{" "}
							</>
						)}
						<Link className={link} href={`/${slug}/segments/${sync.segment.id}`}>
							{sync.segment.name}
						</Link>{" "}
						to{" "}
						<NetworkMark
							network={sync.destination.network}
							name={sync.destination.networkName}
							className="inline-block size-5 align-text-bottom"
						/>{" "}
						<Link className={link} href={`/${slug}/destinations/${sync.destination.id}`}>
							{sync.destination.name}
						</Link>
						, by {sync.identifiers.map((one) => lowerFirst(one.label)).join(", ")}
					</>
				}
				action={<SyncActions sync={sync} />}
			/>
			{sync.status === "failing" && <FailingAlert sync={sync} />}
			{sync.status === "paused" && <PausedAlert sync={sync} />}
			{sync.status === "ended" && (
				<Alert>
					<AlertTitle>Nothing more is delivered</AlertTitle>
					<AlertDescription>
						{sync.statusReason}. {endText(sync)}
					</AlertDescription>
				</Alert>
			)}
			{(sync.question !== null || sync.status === "needs_confirmation") && <RunQuestion sync={sync} />}
			{sync.emptyingSince && <EmptyingAlert sync={sync} />}
			{sync.status === "stale" && (
				<Alert variant="destructive">
					<AlertTitle>The people it delivers are out of date</AlertTitle>
					<AlertDescription>{sync.statusReason}.</AlertDescription>
				</Alert>
			)}
			{maySeePeople && sync.campaign === null && sync.use === "include" && !sync.keepsHoldouts && (
				<HoldoutNotice sync={sync} />
			)}
			{sync.troubles.map(({ kind, title, detail }) => (
				<Alert key={kind} variant="warning">
					<AlertTitle>This sync {title}</AlertTitle>
					<AlertDescription>{detail}</AlertDescription>
				</Alert>
			))}
			{sync.lastRun && isUnderWay(sync.lastRun) && <RunProgress run={sync.lastRun} />}
			<div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)] lg:grid-rows-[auto_1fr]">
				<div className="grid min-w-0 content-start gap-4 lg:row-span-2">
					{sync.totals ? (
						<PeopleTotals sync={sync} totals={sync.totals} />
					) : (
						<Card>
							<CardContent className="p-4">
								<Stat
									label={`At ${sync.destination.name} now`}
									value={
										sync.delivered !== null
											? formatPeople(sync.delivered)
											: sync.lastRun === null
												? "No one yet"
												: null
									}
									detail={sync.lastRun === null ? "Nothing has been sent." : undefined}
									unknownReason="Known once a run has finished."
								/>
							</CardContent>
						</Card>
					)}
					{!isOver && <MatchCard sync={sync} />}
					<Tabs defaultValue="runs">
						<TabsList>
							<TabsTrigger value="runs">Runs</TabsTrigger>
							{maySeePeople && <TabsTrigger value="people">People</TabsTrigger>}
							{maySeePeople && sync.reportsMatches && <TabsTrigger value="matches">Matches</TabsTrigger>}
							{!isOver && <TabsTrigger value="fields">Fields</TabsTrigger>}
						</TabsList>
						<TabsContent value="runs" className="mt-3">
							<RunList sync={sync} />
						</TabsContent>
						{maySeePeople && (
							<TabsContent value="people" className="mt-3">
								<OutcomeList sync={sync} />
							</TabsContent>
						)}
						{maySeePeople && sync.reportsMatches && (
							<TabsContent value="matches" className="mt-3">
								<MatchHistory sync={sync} />
							</TabsContent>
						)}
						{!isOver && (
							<TabsContent value="fields" className="mt-3">
								<FieldsTab sync={sync} />
							</TabsContent>
						)}
					</Tabs>
				</div>
				{maySeePeople && (!isOver || sync.delivered !== 0) && (
					<div className="max-lg:order-first">
						<PlanCard sync={sync} />
					</div>
				)}
				<div className="grid content-start gap-4">
					{sync.totals && <Freshness totals={sync.totals} destination={sync.destination.name} />}
					<ScheduleCard sync={sync} />
					{!isOver && <RulesCard sync={sync} />}
				</div>
			</div>
		</>
	);
}
