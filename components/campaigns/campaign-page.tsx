"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { AaBadge } from "@/components/campaigns/aa-badge";
import {
	campaignsQueries,
	duplicateCampaign,
	useArchiveCampaign,
	useEndCampaign,
	useLaunchCampaign,
	useRestoreCampaign,
	useUnscheduleCampaign,
} from "@/components/campaigns/api";
import { AudienceCard } from "@/components/campaigns/audience-card";
import { campaignState } from "@/components/campaigns/campaign-states";
import { CostsCard } from "@/components/campaigns/costs-card";
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
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/dialogs/confirm-dialog";
import { formatDays, formatPeople } from "@/components/ui/format-number";
import { MoreMenu } from "@/components/ui/more-menu";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { toast } from "@/components/ui/toast";
import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
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

const ScheduleDialog = dynamic(
	async () => (await import("@/components/campaigns/schedule-dialog")).ScheduleDialog,
	{ ssr: false },
);

type Open = "launch" | "schedule" | "end" | "archive" | "edit" | null;

/** One campaign: who is in which group, what is measured, where it is delivered, and the next step. */
export function CampaignPage({ campaignId }: { campaignId: string }) {
	const [open, setOpen] = useState<Open>(null);
	const { data: campaign, error, refetch } = useQuery(campaignsQueries.detail(campaignId));
	const mayReadPeople = useCan("people.read");
	const isDraft = campaign !== undefined && isBeforeLaunch(campaign.status);
	const preview = useQuery({
		...campaignsQueries.launchPreview(campaignId),
		enabled: mayReadPeople && isDraft,
	});
	const forecast = useQuery({
		...forecastQueries.launch(campaignId),
		enabled: mayReadPeople && isDraft,
	});
	const launch = useLaunchCampaign();
	if (error && !campaign) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!campaign) return <PageSkeleton />;
	const { tone, word } = campaignState(campaign);
	return (
		<>
			<BreadcrumbName id={campaignId} name={campaign.name} />
			<PageHeader
				title={campaign.name}
				meta={
					<>
						<StatusBadge tone={campaign.launchProblem ? "bad" : tone}>
							{campaign.archivedAt ? "Archived" : word}
						</StatusBadge>
						<AaBadge isAaTest={campaign.isAaTest} />
						{campaign.destination?.isSandbox && <Badge variant="outline">Sandbox</Badge>}
						<TagBadges tags={campaign.tags} />
					</>
				}
				description={stateText(campaign)}
				action={<Actions campaign={campaign} sent={preview.data?.willBeSent} onOpen={setOpen} />}
			/>
			<StartNotice campaign={campaign} />
			<div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
				<div className="grid gap-4">
					{!isDraft && <ResultCard campaign={campaign} />}
					<AudienceCard campaign={campaign} />
					{!isDraft && <GroupsCard campaign={campaign} />}
					<MeasurementCard campaign={campaign} onEdit={() => setOpen("edit")} />
					{!isDraft && <CostsCard campaign={campaign} />}
				</div>
				<div className="grid gap-4">
					{isDraft && (
						<SplitPanel
							preview={preview}
							holdoutBp={campaign.holdoutBp}
							isAaTest={campaign.isAaTest}
							hint="Counting."
						/>
					)}
					{isDraft && (
						<ForecastPanel
							forecast={forecast}
							holdoutBp={campaign.holdoutBp}
							goalEvent={campaign.goalEvent ?? "the goal"}
							isAaTest={campaign.isAaTest}
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
			{open === "schedule" && <ScheduleDialog campaign={campaign} onClose={() => setOpen(null)} />}
			{open === "edit" && <EditCampaignDialog campaign={campaign} onClose={() => setOpen(null)} />}
		</>
	);
}

function stateText(campaign: CampaignDetail): string {
	if (campaign.status === "imported") return "Run elsewhere, imported with its groups and outcomes.";
	const route = `${campaign.segment?.name ?? "A segment"} to ${campaign.destination?.name ?? "a destination"}`;
	if (campaign.isAaTest)
		return `${campaign.segment?.name ?? "A segment"} in two groups that are treated alike: no one is sent anything.`;
	return isBeforeLaunch(campaign.status)
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
			{mayWrite && campaign.status !== "running" && campaign.status !== "scheduled" && !isArchived && (
				<Button variant="ghost" onClick={() => onOpen("archive")}>
					Archive
				</Button>
			)}
			{mayWrite && isBeforeLaunch(campaign.status) && !isArchived && (
				<Button variant="outline" onClick={() => onOpen("schedule")}>
					{campaign.status === "scheduled" ? "Reschedule" : "Schedule"}
				</Button>
			)}
			{!isBeforeLaunch(campaign.status) && (
				<Button asChild>
					<Link href={`/${slug}/lift/${campaign.id}`}>Results</Link>
				</Button>
			)}
			{mayWrite && isBeforeLaunch(campaign.status) && !isArchived && (
				<Button onClick={() => onOpen("launch")}>{launchLabel(campaign, sent)}</Button>
			)}
		</>
	);
}

function launchLabel({ status, isAaTest }: CampaignDetail, sent: number | undefined): string {
	const launch = status === "scheduled" ? "Launch now" : "Launch";
	if (isAaTest) return "Start the A/A test";
	return sent === undefined ? launch : `${launch} to ${formatPeople(sent)}`;
}

/** When a scheduled campaign starts, or why it has not. */
function StartNotice({ campaign }: { campaign: CampaignDetail }) {
	const unschedule = useUnscheduleCampaign();
	const mayWrite = useCan("campaigns.write");
	const { status, startsAt, launchProblem, measuringUntil, name } = campaign;
	if (measuringUntil !== null)
		return (
			<p className="mb-4 text-muted-foreground text-sm">
				No longer delivered. Conversions are counted until <RelativeTime at={measuringUntil} />.
			</p>
		);
	if (status !== "scheduled" || startsAt === null) return null;
	return (
		<Alert variant={launchProblem ? "destructive" : "default"} className="mb-4">
			<AlertTitle>
				{launchProblem ? "Not started, due" : "Starts"} <RelativeTime at={startsAt} />
			</AlertTitle>
			<AlertDescription className="flex flex-wrap items-center justify-between gap-3">
				<span>
					{launchProblem
						? `${launchProblem} It is tried again every minute.`
						: "Whoever is in the segment then is divided and sent."}
				</span>
				{mayWrite && (
					<Button
						variant="outline"
						size="sm"
						isPending={unschedule.isPending}
						onClick={() =>
							unschedule.mutate(campaign.id, {
								onSuccess: () => toast.success(`${name} is a draft again`),
								onError: (failure) => showError("The campaign is still scheduled", failure),
							})
						}
					>
						Take off the schedule
					</Button>
				)}
			</AlertDescription>
		</Alert>
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
				description={`Its audience is emptied at ${campaign.destination?.name ?? "the destination"} and no one new is taken in; an audience that only grows keeps its people. Conversions are counted until the last person's conversion window (${formatDays(campaign.windowDays)}) is over. This cannot be undone.`}
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
