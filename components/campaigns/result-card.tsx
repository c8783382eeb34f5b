"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { liftQueries } from "@/components/lift/api";
import { NamedMetricBars } from "@/components/lift/metric-bars";
import { VerdictWord } from "@/components/lift/verdict-card";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { formatDays } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { firstAnswerAt } from "@/lib/campaigns/first-answer-at";
import type { LiftReadOut, MetricReadOut } from "@/lib/lift/contracts";

/**
 * The campaign's lift, on its own page: two bars and one sentence; until there is a result, when there will
 * be.
 */
export function ResultCard({ campaign }: { campaign: CampaignDetail }) {
	const slug = useWorkspaceSlug();
	const { data: read, error } = useQuery({ ...liftQueries.detail(campaign.id), retry: false });
	const primary = read?.metrics.find((metric) => metric.isPrimary) ?? read?.metrics[0];
	// Room for the bars and the sentence, so that nothing moves when they arrive after the page.
	const first = firstAnswerAt(campaign);
	const isExpected =
		campaign.status !== "running" || (first !== null && first.getTime() <= Date.parse(campaign.asOf));
	return (
		<Card aria-label="Result">
			<CardHeader>
				<CardTitle>Result</CardTitle>
				{read && <AsOf at={read.asOf} className="text-muted-foreground text-xs" />}
			</CardHeader>
			<CardContent className="grid gap-4">
				<div className={cn("grid content-start gap-4", isExpected ? "min-h-75 sm:min-h-57" : "min-h-11")}>
					{error && !read ? (
						<p className="text-muted-foreground text-sm">{error.message}</p>
					) : !read ? (
						<Skeleton className={isExpected ? "h-75 sm:h-57" : "h-11"} />
					) : primary?.difference.known ? (
						<Answer read={read} primary={primary} />
					) : (
						<Awaited read={read} primary={primary} />
					)}
				</div>
				<Link
					href={`/${slug}/lift/${campaign.id}`}
					className="inline-flex min-h-6 w-fit items-center text-primary text-sm underline-offset-4 hover:underline"
				>
					All results
				</Link>
			</CardContent>
		</Card>
	);
}

function Answer({ read, primary }: { read: LiftReadOut; primary: MetricReadOut }) {
	return (
		<>
			<div className="grid gap-2">
				<NamedMetricBars
					metric={primary}
					currency={read.campaign.currency}
					confidence={read.interval.confidence}
				/>
			</div>
			<div>
				<VerdictWord kind={read.verdict.kind} className="text-sm" />
				<p className="mt-1 text-pretty text-sm">{read.verdict.sentence}</p>
			</div>
		</>
	);
}

/** One line: when the first people's conversion windows end, or why there is no result. */
function Awaited({ read, primary }: { read: LiftReadOut; primary: MetricReadOut | undefined }) {
	// The workspace's own zone: the server and the browser show the same day.
	const { timeZone } = useWorkspace();
	const { windowDays, status } = read.campaign;
	const first = firstAnswerAt(read.campaign);
	const reason = primary && !primary.difference.known ? primary.difference.reason : read.verdict.sentence;
	const isAhead = status !== "imported" && first !== null && first.getTime() > Date.parse(read.asOf);
	return (
		<p className="text-pretty text-sm">
			{isAhead ? (
				<>
					The first answer comes on <span className="font-medium">{formatDate(first, timeZone)}</span>, when
					the first people’s {windowDays === 1 ? "day is" : `${formatDays(windowDays)} are`} over.
				</>
			) : (
				`No answer yet: ${reason}`
			)}
		</p>
	);
}
