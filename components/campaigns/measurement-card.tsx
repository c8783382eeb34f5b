"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { balanceText } from "@/components/campaigns/balance-draft";
import { goalWords, readPrimary } from "@/components/campaigns/metric-draft";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { formatDays, formatMoney, formatNumber, formatPercent } from "@/components/ui/format-number";
import { formatDuration } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import type { AudienceSegment, CampaignDetail } from "@/lib/campaigns/contracts";

const kinds: Record<string, string> = {
	conversion: "share of people",
	count: "count per person",
	value: "revenue per person",
};

/** What was decided: holdout, goal, value, window, dates and cost. */
export function MeasurementCard({ campaign, onEdit }: { campaign: CampaignDetail; onEdit: () => void }) {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("campaigns.write");
	const isImported = campaign.status === "imported";
	const { included, excluded } = campaign.audience;
	const isCombined = included.length > 1 || excluded.length > 0;
	const rows: [string, ReactNode][] = [
		...(campaign.hypothesis ? [["Hypothesis", campaign.hypothesis] as [string, ReactNode]] : []),
		...(isCombined
			? [["Audience", <AudienceList key="a" audience={campaign.audience} />] as [string, ReactNode]]
			: []),
		["Held out", isImported ? "As in the file" : <Holdout key="h" campaign={campaign} />],
		...(campaign.stratifyBy
			? [["Balanced by", balanceText(campaign.stratifyBy)] as [string, ReactNode]]
			: []),
		...(isImported
			? [
					[
						"Outcomes",
						campaign.metrics.map(({ name, kind }) => `${name} (${kinds[kind] ?? kind})`).join(", "),
					] as [string, ReactNode],
				]
			: ([
					["Goal", `${campaign.goalEvent ?? "None"}, within ${formatDays(campaign.windowDays)}`],
					["Value", campaign.valueProperty ?? "None"],
					...metricRowsOf(campaign),
				] as [string, ReactNode][])),
		[
			"Typed total cost",
			campaign.costCents === null ? "Not set" : formatMoney(campaign.costCents / 100, campaign.currency),
		],
		[
			"Smallest lift worth acting on",
			campaign.effectWorthHaving === null
				? "Default: 10% of the holdout’s rate"
				: `${formatNumber(campaign.effectWorthHaving * 100, 2)} points`,
		],
		["Confidence level", `${campaign.confidence}%`],
		["Owner", campaign.ownerName],
		["Created", <RelativeTime key="c" at={campaign.createdAt} />],
		...(campaign.launchedAt && !isImported
			? [
					[
						"Launched",
						<span key="l">
							<RelativeTime at={campaign.launchedAt} />
							{campaign.launchTookMs !== null &&
								`, ${formatDuration(campaign.launchTookMs)} after it was created`}
						</span>,
					] as [string, ReactNode],
				]
			: []),
		...(campaign.startsAt && campaign.status === "scheduled"
			? [["Starts", <RelativeTime key="s" at={campaign.startsAt} />] as [string, ReactNode]]
			: []),
		...(campaign.endsAt
			? [["Ends", <RelativeTime key="e" at={campaign.endsAt} />] as [string, ReactNode]]
			: []),
		...(campaign.endedAt
			? [["Ended", <RelativeTime key="e" at={campaign.endedAt} />] as [string, ReactNode]]
			: []),
	];
	return (
		<Card aria-label="Measurement">
			<CardHeader>
				<CardTitle>Measurement</CardTitle>
				{mayWrite && !campaign.archivedAt && (
					<CardAction>
						{isBeforeLaunch(campaign.status) ? (
							<Button variant="outline" size="sm" asChild>
								<Link href={`/${slug}/campaigns/${campaign.id}/edit`}>Edit</Link>
							</Button>
						) : (
							<Button variant="outline" size="sm" onClick={onEdit}>
								Edit
							</Button>
						)}
					</CardAction>
				)}
			</CardHeader>
			<CardContent>
				<dl className="grid gap-x-6 gap-y-2.5 text-sm sm:grid-cols-[11rem_1fr]">
					{rows.map(([label, value]) => (
						<div key={label} className="contents">
							<dt className="text-muted-foreground">{label}</dt>
							<dd className="max-sm:mb-1.5">{value}</dd>
						</div>
					))}
				</dl>
			</CardContent>
		</Card>
	);
}

/** What decides, what stands beside it and what guards; nothing where it is the goal alone. */
function metricRowsOf({ metrics }: CampaignDetail): [string, ReactNode][] {
	const decides = readPrimary(metrics.find(({ role }) => role === "primary")?.name ?? "");
	const names = (role: string) =>
		metrics.filter((metric) => metric.event !== null && metric.role === role).map(({ name }) => name);
	const rows: [string, string[]][] = [
		["Guardrails", names("guardrail")],
		["Other metrics", names("secondary")],
	];
	return [
		["Verdict about", goalWords[decides]],
		...rows.flatMap(([label, all]): [string, ReactNode][] =>
			all.length === 0 ? [] : [[label, all.join(", ")]],
		),
	];
}

/** The segments it addresses, and those it leaves out. */
function AudienceList({ audience }: { audience: CampaignDetail["audience"] }) {
	const slug = useWorkspaceSlug();
	const list = (segments: readonly AudienceSegment[]) =>
		segments.map(({ id, name, isArchived }, index) => (
			<span key={id}>
				{index > 0 && " or "}
				<Link className="underline-offset-4 hover:underline" href={`/${slug}/segments/${id}`}>
					{name}
				</Link>
				{isArchived && " (archived)"}
			</span>
		));
	return (
		<>
			In {list(audience.included)}
			{audience.excluded.length > 0 && <>, and not in {list(audience.excluded)}</>}
		</>
	);
}

function Holdout({ campaign }: { campaign: CampaignDetail }) {
	const { epochs, holdoutBp, holdoutReason } = campaign;
	const percent = (bp: number) => formatPercent(bp / 10_000, bp % 100 === 0 ? 0 : 2);
	if (holdoutBp === 0) return `No one: ${holdoutReason ?? "no reason was written"}`;
	// Newcomers have an epoch of their own; only another share is news.
	const changes = epochs.filter(({ holdoutBp: share }, i) => share !== epochs[i - 1]?.holdoutBp);
	if (changes.length < 2) return percent(holdoutBp);
	return (
		<ul>
			{changes.map(({ epoch, holdoutBp: share, startedAt }) => (
				<li key={epoch}>
					{percent(share)} of people who came from <RelativeTime at={startedAt} />
				</li>
			))}
		</ul>
	);
}
