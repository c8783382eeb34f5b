"use client";

import { useQuery } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import Link from "next/link";
import { AaBadge } from "@/components/campaigns/aa-badge";
import { campaignStates } from "@/components/campaigns/campaign-states";
import { CampaignsNav } from "@/components/campaigns/campaigns-nav";
import type { DataColumn } from "@/components/data-table/data-column";
import { DataTable } from "@/components/data-table/data-table";
import { liftQueries } from "@/components/lift/api";
import { formatInterval, formatRelative } from "@/components/lift/format-figures";
import { GlobalHoldoutCard } from "@/components/lift/global-holdout-card";
import { LiftBelow } from "@/components/lift/lift-below";
import { PortfolioCard } from "@/components/lift/portfolio-card";
import { ProgrammeCard } from "@/components/lift/programme-card";
import { VerdictWord, verdictLooks } from "@/components/lift/verdict-card";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatMoney } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { AsOf } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import type { LiftSummary } from "@/lib/lift/contracts";

const columns: DataColumn<LiftSummary>[] = [
	{
		id: "name",
		header: "Campaign",
		cell: (row) => (
			<span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
				<span className="max-w-full break-words sm:truncate">{row.name}</span>
				<AaBadge isAaTest={row.isAaTest} />
			</span>
		),
		sortValue: (row) => row.name,
	},
	{
		id: "verdict",
		header: "Verdict",
		cell: (row) => (
			<>
				<VerdictWord kind={row.verdict.kind} />
				<LiftBelow primary={row.primary} />
			</>
		),
		sortValue: (row) => row.verdict.kind,
	},
	{
		id: "lift",
		header: "Lift",
		align: "right",
		hideBelow: "sm",
		cell: (row) =>
			row.primary?.relative.known ? (
				<>
					<div>{formatRelative(row.primary.relative.figure.value)}</div>
					<div className="text-muted-foreground text-xs">
						{formatInterval(row.primary.relative.figure, formatRelative)}
					</div>
				</>
			) : (
				<UnknownCell reason={whyNoLift(row)} />
			),
		sortValue: (row) => (row.primary?.relative.known ? row.primary.relative.figure.value : null),
	},
	{
		id: "value",
		header: "Incremental revenue",
		align: "right",
		hideBelow: "md",
		cell: (row) =>
			row.incrementalValue.known ? (
				formatMoney(row.incrementalValue.figure.value, row.currency)
			) : (
				<UnknownCell reason={row.incrementalValue.reason} />
			),
		sortValue: (row) => (row.incrementalValue.known ? row.incrementalValue.figure.value : null),
	},
	{
		id: "status",
		header: "State",
		hideBelow: "lg",
		cell: (row) => (
			<StatusBadge tone={campaignStates[row.status].tone}>{campaignStates[row.status].word}</StatusBadge>
		),
		sortValue: (row) => row.status,
	},
];

function whyNoLift({ primary, verdict }: LiftSummary): string {
	return primary && !primary.relative.known ? primary.relative.reason : verdict.sentence;
}

function UnknownCell({ reason }: { reason: string }) {
	return (
		<div className="ml-auto max-w-52 whitespace-normal text-muted-foreground">
			Unknown
			<div className="text-pretty text-xs">{reason}</div>
		</div>
	);
}

export function LiftListPage() {
	const slug = useWorkspaceSlug();
	const { data, error, refetch } = useQuery(liftQueries.list());
	return (
		<>
			<PageHeader
				title="Lift"
				description={
					<>
						What each campaign truly added, against the people it held out.{" "}
						{data?.items[0] && <AsOf at={data.items[0].asOf} />}
					</>
				}
			/>
			<CampaignsNav current="lift" />
			{(data === undefined ? !error : data.items.length > 0) && (
				<ProgrammeCard campaigns={data?.items} hasMore={data?.nextCursor != null} />
			)}
			{data && data.items.length > 0 && <GlobalHoldoutCard />}
			<DataTable
				caption="Campaigns by lift"
				rows={data?.items}
				columns={columns}
				rowKey={(row) => row.campaignId}
				rowHref={(row) => `/${slug}/lift/${row.campaignId}`}
				searchText={(row) => row.name}
				filters={[
					{
						id: "verdict",
						label: "Verdict",
						options: Object.entries(verdictLooks).map(([value, { word }]) => ({ value, label: word })),
						matches: (row, value) => row.verdict.kind === value,
					},
				]}
				error={error}
				onRetry={refetch}
				empty={
					<EmptyState
						icon={Scale}
						title="Nothing has been measured yet"
						description="A campaign is measured from the moment it is launched. A campaign that was run elsewhere can be imported with its groups and outcomes."
						action={
							<Button asChild>
								<Link href={`/${slug}/campaigns/new`}>New campaign</Link>
							</Button>
						}
					/>
				}
			/>
			{data && <PortfolioCard campaigns={data.items} />}
		</>
	);
}
