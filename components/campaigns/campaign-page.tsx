"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import {
	campaignsQueries,
	duplicateCampaign,
	useArchiveCampaign,
	useEndCampaign,
	useLaunchCampaign,
	useRestoreCampaign,
} from "@/components/campaigns/api";
import { AudienceCard } from "@/components/campaigns/audience-card";
import { campaignStates } from "@/components/campaigns/campaign-states";
import { DeliveryCard } from "@/components/campaigns/delivery-card";
import { ForecastPanel } from "@/components/campaigns/forecast-panel";
import { forecastQueries } from "@/components/campaigns/forecast-queries";
import { GroupsCard } from "@/components/campaigns/groups-card";
import { MeasurementCard } from "@/components/campaigns/measurement-card";
import { ResultCard } from "@/components/campaigns/result-card";
import { SplitPanel } from "@/components/campaigns/split-panel";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { DuplicateItem } from "@/components/shell/duplicate-item";
import { ErrorNotice } from "@/components/shell/error-notice";
import { PageSkeleton } from "@/components/shell/page-skeleton";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { TagBadges } from "@/components/tags/tag-badges";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/dialogs/confirm-dialog";
import { formatPeople } from "@/components/ui/format-number";
import { MoreMenu } from "@/components/ui/more-menu";
import { PageHeader } from "@/components/ui/page-header";
import { StatusBadge } from "@/components/ui/status-badge";
import { toast } from "@/components/ui/toast";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

// Fetched when opened.
const LaunchDialog = dynamic(
	async () => (await import("@/components/campaigns/launch-dialog")).LaunchDialog,
	{
		ssr: false,
	},
);
const EditCampaignDialog = dynamic(
	async () => (await import("@/components/campaigns/edit-campaign-dialog")).EditCampaignDialog,
	{ ssr: false },
);

type Open = "launch" | "end" | "archive" | "edit" | null;

/** One campaign: who is in which group, what is measured, where it is delivered, and the next step. */
export function CampaignPage({ campaignId }: { campaignId: string }) {
	const [open, setOpen] = useState<Open>(null);
	const { data: campaign, error, refetch } = useQuery(campaignsQueries.detail(campaignId));
	const mayReadPeople = useCan("people.read");
	const preview = useQuery({
		...campaignsQueries.launchPreview(campaignId),
		enabled: mayReadPeople && campaign?.status === "draft",
	});
	const forecast = useQuery({
		...forecastQueries.launch(campaignId),
		enabled: mayReadPeople && campaign?.status === "draft",
	});
	const launch = useLaunchCampaign();
	if (error && !campaign) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!campaign) return <PageSkeleton />;
	const { tone, word } = campaignStates[campaign.status];
	return (
		<>
			<BreadcrumbName id={campaignId} name={campaign.name} />
			<PageHeader
				title={campaign.name}
				meta={
					<>
						<StatusBadge tone={tone}>{campaign.archivedAt ? "Archived" : word}</StatusBadge>
						{campaign.destination?.isSandbox && <Badge variant="outline">Sandbox</Badge>}
						<TagBadges tags={campaign.tags} />
					</>
				}
				description={stateText(campaign)}
				action={<Actions campaign={campaign} sent={preview.data?.willBeSent} onOpen={setOpen} />}
			/>
			<div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
				<div className="grid gap-4">
					{campaign.status !== "draft" && <ResultCard campaign={campaign} />}
					<AudienceCard campaign={campaign} />
					{campaign.status !== "draft" && <GroupsCard campaign={campaign} />}
					<MeasurementCard campaign={campaign} onEdit={() => setOpen("edit")} />
				</div>
				<div className="grid gap-4">
					{campaign.status === "draft" && <SplitPanel preview={preview} hint="Counting." />}
					{campaign.status === "draft" && (
						<ForecastPanel
							forecast={forecast}
							holdoutBp={campaign.holdoutBp}
							goalEvent={campaign.goalEvent ?? "the goal"}
						/>
					)}
					{campaign.status !== "imported" && <DeliveryCard campaign={campaign} />}
				</div>
			</div>
			{open === "launch" && (
				<LaunchDialog
					campaign={campaign}
					isPending={launch.isPending}
					onClose={() => setOpen(null)}
					onLaunch={async () => {
						try {
							await launch.mutateAsync(campaignId);
							toast.success(`${campaign.name} is running`);
							setOpen(null);
						} catch (failure) {
							showError("The campaign was not launched", failure);
						}
					}}
				/>
			)}
			<StepDialogs campaign={campaign} open={open} onClose={() => setOpen(null)} />
			{open === "edit" && <EditCampaignDialog campaign={campaign} onClose={() => setOpen(null)} />}
		</>
	);
}

function stateText(campaign: CampaignDetail): string {
	if (campaign.status === "imported") return "Run elsewhere, imported with its groups and outcomes.";
	const route = `${campaign.segment?.name ?? "A segment"} to ${campaign.destination?.name ?? "a destination"}`;
	return campaign.status === "draft"
		? `${route}. No one is sent anything yet.`
		: `${route}, owned by ${campaign.ownerName}.`;
}

function Actions({
	campaign,
	sent,
	onOpen,
}: {
	campaign: CampaignDetail;
	sent: number | undefined;
	onOpen: (open: Open) => void;
}) {
	const slug = useWorkspaceSlug();
	const mayWrite = useCan("campaigns.write");
	const isArchived = campaign.archivedAt !== null;
	return (
		<>
			{mayWrite && campaign.status === "running" && (
				<Button variant="outline" onClick={() => onOpen("end")}>
					End campaign
				</Button>
			)}
			{mayWrite && campaign.status !== "imported" && (
				<MoreMenu label="More for this campaign">
					<DuplicateItem room="campaigns" duplicate={() => duplicateCampaign(campaign.id)} />
				</MoreMenu>
			)}
			{mayWrite && campaign.status !== "running" && !isArchived && (
				<Button variant="ghost" onClick={() => onOpen("archive")}>
					Archive
				</Button>
			)}
			{campaign.status !== "draft" && (
				<Button asChild>
					<Link href={`/${slug}/lift/${campaign.id}`}>Results</Link>
				</Button>
			)}
			{mayWrite && campaign.status === "draft" && !isArchived && (
				<Button onClick={() => onOpen("launch")}>
					{sent === undefined ? "Launch" : `Launch to ${formatPeople(sent)}`}
				</Button>
			)}
		</>
	);
}

function StepDialogs({
	campaign,
	open,
	onClose,
}: {
	campaign: CampaignDetail;
	open: Open;
	onClose: () => void;
}) {
	const end = useEndCampaign();
	const archive = useArchiveCampaign();
	const restore = useRestoreCampaign();
	const change = (next: boolean) => !next && onClose();
	const run = async (step: () => Promise<unknown>, done: string, failed: string, undo?: () => void) => {
		try {
			await step();
			toast.success(done, undo && { action: { label: "Undo", onClick: undo } });
		} catch (failure) {
			showError(failed, failure);
			throw failure;
		}
	};
	return (
		<>
			<ConfirmDialog
				open={open === "end"}
				onOpenChange={change}
				title={`End ${campaign.name}?`}
				description={`Its audience is emptied at ${campaign.destination?.name ?? "the destination"} and no one new is taken in; an audience that only grows keeps its people. Conversions are counted until every person's ${campaign.windowDays} days are over. This cannot be undone.`}
				confirmLabel="End campaign"
				variant="destructive"
				onConfirm={() =>
					run(() => end.mutateAsync(campaign.id), `${campaign.name} has ended`, "The campaign was not ended")
				}
			/>
			<ConfirmDialog
				open={open === "archive"}
				onOpenChange={change}
				title={`Archive ${campaign.name}?`}
				description="It leaves the lists. Its groups and results are kept."
				confirmLabel="Archive"
				onConfirm={() =>
					run(
						() => archive.mutateAsync(campaign.id),
						`${campaign.name} is archived`,
						"The campaign was not archived",
						() =>
							restore.mutate(campaign.id, {
								onSuccess: () => toast.success(`${campaign.name} is back`),
								onError: (failure) => showError("The campaign was not restored", failure),
							}),
					)
				}
			/>
		</>
	);
}
