"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { campaignsQueries } from "@/components/campaigns/api";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useMay } from "@/components/shell/workspace-context";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { TitledCard } from "@/components/ui/card";
import { formatCount, formatPlural } from "@/components/ui/format-number";
import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

const syncLooks: Record<string, { tone: StatusTone; word: string }> = {
	active: { tone: "good", word: "Delivering" },
	paused: { tone: "paused", word: "Paused" },
	failing: { tone: "bad", word: "Failing" },
};

/** Where the campaign is delivered, and whether anybody held out was reached all the same. */
export function DeliveryCard({ campaign }: { campaign: CampaignDetail }) {
	const slug = useWorkspaceSlug();
	const mayReadPeople = useMay("people.read");
	const leaks = useQuery({
		...campaignsQueries.leaks(campaign.id),
		enabled: mayReadPeople && campaign.status !== "draft",
	});
	return (
		<TitledCard title="Delivery" aria-label="Delivery" contentClassName="grid gap-3 text-sm">
			{campaign.destination && (
				<p>
					To{" "}
					<Link
						className="font-medium text-primary underline-offset-4 hover:underline"
						href={`/${slug}/destinations/${campaign.destination.id}`}
					>
						{campaign.destination.name}
					</Link>
					{campaign.destination.status !== "connected" && (
						<span className="text-destructive"> ({campaign.destination.status})</span>
					)}
				</p>
			)}
			{campaign.syncs.length === 0 && (
				<p className="text-muted-foreground">
					{campaign.status === "draft" ? "The sync is made at launch." : "No sync is left."}
				</p>
			)}
			{campaign.syncs.map((sync) => {
				const look = syncLooks[sync.status] ?? { tone: "neutral" as const, word: sync.status };
				return (
					<div key={sync.id} className="grid gap-1">
						<div className="flex flex-wrap items-center gap-2">
							<Link
								className="font-medium text-primary underline-offset-4 hover:underline"
								href={`/${slug}/syncs/${sync.id}`}
							>
								{sync.name}
							</Link>
							<StatusBadge tone={look.tone}>{look.word}</StatusBadge>
						</div>
						{sync.statusReason && <p className="text-muted-foreground">{sync.statusReason}</p>}
					</div>
				);
			})}
			{leaks.data && leaks.data.reached > 0 && (
				<Alert variant="destructive">
					<AlertTitle>
						{formatPlural(leaks.data.reached, "held-out person was", "held-out people were")} delivered to
					</AlertTitle>
					<AlertDescription>
						By{" "}
						{[...new Set(leaks.data.people.filter((one) => one.isOwnSync).map((one) => one.syncName))].join(
							", ",
						)}
						. They count as held out; the next run takes them out again.
					</AlertDescription>
				</Alert>
			)}
			{leaks.data && leaks.data.reachedElsewhere > 0 && (
				<Alert variant="warning">
					<AlertTitle>
						{formatCount(leaks.data.reachedElsewhere)} held-out people are reached another way
					</AlertTitle>
					<AlertDescription>
						Another sync of the same segment delivers them:{" "}
						{[...new Set(leaks.data.people.filter((one) => !one.isOwnSync).map((one) => one.syncName))].join(
							", ",
						)}
						. What the campaign added will look smaller than it is.
					</AlertDescription>
				</Alert>
			)}
		</TitledCard>
	);
}
