"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { campaignsQueries } from "@/components/campaigns/api";
import type { CampaignDraft } from "@/components/campaigns/campaign-draft";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { formatPeople } from "@/components/ui/format-number";

/** Who is to be reached, and where; the way to make either where there is none yet. */
export function AudienceFields({
	draft,
	problem,
	onChange,
}: {
	draft: CampaignDraft;
	problem: (field: keyof CampaignDraft) => string | undefined;
	onChange: (part: Partial<CampaignDraft>) => void;
}) {
	const slug = useWorkspaceSlug();
	const segments = useQuery(campaignsQueries.segments());
	const destinations = useQuery(campaignsQueries.destinations());
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
			<Field
				label="Where"
				error={problem("destinationId") ?? destinations.error?.message}
				hint={
					destinations.data?.items.length === 0 ? (
						<Link className={link} href={`/${slug}/destinations`}>
							Connect a destination first
						</Link>
					) : undefined
				}
			>
				<Choice
					value={draft.destinationId}
					onChange={(destinationId) => onChange({ destinationId })}
					placeholder="Choose a destination"
					isFailed={destinations.isError}
					options={destinations.data?.items.map(({ id, name, networkName, status }) => ({
						value: id,
						label: name,
						detail: status === "connected" ? networkName : `${networkName}, ${status}`,
					}))}
				/>
			</Field>
		</>
	);
}
