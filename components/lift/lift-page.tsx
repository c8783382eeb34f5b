"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { campaignStates } from "@/components/campaigns/campaign-states";
import { AdjustCard } from "@/components/lift/adjust-card";
import {
	type Adjustment,
	adjustedView,
	adjustmentSearch,
	readAdjustment,
} from "@/components/lift/adjusted-view";
import { liftQueries } from "@/components/lift/api";
import { ForestCard } from "@/components/lift/forest-card";
import { HealthCard } from "@/components/lift/health-card";
import { IncrementCard } from "@/components/lift/increment-card";
import { MoneyCard } from "@/components/lift/money-card";
import { SeriesCard } from "@/components/lift/series-card";
import { VerdictCard } from "@/components/lift/verdict-card";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";

/** In reading order: a reader can stop after any part and has read nothing misleading. */
export function LiftPage({ campaignId }: { campaignId: string }) {
	const slug = useWorkspaceSlug();
	const pathname = usePathname();
	const [adjustment, setAdjustment] = useState(readAdjustment(useSearchParams()));
	const trait = adjustment.kind === "trait" ? adjustment.trait : null;
	const {
		data: read,
		error,
		refetch,
	} = useQuery({ ...liftQueries.detail(campaignId, trait), placeholderData: keepPreviousData });
	if (error && !read) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!read) return <PageSkeleton />;
	const adjust = (next: Adjustment) => {
		setAdjustment(next);
		window.history.replaceState(null, "", `${pathname}${adjustmentSearch(next)}`);
	};
	const shown = adjustedView(read, adjustment);
	const adjustedFor =
		adjustment.kind !== "off" && read.adjusted.known ? read.adjusted.figure.covariate : null;
	const { campaign } = read;
	const { tone, word } = campaignStates[campaign.status];
	return (
		<>
			<BreadcrumbName id={campaignId} name={campaign.name} />
			<PageHeader
				title={`Results of ${campaign.name}`}
				meta={<StatusBadge tone={tone}>{word}</StatusBadge>}
				description={
					<>
						{campaign.goalEvent ? `Goal: ${campaign.goalEvent}, within ${campaign.windowDays} days · ` : ""}
						<AsOf at={read.asOf} />
					</>
				}
				action={
					<Button variant="outline" asChild>
						<Link href={`/${slug}/campaigns/${campaignId}`}>Campaign</Link>
					</Button>
				}
			/>
			<VerdictCard read={read} />
			{read.outlook === null && (
				<>
					<IncrementCard read={shown} adjustedFor={adjustedFor} />
					<MoneyCard read={shown} />
					<AdjustCard read={read} adjustment={adjustment} onChange={adjust} />
					<SeriesCard read={shown} />
					<ForestCard read={shown} />
				</>
			)}
			<HealthCard health={read.health} />
		</>
	);
}
