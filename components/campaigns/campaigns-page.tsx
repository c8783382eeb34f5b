"use client";

import { useQuery } from "@tanstack/react-query";
import { Megaphone } from "lucide-react";
import Link from "next/link";
import { AaBadge } from "@/components/campaigns/aa-badge";
import { campaignsQueries, duplicateCampaign } from "@/components/campaigns/api";
import { campaignState, campaignStates, stateOf } from "@/components/campaigns/campaign-states";
import { CampaignsNav } from "@/components/campaigns/campaigns-nav";
import type { DataColumn } from "@/components/data-table/data-column";
import { DataTable } from "@/components/data-table/data-table";
import { menuColumn } from "@/components/data-table/menu-column";
import { liftQueries } from "@/components/lift/api";
import { formatInterval, formatRelative } from "@/components/lift/format-figures";
import { LiftBelow } from "@/components/lift/lift-below";
import { VerdictWord } from "@/components/lift/verdict-card";
import { DuplicateItem } from "@/components/shell/duplicate-item";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { TagBadges } from "@/components/tags/tag-badges";
import { tagFilters } from "@/components/tags/tag-filter";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import type { CampaignSummary } from "@/lib/campaigns/contracts";
import { type LiftSummary, verdictKinds } from "@/lib/lift/contracts";

/**
 * A campaign with its lift. Undefined while that is loading; null where there is none, as in a draft, and
 * for older campaigns: only the newest are read.
 */
type Row = CampaignSummary & { read: LiftSummary | null | undefined };

// Safe because these are exactly the record's keys.
const stateOrder = Object.keys(campaignStates) as (keyof typeof campaignStates)[];

const columns: DataColumn<Row>[] = [
	{
		id: "name",
		header: "Campaign",
		cell: (row) => (
			<>
				<span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
					<span className="max-w-full break-words sm:truncate">{row.name}</span>
					<AaBadge isAaTest={row.isAaTest} />
					<TagBadges tags={row.tags} max={3} />
				</span>
				<span className="block truncate font-normal text-muted-foreground text-xs">
					{row.segment ? row.segment.name : "Run elsewhere"}
				</span>
			</>
		),
		sortValue: (row) => row.name,
	},
	{
		id: "verdict",
		header: "Verdict",
		// As wide as the longest word, so that nothing moves when the text arrives.
		className: "min-w-38",
		cell: (row) =>
			row.read ? (
				<>
					<VerdictWord kind={row.read.verdict.kind} />
					<LiftBelow primary={row.read.primary} />
				</>
			) : (
				<Missing row={row} draft="Not launched" />
			),
		sortValue: (row) => row.read && verdictKinds.indexOf(row.read.verdict.kind),
	},
	{
		id: "lift",
		header: "Lift",
		align: "right",
		hideBelow: "sm",
		className: "min-w-36",
		cell: (row) => {
			const relative = row.read?.primary?.relative;
			if (!row.read) return <Missing row={row} draft="" />;
			if (!relative?.known) return <span className="text-muted-foreground">Unknown</span>;
			return (
				<>
					<div>{formatRelative(relative.figure.value)}</div>
					<div className="text-muted-foreground text-xs">
						{formatInterval(relative.figure, formatRelative)}
					</div>
				</>
			);
		},
		sortValue: (row) => {
			const relative = row.read?.primary?.relative;
			return relative?.known ? relative.figure.value : null;
		},
	},
	{
		id: "people",
		header: "People",
		align: "right",
		hideBelow: "md",
		className: "min-w-32",
		cell: (row) =>
			row.read ? (
				<>
					<div>{formatCount(row.read.treated)}</div>
					<div className="text-muted-foreground text-xs">{heldOutText(row.read)}</div>
				</>
			) : (
				<Missing row={row} draft="" />
			),
		sortValue: (row) => (typeof row.read?.treated === "number" ? row.read.treated : null),
	},
	{
		id: "destination",
		header: "Destination",
		hideBelow: "lg",
		className: "max-w-48 truncate",
		cell: (row) => row.destination?.name,
		sortValue: (row) => row.destination?.name,
	},
	{
		id: "status",
		header: "State",
		hideBelow: "sm",
		cell: (row) => (
			<>
				<StatusBadge tone={row.launchProblem ? "bad" : campaignState(row).tone}>
					{campaignState(row).word}
				</StatusBadge>
				{row.launchProblem && <div className="mt-0.5 text-destructive text-xs">Did not start</div>}
			</>
		),
		sortValue: (row) => stateOrder.indexOf(stateOf(row)),
	},
	{
		id: "launched",
		header: "Launched",
		align: "right",
		hideBelow: "lg",
		cell: (row) =>
			row.launchedAt ? (
				<RelativeTime at={row.launchedAt} />
			) : row.startsAt ? (
				<span className="text-muted-foreground">
					Starts <RelativeTime at={row.startsAt} />
				</span>
			) : (
				<span className="text-muted-foreground">Not yet</span>
			),
		sortValue: (row) => row.launchedAt ?? row.createdAt,
	},
];

const columnsWithMenu = [
	...columns,
	menuColumn<Row>(({ id, status }) =>
		status === "imported" ? null : <DuplicateItem room="campaigns" duplicate={() => duplicateCampaign(id)} />,
	),
];

/** Shown instead of a missing figure: why, in a word or two. Never a zero. */
function Missing({ row, draft }: { row: Row; draft: string }) {
	const word = isBeforeLaunch(row.status) ? draft : row.read === undefined ? "…" : "Unknown";
	return <span className="text-muted-foreground">{word}</span>;
}

function heldOutText({ treated, holdout }: LiftSummary): string {
	if (treated === "not shown") return "";
	return holdout === 0 ? "no one held out" : `${formatCount(holdout)} held out`;
}

export function CampaignsPage() {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("campaigns.write");
	const { data, error, refetch } = useQuery(campaignsQueries.list());
	// Fetched by the browser after the list: the results of all campaigns are heavy.
	const lift = useQuery(liftQueries.list());
	const readOf = new Map(lift.data?.items.map((read) => [read.campaignId, read]));
	const isReading = !lift.data && !lift.error;
	const rows = data?.items.map((row) => ({
		...row,
		read: readOf.get(row.id) ?? (isReading ? undefined : null),
	}));
	const owners = [...new Set(data?.items.map((row) => row.ownerName))].sort();
	return (
		<>
			<PageHeader
				title="Campaigns"
				description="A segment, sent to a destination, with some people held out so that you know what the campaign added."
				action={
					mayWrite && (
						<>
							<Button variant="outline" asChild>
								<Link href={`/${slug}/campaigns/import`}>
									<span>
										Import<span className="max-sm:sr-only"> a finished campaign</span>
									</span>
								</Link>
							</Button>
							<Button asChild>
								<Link href={`/${slug}/campaigns/new`}>New campaign</Link>
							</Button>
						</>
					)
				}
			/>
			<CampaignsNav current="campaigns" />
			<DataTable
				caption="Campaigns"
				rows={rows}
				columns={mayWrite ? columnsWithMenu : columns}
				rowKey={(row) => row.id}
				rowHref={(row) => `/${slug}/campaigns/${row.id}`}
				searchText={(row) =>
					`${row.name} ${row.segment?.name ?? ""} ${row.destination?.name ?? ""} ${row.ownerName} ${row.tags.join(" ")}`
				}
				filters={[
					{
						id: "state",
						label: "State",
						options: stateOrder.map((state) => ({ value: state, label: campaignStates[state].word })),
						matches: (row, value) => stateOf(row) === value,
					},
					{
						id: "owner",
						label: "Owner",
						options: owners.map((owner) => ({ value: owner, label: owner })),
						matches: (row, value) => row.ownerName === value,
					},
					...tagFilters(rows),
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
