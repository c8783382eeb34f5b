"use client";

import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { formatMoney, formatNumber, formatPercent, withSign } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import type { LiftSummary } from "@/lib/lift/contracts";

const verdicts: Record<LiftSummary["verdict"]["kind"], { tone: StatusTone; word: string }> = {
	expand: { tone: "good", word: "Expand" },
	keep: { tone: "good", word: "Keep" },
	keep_collecting: { tone: "waiting", word: "Keep collecting" },
	change: { tone: "warning", word: "Change" },
	retire: { tone: "bad", word: "Retire" },
	invalid: { tone: "bad", word: "Not readable" },
};

const states = { running: "Running", ended: "Ended", imported: "Imported" };

/** "+1.20 points (0.80 to 1.60)" for shares, money for values: always with its interval. */
function inWords({ primary, currency }: LiftSummary): string | null {
	if (!primary?.difference.known) return null;
	const { value, low, high } = primary.difference.figure;
	if (primary.kind === "conversion") {
		const points = (fraction: number) => formatNumber(fraction * 100, 2);
		return `${withSign(points(value), value)} points of ${primary.label} (${points(low)} to ${points(high)})`;
	}
	const amount = (one: number) =>
		primary.kind === "value" ? formatMoney(one, currency) : formatNumber(one, 3);
	return `${withSign(amount(value), value)} ${primary.label} a person (${amount(low)} to ${amount(high)})`;
}

function relativeInWords({ primary }: LiftSummary): string | null {
	if (!primary?.relative.known) return null;
	const { value } = primary.relative.figure;
	return `${withSign(formatPercent(value), value)} against the holdout`;
}

/** What each campaign added, running ones first: the verdict, then the number behind it. */
export function CampaignVerdicts({ campaigns }: { campaigns: readonly LiftSummary[] }) {
	const slug = useWorkspaceSlug();
	const ordered = [...campaigns].sort(
		(a, b) => Number(b.status === "running") - Number(a.status === "running"),
	);
	return (
		<Card>
			<CardHeader>
				<CardTitle>Campaigns</CardTitle>
				<Link
					href={`/${slug}/campaigns`}
					className="inline-flex min-h-6 items-center text-muted-foreground text-sm hover:text-foreground"
				>
					All campaigns
				</Link>
			</CardHeader>
			<ul className="mt-3 divide-y divide-border border-border border-t">
				{ordered.map((campaign) => {
					const { tone, word } = verdicts[campaign.verdict.kind];
					const figures = [inWords(campaign), relativeInWords(campaign)].filter(Boolean).join(" · ");
					return (
						<li key={campaign.campaignId} className="relative px-4 py-3 hover:bg-accent/60 sm:px-5">
							<div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
								<Link
									href={`/${slug}/campaigns/${campaign.campaignId}`}
									prefetch={false}
									className="font-medium after:absolute after:inset-0 after:content-['']"
								>
									{campaign.name}
								</Link>
								<span className="flex items-center gap-2">
									<span className="text-muted-foreground text-xs">{states[campaign.status]}</span>
									<StatusBadge tone={tone}>{word}</StatusBadge>
								</span>
							</div>
							<p className="mt-1 max-w-3xl text-sm">{campaign.verdict.sentence}</p>
							<p className="mt-0.5 text-muted-foreground text-xs tabular-nums">
								{figures && `${figures} · `}
								<AsOf at={campaign.asOf} />
							</p>
						</li>
					);
				})}
			</ul>
		</Card>
	);
}
