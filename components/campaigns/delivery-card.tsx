"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { campaignsQueries } from "@/components/campaigns/api";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { syncsQueries } from "@/components/syncs/api";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { TitledCard } from "@/components/ui/card";
import { formatCount, formatPeople } from "@/components/ui/format-number";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import type { CampaignDetail, LeakReport, RemainingReason } from "@/lib/campaigns/contracts";
import { leakBlocks } from "@/lib/campaigns/leak-text";
import { pluralText } from "@/lib/kernel/number-text";
import type { SyncView } from "@/lib/syncs/contracts";

const maxPaths = 4;

const syncLooks: Record<string, { tone: StatusTone; word: string }> = {
	active: { tone: "good", word: "Delivering" },
	paused: { tone: "paused", word: "Paused" },
	failing: { tone: "bad", word: "Failing" },
};
/** A campaign that is over delivers nothing: its audience is emptied. */
const overLook = { tone: "neutral" as const, word: "Ended" };

/** What becomes of people who are still at the destination of a campaign that has ended. */
const remainingText: Record<RemainingReason, string> = {
	being_removed: "They are being removed.",
	add_only: "This sync only adds people, so they stay.",
	paused: "The sync is paused. Resume and run it to remove them.",
	not_connected: "The destination is not connected, so they cannot be removed. Reconnect it first.",
};

/** Where the campaign is delivered, and whether anyone held out was reached anyway. */
export function DeliveryCard({ campaign }: { campaign: CampaignDetail }) {
	const slug = useWorkspaceSlug();
	const mayReadPeople = useCan("people.read");
	const leaks = useQuery({
		...campaignsQueries.leaks(campaign.id),
		enabled: mayReadPeople && !isBeforeLaunch(campaign.status),
	});
	const syncs = useQuery({
		...syncsQueries.list({ campaignId: campaign.id }),
		enabled: !isBeforeLaunch(campaign.status),
	});
	if (campaign.isAaTest)
		return (
			<TitledCard title="Delivery" aria-label="Delivery" contentClassName="text-sm">
				<p className="text-pretty text-muted-foreground">
					An A/A test sends no one anything. Divided are the people whom {campaign.destination?.name} would
					reach.
				</p>
			</TitledCard>
		);
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
					{isBeforeLaunch(campaign.status) ? "The sync is created at launch." : "It has no sync any more."}
				</p>
			)}
			{campaign.syncs.map((sync) => {
				const isOver = campaign.status === "ended" && sync.status === "active";
				const look = isOver
					? overLook
					: (syncLooks[sync.status] ?? { tone: "neutral" as const, word: sync.status });
				const view = syncs.data?.items.find(({ id }) => id === sync.id);
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
						{view && !sync.remaining && <Delivered view={view} />}
						{sync.remaining && (
							<p>
								{formatPeople(sync.remaining.people)} still there. {remainingText[sync.remaining.reason]}
							</p>
						)}
						{sync.statusReason && <p className="text-muted-foreground">{sync.statusReason}</p>}
					</div>
				);
			})}
			{leaks.data && leaks.data.reached > 0 && <Leaks report={leaks.data} />}
		</TitledCard>
	);
}

/** How many held-out people were reached, each way with its people and since when. */
function Leaks({ report }: { report: LeakReport }) {
	const slug = useWorkspaceSlug();
	const { reached, heldOut, paths } = report;
	const isBlocked = leakBlocks(report);
	return (
		<Alert variant={isBlocked ? "destructive" : "warning"}>
			<AlertTitle>
				{formatCount(reached)} of {pluralText(heldOut, "held-out person was", "held-out people were")} reached
			</AlertTitle>
			<AlertDescription>
				<ul className="grid gap-1">
					{paths.slice(0, maxPaths).map((path) => (
						<li key={path.syncId}>
							{formatCount(path.people)} through{" "}
							{path.kind === "own"
								? "this campaign’s own sync"
								: path.campaign
									? "another campaign’s sync"
									: "the sync"}{" "}
							<Link href={`/${slug}/syncs/${path.syncId}`}>{path.syncName}</Link> to {path.destinationName},
							since <RelativeTime at={path.since} />
						</li>
					))}
				</ul>
				{paths.length > maxPaths && <p>and {pluralText(paths.length - maxPaths, "more way")}.</p>}
				<p className="mt-1">
					{isBlocked
						? "Too many for a fair comparison: there is no verdict."
						: "They still count as held out, which makes the lift look smaller."}
				</p>
			</AlertDescription>
		</Alert>
	);
}

/** How many of those wanted there the destination holds, and as of when. */
function Delivered({ view }: { view: SyncView }) {
	const { delivered, lastRun } = view;
	if (delivered === null) return <p className="text-muted-foreground">Nothing was delivered yet.</p>;
	const at = lastRun?.finishedAt && (
		<>
			, last <RelativeTime at={lastRun.finishedAt} />
		</>
	);
	const counts = lastRun?.status === "finished" ? lastRun.counts : null;
	const wanted = counts && counts.wanted - counts.noIdentifier - counts.unmapped;
	// After the end no one is wanted there: those left are being removed.
	if (wanted === null || wanted === 0 || typeof delivered === "string") {
		return (
			<p className="text-muted-foreground tabular-nums">
				{formatPeople(delivered)} there{at}
			</p>
		);
	}
	return (
		<>
			<Progress value={(delivered / wanted) * 100} label={`Delivered by ${view.name}`} />
			<p className="text-muted-foreground tabular-nums">
				{formatCount(delivered)} of {formatPeople(wanted)}
				{at}
			</p>
		</>
	);
}
