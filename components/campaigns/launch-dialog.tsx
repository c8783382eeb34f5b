"use client";

import { useQuery } from "@tanstack/react-query";
import { campaignsQueries } from "@/components/campaigns/api";
import { SplitBar } from "@/components/campaigns/split-panel";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Button } from "@/components/ui/button";
import {
	Dialog,
	DialogContent,
	DialogDescription,
	DialogFooter,
	DialogHeader,
	DialogTitle,
} from "@/components/ui/dialog";
import { formatCount, formatPeople } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

/** The exact consequences, once more, before anybody is sent anything. */
export function LaunchDialog({
	campaign,
	isPending,
	onClose,
	onLaunch,
}: {
	campaign: CampaignDetail;
	isPending: boolean;
	onClose: () => void;
	onLaunch: () => Promise<void>;
}) {
	const { data, error, refetch } = useQuery(campaignsQueries.launchPreview(campaign.id));
	return (
		<Dialog open onOpenChange={(open) => !open && !isPending && onClose()}>
			<DialogContent>
				<DialogHeader>
					<DialogTitle>Launch {campaign.name}</DialogTitle>
					<DialogDescription>
						{campaign.segment?.name} goes to {campaign.destination?.name}, and stays up to date there until
						the campaign ends.
					</DialogDescription>
				</DialogHeader>
				{error ? (
					<ErrorNotice title="The numbers could not be worked out" error={error} onRetry={refetch} />
				) : data ? (
					<div className="grid gap-3 text-sm tabular-nums">
						<SplitBar sent={data.willBeSent} heldOut={data.willBeHeldOut} />
						<ul className="grid gap-1.5">
							<li>
								<strong className="font-semibold text-treated">{formatPeople(data.willBeSent)}</strong> will
								be sent to {campaign.destination?.name}
							</li>
							<li>
								<strong className="font-semibold text-holdout">{formatPeople(data.willBeHeldOut)}</strong>{" "}
								will be held out, by chance and for good
							</li>
							{data.segmentSize > data.assignable && (
								<li className="text-muted-foreground">
									{formatPeople(data.segmentSize - data.assignable)} of the segment cannot be reached or have
									not agreed to {data.purpose}
								</li>
							)}
						</ul>
						<p className="text-muted-foreground">
							Goal, value and window cannot be changed after launch. <AsOf at={data.segmentAsOf} />
						</p>
					</div>
				) : (
					<Skeleton className="h-24 w-full" />
				)}
				<DialogFooter>
					<Button variant="outline" disabled={isPending} onClick={onClose}>
						Not yet
					</Button>
					<Button
						disabled={!data || data.willBeSent === 0}
						isPending={isPending}
						onClick={() => void onLaunch()}
					>
						{data ? `Launch to ${formatCount(data.willBeSent)} people` : "Launch"}
					</Button>
				</DialogFooter>
			</DialogContent>
		</Dialog>
	);
}
