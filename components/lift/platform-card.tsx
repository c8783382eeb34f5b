"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { dailyQueries } from "@/components/campaigns/daily-queries";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { formatMoney, formatNumber, withSign } from "@/components/ui/format-number";
import { formatStoredDate } from "@/components/ui/format-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { Attribution } from "@/lib/lift/attribution";
import type { LiftReadOut } from "@/lib/lift/contracts";
import { type Reconciled, type ReportedFigures, reconcile } from "@/lib/lift/reconcile";

// Fetched if there is anything in them.
const DailyDays = dynamic(async () => (await import("@/components/campaigns/daily-tables")).DailyDays);
const DailyReports = dynamic(async () => (await import("@/components/campaigns/daily-tables")).DailyReports);
const DailyDialog = dynamic(async () => (await import("@/components/campaigns/daily-dialog")).DailyDialog, {
	ssr: false,
});

/** What ad platforms report themselves, beside the figures from here: to compare, and for nothing else. */
export function PlatformCard({
	read,
	attribution,
}: {
	read: LiftReadOut;
	attribution: Attribution | undefined;
}) {
	const [isOpen, setOpen] = useState(false);
	const mayWrite = useCan("campaigns.write");
	const { campaign } = read;
	const { data, error, refetch } = useQuery(dailyQueries.list(campaign.id, "platform"));
	const found = data && reconcile(data.totals, read, attribution);
	return (
		<Card aria-label="Ad platforms’ own totals">
			<CardHeader>
				<CardTitle>Ad platforms’ own totals</CardTitle>
				{mayWrite && (
					<CardAction>
						<Button variant="outline" size="sm" className="print:hidden" onClick={() => setOpen(true)}>
							Add totals
						</Button>
					</CardAction>
				)}
				<CardDescription>
					For reconciliation only: no figure, interval or verdict on this page uses them.
				</CardDescription>
			</CardHeader>
			<CardContent className="grid gap-4">
				{error && !data ? (
					<ErrorNotice error={error} onRetry={refetch} />
				) : !data ? (
					<Skeleton className="h-10" />
				) : (
					<>
						{found ? (
							<Reconciliation found={found} currency={data.currency} />
						) : (
							<p className="text-muted-foreground text-sm">
								None yet. Add what the platforms report per day to see how it compares.
							</p>
						)}
						{data.days.length > 0 && (
							<details className="text-sm">
								<summary className="min-h-6 cursor-pointer text-primary">Per day</summary>
								<DailyDays campaignId={campaign.id} kind="platform" view={data} mayWrite={mayWrite} />
							</details>
						)}
						{data.reports.length > 0 && (
							<DailyReports campaignId={campaign.id} kind="platform" view={data} mayWrite={mayWrite} />
						)}
					</>
				)}
			</CardContent>
			{isOpen && (
				<DailyDialog
					campaignId={campaign.id}
					kind="platform"
					currency={campaign.currency}
					knownSources={data?.totals.map(({ source }) => source) ?? []}
					onClose={() => setOpen(false)}
				/>
			)}
		</Card>
	);
}

const kinds = {
	attributed: { name: "Attributed here", detail: "Last click, else last delivery" },
	incremental: { name: "Incremental", detail: "By the holdout" },
} as const;

function Reconciliation({ found, currency }: { found: Reconciled; currency: string }) {
	const { platforms, reported, own } = found;
	const rows: { name: string; detail: string; figures: ReportedFigures; excess: ReportedFigures | null }[] = [
		...platforms.map(({ source, firstDay, lastDay, ...figures }) => ({
			name: `Reported by ${source}`,
			detail:
				firstDay === lastDay
					? formatStoredDate(firstDay)
					: `${formatStoredDate(firstDay)} to ${formatStoredDate(lastDay)}`,
			figures,
			excess: null,
		})),
		...(platforms.length > 1
			? [{ name: "All platforms", detail: "Each may claim the same", figures: reported, excess: null }]
			: []),
		...own.map(({ kind, figures, excess }) => ({ ...kinds[kind], figures, excess })),
	];
	return (
		<Table>
			<caption className="sr-only">
				Conversions and value as platforms report them and as known here, with the difference
			</caption>
			<TableHeader>
				<TableRow>
					<TableHead>
						<span className="sr-only">Source</span>
					</TableHead>
					<TableHead className="text-right">Conversions</TableHead>
					<TableHead className="text-right">Value</TableHead>
					<TableHead className="whitespace-normal text-right">Platforms report, compared</TableHead>
				</TableRow>
			</TableHeader>
			<TableBody>
				{rows.map(({ name, detail, figures, excess }) => (
					<TableRow key={name}>
						<TableHead
							scope="row"
							className="wrap-anywhere h-auto min-w-36 whitespace-normal py-2.5 font-normal text-foreground text-sm"
						>
							{name}
							<div className="text-muted-foreground text-xs">{detail}</div>
						</TableHead>
						<TableCell className="text-right tabular-nums">{countText(figures.conversions)}</TableCell>
						<TableCell className="text-right tabular-nums">{moneyText(figures.value, currency)}</TableCell>
						<TableCell className="text-right tabular-nums">
							{excess === null ? (
								"–"
							) : (
								<>
									<div>{signed(countText(excess.conversions), excess.conversions)} conversions</div>
									<div className="text-muted-foreground text-xs">
										{signed(moneyText(excess.value, currency), excess.value)} value
									</div>
								</>
							)}
						</TableCell>
					</TableRow>
				))}
			</TableBody>
		</Table>
	);
}

function countText(value: number | null): string {
	return value === null ? "Unknown" : formatNumber(value, 1);
}

function moneyText(value: number | null, currency: string): string {
	return value === null ? "Unknown" : formatMoney(value, currency);
}

function signed(text: string, value: number | null): string {
	return value === null ? text : withSign(text, value);
}
