"use client";

import { useQuery } from "@tanstack/react-query";
import { campaignsQueries } from "@/components/campaigns/api";
import { Conflicts } from "@/components/campaigns/conflicts";
import { ForecastAnswer } from "@/components/campaigns/forecast-answer";
import { forecastQueries } from "@/components/campaigns/forecast-queries";
import { forecastOf } from "@/components/campaigns/forecast-text";
import { OtherDeliveries } from "@/components/campaigns/other-deliveries";
import { SplitBar } from "@/components/campaigns/split-bar";
import { otherThanConflicts, unreachable } from "@/components/campaigns/split-people";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import {
	Dialog,
	DialogContent,
	DialogDescription,
	DialogFooter,
	DialogHeader,
	DialogTitle,
} from "@/components/ui/dialog";
import { formatPeople } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { toBp, variantSizes } from "@/lib/campaigns/variants";

/** The exact consequences, once more, before anyone is sent anything. */
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
	// Awaited, so that the button's label does not change under the finger; if it fails, the launch is still
	// possible.
	const forecast = useQuery(forecastQueries.launch(campaign.id));
	const share = forecastOf(forecast.data, campaign.holdoutBp);
	const sizes = variantSizes(
		data?.willBeSent ?? 0,
		campaign.variants.map(({ key, weight }) => ({ key, weightBp: toBp(weight) })),
	);
	const isReady = data !== undefined && !forecast.isPending;
	const launchLabel =
		share && share.answer !== "yes"
			? "Launch anyway"
			: campaign.isAaTest
				? "Start the A/A test"
				: `Launch to ${formatPeople(data?.willBeSent)}`;
	return (
		<Dialog open onOpenChange={(open) => !open && !isPending && onClose()}>
			<DialogContent>
				<DialogHeader>
					<DialogTitle>Launch {campaign.name}</DialogTitle>
					<DialogDescription>
						{campaign.isAaTest
							? "An A/A test: two groups are treated alike, and no one is sent anything. They are expected not to differ."
							: `${campaign.segment?.name} is sent to ${placesOf(campaign)} and kept up to date there until the campaign ends.`}
					</DialogDescription>
					{campaign.destination?.isSandbox && (
						<p className="flex flex-wrap items-center gap-2 text-muted-foreground text-sm">
							<Badge variant="outline">Sandbox</Badge>
							No real people are contacted.
						</p>
					)}
				</DialogHeader>
				{error ? (
					<ErrorNotice title="The numbers could not be calculated" error={error} onRetry={refetch} />
				) : isReady ? (
					<div className="grid gap-3 text-sm tabular-nums">
						<SplitBar sent={data.willBeSent} heldOut={data.willBeHeldOut} />
						<ul className="grid gap-1.5">
							<li>
								<strong className="font-semibold text-treated">{formatPeople(data.willBeSent)}</strong>{" "}
								{campaign.isAaTest ? "are in the first group" : `will be sent to ${placesOf(campaign)}`}
								{campaign.variants.length > 0 && (
									<ul className="mt-1 grid gap-0.5 pl-4 text-muted-foreground">
										{campaign.variants.map(({ key, name }) => (
											<li key={key}>
												{formatPeople(sizes.get(key) ?? 0)} get {name}
											</li>
										))}
									</ul>
								)}
							</li>
							<li>
								<strong className="font-semibold text-holdout">{formatPeople(data.willBeHeldOut)}</strong>{" "}
								{campaign.isAaTest
									? "are in the second group"
									: "will be held out at random for the whole campaign"}
							</li>
							{data.globallyHeldOut > 0 && (
								<li className="text-muted-foreground">
									{formatPeople(data.globallyHeldOut)} are in the global holdout, which no campaign reaches
								</li>
							)}
							{unreachable(data) > 0 && (
								<li className="text-muted-foreground">
									{formatPeople(unreachable(data))} in the audience cannot be reached or have not given
									consent to {data.purpose}
								</li>
							)}
						</ul>
						{forecast.data && share && <ForecastAnswer forecast={forecast.data} share={share} />}
						<OtherDeliveries others={otherThanConflicts(data)} />
						<Conflicts preview={data} holdoutBp={campaign.holdoutBp} />
						<p className="text-muted-foreground">
							Goal, value and conversion window cannot be changed after launch. <AsOf at={data.segmentAsOf} />
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
						disabled={!isReady || data.willBeSent === 0}
						isPending={isPending}
						onClick={() => void onLaunch()}
					>
						{isReady ? launchLabel : "Launch"}
					</Button>
				</DialogFooter>
			</DialogContent>
		</Dialog>
	);
}

/** "Meta", or where each variant goes, each once. */
function placesOf({ destination, variants }: CampaignDetail): string {
	const own = destination?.name ?? "its destination";
	const names = variants.filter(({ weight }) => weight > 0).map((one) => one.destination?.name ?? own);
	return names.length === 0 ? own : [...new Set(names)].join(" and ");
}
