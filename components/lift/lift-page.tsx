"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { AaBadge } from "@/components/campaigns/aa-badge";
import { campaignStates } from "@/components/campaigns/campaign-states";
import { type Adjustment, adjustmentSearch, readAdjustment } from "@/components/lift/adjusted-view";
import { liftQueries } from "@/components/lift/api";
import { AttributionCard } from "@/components/lift/attribution-card";
import { EngagementCard } from "@/components/lift/engagement-card";
import { LiftFigures } from "@/components/lift/lift-figures";
import { PlatformCard } from "@/components/lift/platform-card";
import { SlicesCard } from "@/components/lift/slices-card";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { formatDays } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";

// Few open it, and it brings the date field along.
const ShareDialog = dynamic(async () => (await import("@/components/lift/share-dialog")).ShareDialog);

/** The results of a campaign, with what may be done with them. */
export function LiftPage({ campaignId }: { campaignId: string }) {
	const slug = useWorkspaceSlug();
	const mayShare = useCan("campaigns.write");
	const [isSharing, setIsSharing] = useState(false);
	const pathname = usePathname();
	const [adjustment, setAdjustment] = useState(readAdjustment(useSearchParams()));
	const trait = adjustment.kind === "trait" ? adjustment.trait : null;
	const {
		data: read,
		error,
		refetch,
	} = useQuery({ ...liftQueries.detail(campaignId, trait), placeholderData: keepPreviousData });
	const attribution = useQuery({
		...liftQueries.attribution(campaignId),
		enabled: read?.outlook === null,
	});
	if (error && !read) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!read) return <PageSkeleton />;
	const adjust = (next: Adjustment) => {
		setAdjustment(next);
		window.history.replaceState(null, "", `${pathname}${adjustmentSearch(next, window.location.search)}`);
	};
	const { campaign } = read;
	const { tone, word } = campaignStates[campaign.status];
	return (
		<>
			<BreadcrumbName id={campaignId} name={campaign.name} />
			<PageHeader
				title={`Results of ${campaign.name}`}
				meta={
					<>
						<StatusBadge tone={tone}>{word}</StatusBadge>
						<AaBadge isAaTest={campaign.isAaTest} />
					</>
				}
				description={
					<>
						{campaign.goalEvent
							? `Goal: ${campaign.goalEvent}, within ${formatDays(campaign.windowDays)} · `
							: ""}
						<AsOf at={read.asOf} />
					</>
				}
				action={
					<div className="flex gap-2 print:hidden">
						{mayShare && (
							<Button variant="outline" onClick={() => setIsSharing(true)}>
								Share
							</Button>
						)}
						<Button variant="outline" onClick={() => window.print()}>
							Print
						</Button>
						<Button variant="outline" asChild>
							<Link href={`/${slug}/campaigns/${campaignId}`}>Campaign</Link>
						</Button>
					</div>
				}
			/>
			{isSharing && <ShareDialog campaignId={campaignId} onClose={() => setIsSharing(false)} />}
			<LiftFigures
				read={read}
				adjustment={adjustment}
				onAdjust={adjust}
				slices={<SlicesCard read={read} />}
				beforeHealth={<EngagementCard campaignId={campaignId} />}
				underMoney={
					<>
						<AttributionCard
							read={read}
							attribution={attribution.data}
							problem={attribution.error?.message}
						/>
						<PlatformCard read={read} attribution={attribution.data} />
					</>
				}
			/>
		</>
	);
}
