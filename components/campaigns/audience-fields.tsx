"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { campaignsQueries } from "@/components/campaigns/api";
import type { CampaignDraft } from "@/components/campaigns/campaign-draft";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { Badge } from "@/components/ui/badge";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { formatPeople } from "@/components/ui/format-number";
import { Skeleton } from "@/components/ui/skeleton";

// Fetched with the first segment that is chosen.
const MoreSegments = dynamic(
	async () => (await import("@/components/campaigns/more-segments")).MoreSegments,
	{
		loading: () => <Skeleton className="h-8 w-44" />,
	},
);

// Only if nothing is connected yet.
const ConnectSandboxButton = dynamic(
	async () => (await import("@/components/destinations/connect-sandbox-button")).ConnectSandboxButton,
	{ ssr: false },
);

/** Whom to reach, and where; links to create either if there is none yet. */
export function AudienceFields({
	draft,
	suggested,
	problem,
	onChange,
}: {
	draft: CampaignDraft;
	/** Which fields show suggestions. */
	suggested: ReadonlySet<keyof CampaignDraft>;
	problem: (field: keyof CampaignDraft) => string | undefined;
	onChange: (part: Partial<CampaignDraft>) => void;
}) {
	const slug = useWorkspaceSlug();
	const segments = useQuery(campaignsQueries.segments());
	const destinations = useQuery(campaignsQueries.destinations());
	const client = useQueryClient();
	const mayConnect = useCan("destinations.write");
	const hasNone = destinations.data?.items.length === 0;
	const chosen = destinations.data?.items.find(({ id }) => id === draft.destinationId);
	const link = "text-primary underline-offset-4 hover:underline";
	return (
		<>
			<Field
				label="Who"
				error={problem("segmentId") ?? segments.error?.message}
				hint={
					segments.data?.items.length === 0 ? (
						<Link className={link} href={`/${slug}/segments/new`}>
							Build a segment first
						</Link>
					) : undefined
				}
			>
				<Choice
					value={draft.segmentId}
					onChange={(segmentId) => onChange({ segmentId })}
					placeholder="Choose a segment"
					isFailed={segments.isError}
					options={segments.data?.items.map(({ id, name, size }) => ({
						value: id,
						label: name,
						detail: size === null ? "not computed yet" : formatPeople(size),
					}))}
				/>
			</Field>
			{draft.segmentId !== "" && (
				<>
					<MoreSegments
						label="Also"
						add="Add another segment"
						hint="Reached is whoever is in any of these segments."
						ids={draft.moreSegmentIds}
						used={[draft.segmentId, ...draft.moreSegmentIds, ...draft.excludedSegmentIds]}
						problem={problem("moreSegmentIds")}
						onChange={(moreSegmentIds) => onChange({ moreSegmentIds })}
					/>
					<MoreSegments
						label="Without"
						add="Leave out a segment"
						hint="Members of these, such as existing customers, are neither sent nor held out."
						ids={draft.excludedSegmentIds}
						used={[draft.segmentId, ...draft.moreSegmentIds, ...draft.excludedSegmentIds]}
						problem={problem("excludedSegmentIds")}
						onChange={(excludedSegmentIds) => onChange({ excludedSegmentIds })}
					/>
				</>
			)}
			<Field
				label="Where"
				error={problem("destinationId") ?? destinations.error?.message}
				hint={
					hasNone ? (
						<Link className={link} href={`/${slug}/destinations`}>
							Connect a destination first
						</Link>
					) : suggested.has("destinationId") ? (
						"Preselected: the one this workspace uses."
					) : undefined
				}
			>
				<Choice
					value={draft.destinationId}
					onChange={(destinationId) => onChange({ destinationId })}
					placeholder="Choose a destination"
					isFailed={destinations.isError}
					options={destinations.data?.items.map(({ id, name, networkName, status, isSandbox }) => ({
						value: id,
						label: name,
						detail: [networkName, isSandbox && "sandbox", status !== "connected" && status]
							.filter(Boolean)
							.join(", "),
					}))}
				/>
			</Field>
			{hasNone && mayConnect && (
				<div className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-muted/60 px-3 py-2.5 text-sm">
					<span>No account yet? Use a sandbox; no real people are contacted.</span>
					<ConnectSandboxButton
						onConnected={async (destinationId) => {
							await client.invalidateQueries({ queryKey: ["campaigns", "choices"] });
							onChange({ destinationId });
						}}
					/>
				</div>
			)}
			{chosen?.isSandbox && (
				<p className="flex flex-wrap items-center gap-2 text-muted-foreground text-sm">
					<Badge variant="outline">Sandbox</Badge>
					No real people are contacted.
				</p>
			)}
		</>
	);
}
