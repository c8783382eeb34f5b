"use client";

import { useQuery } from "@tanstack/react-query";
import { Megaphone } from "lucide-react";
import Link from "next/link";
import { campaignsQueries, duplicateCampaign } from "@/components/campaigns/api";
import { campaignStates } from "@/components/campaigns/campaign-states";
import type { DataColumn } from "@/components/data-table/data-column";
import { DataTable } from "@/components/data-table/data-table";
import { menuColumn } from "@/components/data-table/menu-column";
import { DuplicateItem } from "@/components/shell/duplicate-item";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useMay } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatPercent } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { type CampaignSummary, campaignStatuses } from "@/lib/campaigns/contracts";

const columns: DataColumn<CampaignSummary>[] = [
	{
		id: "name",
		header: "Campaign",
		cell: (row) => (
			<>
				<span className="block truncate">{row.name}</span>
				<span className="block truncate font-normal text-muted-foreground text-xs">
					{row.segment && row.destination ? `${row.segment.name} → ${row.destination.name}` : "Run elsewhere"}
				</span>
			</>
		),
		sortValue: (row) => row.name,
	},
	{
		id: "status",
		header: "State",
		cell: (row) => (
			<StatusBadge tone={campaignStates[row.status].tone}>{campaignStates[row.status].word}</StatusBadge>
		),
		sortValue: (row) => campaignStatuses.indexOf(row.status),
	},
	{
		id: "holdout",
		header: "Held out",
		align: "right",
		hideBelow: "md",
		cell: (row) =>
			row.status === "imported" ? (
				<span className="text-muted-foreground">As in the file</span>
			) : (
				formatPercent(row.holdoutBp / 10_000, 0)
			),
		sortValue: (row) => row.holdoutBp,
	},
	{
		id: "owner",
		header: "Owner",
		hideBelow: "lg",
		cell: (row) => row.ownerName,
		sortValue: (row) => row.ownerName,
	},
	{
		id: "launched",
		header: "Launched",
		align: "right",
		hideBelow: "sm",
		cell: (row) =>
			row.launchedAt ? (
				<RelativeTime at={row.launchedAt} />
			) : (
				<span className="text-muted-foreground">Not yet</span>
			),
		sortValue: (row) => row.launchedAt ?? row.createdAt,
	},
];

const columnsWithMenu = [
	...columns,
	menuColumn<CampaignSummary>(({ id, status }) =>
		status === "imported" ? null : <DuplicateItem room="campaigns" duplicate={() => duplicateCampaign(id)} />,
	),
];

export function CampaignsPage() {
	const slug = useWorkspaceSlug();
	const mayWrite = useMay("campaigns.write");
	const { data, error, refetch } = useQuery(campaignsQueries.list());
	const owners = [...new Set(data?.items.map((row) => row.ownerName))].sort();
	return (
		<>
			<PageHeader
				title="Campaigns"
				description="A segment, sent to a destination, with some people held out so that you know what it added."
				action={
					<>
						<Button variant="ghost" asChild>
							<Link href={`/${slug}/lift`}>Lift</Link>
						</Button>
						{mayWrite && (
							<>
								<Button variant="outline" asChild>
									<Link href={`/${slug}/campaigns/import`}>Import a finished campaign</Link>
								</Button>
								<Button asChild>
									<Link href={`/${slug}/campaigns/new`}>New campaign</Link>
								</Button>
							</>
						)}
					</>
				}
			/>
			<DataTable
				caption="Campaigns"
				rows={data?.items}
				columns={mayWrite ? columnsWithMenu : columns}
				rowKey={(row) => row.id}
				rowHref={(row) => `/${slug}/campaigns/${row.id}`}
				searchText={(row) =>
					`${row.name} ${row.segment?.name ?? ""} ${row.destination?.name ?? ""} ${row.ownerName}`
				}
				filters={[
					{
						id: "state",
						label: "State",
						options: campaignStatuses.map((status) => ({
							value: status,
							label: campaignStates[status].word,
						})),
						matches: (row, value) => row.status === value,
					},
					{
						id: "owner",
						label: "Owner",
						options: owners.map((owner) => ({ value: owner, label: owner })),
						matches: (row, value) => row.ownerName === value,
					},
				]}
				defaultSort="-launched"
				error={error}
				onRetry={refetch}
				empty={
					<EmptyState
						icon={Megaphone}
						title="No campaigns yet"
						description="Choose a segment and a destination; Muster holds a tenth of the people out and tells you what the campaign truly added."
						action={
							mayWrite && (
								<Button asChild>
									<Link href={`/${slug}/campaigns/new`}>New campaign</Link>
								</Button>
							)
						}
					/>
				}
			/>
		</>
	);
}
