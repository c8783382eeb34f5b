"use client";

import Link from "next/link";
import { AaBadge } from "@/components/campaigns/aa-badge";
import { dayOfCampaign } from "@/components/home/day-of-campaign";
import { formatDifference, formatInterval, formatRelative } from "@/components/lift/format-figures";
import { MetricBars } from "@/components/lift/metric-bars";
import { VerdictWord } from "@/components/lift/verdict-card";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { formatDate } from "@/components/ui/format-time";
import { Progress } from "@/components/ui/progress";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { CampaignSummary } from "@/lib/campaigns/contracts";
import type { LiftSummary, MetricReadOut } from "@/lib/lift/contracts";

/** As many as fit; all of them are one click away. */
const shownCampaigns = 6;
const states = { running: "Running", ended: "Ended", imported: "Imported" };

/**
 * As tall as its figures need, so that nothing moves when they arrive; a running one usually has none yet.
 */
function rowOf({ status }: { status: string }): string {
	return cn(
		"grid content-center gap-x-8 gap-y-3 px-4 py-4 sm:px-5 md:min-h-33 md:grid-cols-2 md:items-center",
		status === "running" ? "min-h-28" : "min-h-59",
	);
}

const runningFirst = <T extends { status: string }>(campaigns: readonly T[]): T[] =>
	[...campaigns]
		.sort((a, b) => Number(b.status === "running") - Number(a.status === "running"))
		.slice(0, shownCampaigns);

/** Each campaign's lift, running ones first: a chart with its verdict, or progress toward one. */
export function CampaignResults({
	campaigns,
	expected,
}: {
	/** Undefined while loading: results are heavy. */
	campaigns: readonly LiftSummary[] | undefined;
	/** Whose results will come. */
	expected: readonly Pick<CampaignSummary, "id" | "status">[];
}) {
	const { slug } = useWorkspace();
	return (
		<Card aria-busy={campaigns === undefined}>
			<CardHeader>
				<CardTitle>Campaign results</CardTitle>
				<Link
					href={`/${slug}/lift`}
					className="inline-flex min-h-6 items-center text-muted-foreground text-sm hover:text-foreground"
				>
					All results
				</Link>
			</CardHeader>
			<ul className="mt-3 divide-y divide-border border-border border-t">
				{campaigns === undefined
					? runningFirst(expected).map((campaign) => (
							<li key={campaign.id} className={rowOf(campaign)}>
								<Skeleton className="h-5 w-56 max-w-full" />
								<Skeleton className="h-14 w-full" />
							</li>
						))
					: runningFirst(campaigns).map((campaign) => (
							<Campaign key={campaign.campaignId} campaign={campaign} />
						))}
			</ul>
		</Card>
	);
}

function Campaign({ campaign }: { campaign: LiftSummary }) {
	const { slug } = useWorkspace();
	const { primary, currency, verdict } = campaign;
	const isAnswered = primary?.difference.known === true;
	return (
		<li className={cn("relative hover:bg-accent/60", rowOf(campaign))}>
			<div className="grid min-w-0 content-start gap-1">
				<div className="flex flex-wrap items-center gap-x-3 gap-y-1">
					<Link
						href={`/${slug}/lift/${campaign.campaignId}`}
						prefetch={false}
						className="font-medium after:absolute after:inset-0 after:content-['']"
					>
						{campaign.name}
					</Link>
					<AaBadge isAaTest={campaign.isAaTest} />
					{isAnswered && <VerdictWord kind={verdict.kind} className="text-sm" />}
				</div>
				{isAnswered && <Difference metric={primary} currency={currency} />}
				<p className="text-muted-foreground text-xs tabular-nums">
					{states[campaign.status]} · <AsOf at={campaign.asOf} />
				</p>
			</div>
			{isAnswered ? <MetricBars metric={primary} currency={currency} /> : <Awaited campaign={campaign} />}
		</li>
	);
}

/** "Order Completed: +16.8 pts (+10.6 pts to +23.1 pts), +82%". */
function Difference({ metric, currency }: { metric: MetricReadOut; currency: string }) {
	if (!metric.difference.known) return null;
	const { figure } = metric.difference;
	const format = (value: number) => formatDifference(value, { unit: metric.unit, currency });
	return (
		<p className="text-pretty text-sm tabular-nums">
			{metric.label}: <span className="font-semibold">{format(figure.value)}</span>
			<span className="text-muted-foreground">
				{" "}
				({formatInterval(figure, format)})
				{metric.relative.known && `, ${formatRelative(metric.relative.figure.value)}`}
			</span>
		</p>
	);
}

/** A campaign's progress toward its first result; after that day, why there still is none. */
function Awaited({ campaign }: { campaign: LiftSummary }) {
	// The workspace's own zone: the server and the browser show the same day.
	const { timeZone } = useWorkspace();
	const stage = dayOfCampaign(campaign);
	if (stage === null) return <p className="max-w-prose text-pretty text-sm">{campaign.verdict.sentence}</p>;
	return (
		<div className="grid gap-2">
			<p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm tabular-nums">
				<span>
					Day {stage.day} of {campaign.windowDays}
				</span>
				<span className="text-muted-foreground">
					First answer on {formatDate(stage.firstAnswerAt, timeZone)}
				</span>
			</p>
			<Progress
				value={stage.share * 100}
				label={`${campaign.name}: day ${stage.day} of ${campaign.windowDays} until the first answer`}
			/>
		</div>
	);
}
