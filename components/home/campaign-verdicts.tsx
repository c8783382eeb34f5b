"use client";

import Link from "next/link";
import { formatDifference, formatInterval, formatRelative } from "@/components/lift/format-figures";
import { VerdictWord } from "@/components/lift/verdict-card";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { AsOf } from "@/components/ui/relative-time";
import type { LiftSummary } from "@/lib/lift/contracts";

const states = { running: "Running", ended: "Ended", imported: "Imported" };

/** "Conversion +1.2 pts (0.8 to 1.6) · +18%": the difference with its interval, then relative; or why it is unknown. */
function inWords({ primary, currency }: LiftSummary): string | null {
	if (!primary) return null;
	if (!primary.difference.known) return primary.difference.reason;
	const format = (value: number) => formatDifference(value, { kind: primary.kind, currency });
	const { figure } = primary.difference;
	const relative = primary.relative.known ? ` · ${formatRelative(primary.relative.figure.value)}` : "";
	return `${primary.label} ${format(figure.value)} (${formatInterval(figure, format)})${relative}`;
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
				<CardTitle>What campaigns added</CardTitle>
				<Link
					href={`/${slug}/lift`}
					className="inline-flex min-h-6 items-center text-muted-foreground text-sm hover:text-foreground"
				>
					All results
				</Link>
			</CardHeader>
			<ul className="mt-3 divide-y divide-border border-border border-t">
				{ordered.map((campaign) => {
					const figures = inWords(campaign);
					return (
						<li key={campaign.campaignId} className="relative px-4 py-3 hover:bg-accent/60 sm:px-5">
							<div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
								<Link
									href={`/${slug}/lift/${campaign.campaignId}`}
									prefetch={false}
									className="font-medium after:absolute after:inset-0 after:content-['']"
								>
									{campaign.name}
								</Link>
								<VerdictWord kind={campaign.verdict.kind} className="text-sm" />
							</div>
							<p className="mt-1 max-w-3xl text-pretty text-sm">{campaign.verdict.sentence}</p>
							<p className="mt-0.5 text-muted-foreground text-xs tabular-nums">
								{states[campaign.status]} · {figures && `${figures} · `}
								<AsOf at={campaign.asOf} />
							</p>
						</li>
					);
				})}
			</ul>
		</Card>
	);
}
