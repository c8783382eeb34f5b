"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { dailyQueries } from "@/components/campaigns/daily-queries";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { formatMoney } from "@/components/ui/format-number";
import { formatStoredDate } from "@/components/ui/format-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Stat } from "@/components/ui/stat";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

// Fetched if there is anything in them.
const DailyDays = dynamic(async () => (await import("@/components/campaigns/daily-tables")).DailyDays);
const DailyReports = dynamic(async () => (await import("@/components/campaigns/daily-tables")).DailyReports);
const DailyDialog = dynamic(async () => (await import("@/components/campaigns/daily-dialog")).DailyDialog, {
	ssr: false,
});

/** What a campaign cost: per day, or the total that was typed. */
export function CostsCard({ campaign }: { campaign: CampaignDetail }) {
	const [isOpen, setOpen] = useState(false);
	const mayWrite = useCan("campaigns.write") && campaign.archivedAt === null;
	const { data, error, refetch } = useQuery(dailyQueries.list(campaign.id, "cost"));
	const [total] = data?.totals ?? [];
	const typed = campaign.costCents === null ? null : formatMoney(campaign.costCents / 100, campaign.currency);
	return (
		<Card aria-label="Costs">
			<CardHeader>
				<CardTitle>Costs</CardTitle>
				{mayWrite && (
					<CardAction>
						<Button variant="outline" size="sm" onClick={() => setOpen(true)}>
							Add costs
						</Button>
					</CardAction>
				)}
				<CardDescription>What results are compared with, in {campaign.currency}.</CardDescription>
			</CardHeader>
			<CardContent className="grid gap-4">
				{error && !data ? (
					<ErrorNotice error={error} onRetry={refetch} />
				) : !data ? (
					<Skeleton className="h-14" />
				) : (
					<>
						{total ? (
							<Stat
								label="Spent"
								value={formatMoney(total.figures.cost ?? 0, campaign.currency)}
								detail={`${formatStoredDate(total.firstDay)} to ${formatStoredDate(total.lastDay)}${typed === null ? "" : `. The typed total of ${typed} is not counted beside costs per day`}`}
							/>
						) : (
							<Stat
								label="Total"
								value={typed}
								detail={typed === null ? undefined : "Typed, for the whole campaign."}
								unknownReason="No cost is set. Add costs per day, or edit the campaign to type a total."
							/>
						)}
						{data.days.length > 0 && (
							<DailyDays campaignId={campaign.id} kind="cost" view={data} mayWrite={mayWrite} />
						)}
						{data.reports.length > 0 && (
							<DailyReports campaignId={campaign.id} kind="cost" view={data} mayWrite={mayWrite} />
						)}
					</>
				)}
			</CardContent>
			{isOpen && (
				<DailyDialog
					campaignId={campaign.id}
					kind="cost"
					currency={campaign.currency}
					onClose={() => setOpen(false)}
				/>
			)}
		</Card>
	);
}
