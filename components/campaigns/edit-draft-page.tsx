"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { campaignsQueries, useUpdateCampaign } from "@/components/campaigns/api";
import {
	audienceOf,
	type CampaignDraft,
	type DraftProblems,
	variantDestinations,
} from "@/components/campaigns/campaign-draft";
import { CampaignFields } from "@/components/campaigns/campaign-fields";
import { draftOf, readChanges } from "@/components/campaigns/draft-of";
import { ForecastPanel } from "@/components/campaigns/forecast-panel";
import { SplitPanel } from "@/components/campaigns/split-panel";
import { useForecast } from "@/components/campaigns/use-forecast";
import { ApiError } from "@/components/shell/api-error";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { TagEditor } from "@/components/tags/tag-editor";
import { Button } from "@/components/ui/button";
import { TitledCard } from "@/components/ui/card";
import { focusFirstInvalid } from "@/components/ui/focus-first-invalid";
import { PageHeader } from "@/components/ui/page-header";
import { toast } from "@/components/ui/toast";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

/** Everything about a campaign that was not launched, in the form it was created with. */
export function EditDraftPage({ campaign }: { campaign: CampaignDetail }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const [draft, setDraft] = useState(() => draftOf(campaign));
	const [tags, setTags] = useState(campaign.tags);
	const [problems, setProblems] = useState<DraftProblems>({});
	const update = useUpdateCampaign();
	const forecast = useForecast(draft);
	const { segmentId, destinationId, holdoutBp } = draft;
	const preview = useQuery({
		...campaignsQueries.preview({
			...audienceOf(draft),
			destinationId,
			variantDestinationIds: variantDestinations(draft),
			holdoutBp,
		}),
		enabled: segmentId !== "" && destinationId !== "",
		placeholderData: keepPreviousData,
	});
	const refused = update.error instanceof ApiError ? update.error : null;
	const back = `/${slug}/campaigns/${campaign.id}`;
	const change = (part: Partial<CampaignDraft>) => {
		setDraft((now) => ({ ...now, ...part }));
		setProblems((now) => ({
			...now,
			...Object.fromEntries(Object.keys(part).map((key) => [key, undefined])),
		}));
	};
	const save = (event: FormEvent) => {
		event.preventDefault();
		const read = readChanges(campaign, draft);
		if (!read.ok) return focusFirstInvalid(() => setProblems(read.problems));
		const isRetagged = tags.join("\n") !== campaign.tags.join("\n");
		update.mutate(
			{ params: { campaignId: campaign.id }, body: { ...read.body, ...(isRetagged ? { tags } : {}) } },
			{
				onSuccess: () => {
					toast.success("Saved");
					router.push(back);
				},
			},
		);
	};
	return (
		<>
			<BreadcrumbName id={campaign.id} name={campaign.name} />
			<PageHeader
				title={`Edit ${campaign.name}`}
				description={
					campaign.isAaTest
						? "An A/A test. No one is in a group yet."
						: "No one is in a group yet. What is measured is fixed at launch."
				}
			/>
			<form
				method="post"
				onSubmit={save}
				noValidate
				className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]"
			>
				<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
					{update.error && <ErrorNotice title="Not saved" error={update.error} />}
					<CampaignFields
						draft={draft}
						isKindFixed
						forecast={forecast.data}
						treated={preview.data?.willBeSent}
						problems={problems}
						refused={refused}
						onChange={change}
					/>
					<TitledCard contentClassName="grid gap-4" title="Tags">
						<TagEditor tags={tags} error={refused?.issueAt("tags")} onChange={setTags} />
					</TitledCard>
				</div>
				<div className="grid gap-4 max-lg:contents">
					<SplitPanel
						preview={preview}
						holdoutBp={holdoutBp}
						isAaTest={draft.isAaTest}
						hint="Choose who and where to see how many people this reaches."
					/>
					<ForecastPanel forecast={forecast} holdoutBp={holdoutBp} goalEvent={draft.goalEvent} />
					<div className="sticky bottom-0 z-10 grid gap-2 bg-background max-lg:order-2 max-lg:-mx-4 max-lg:grid-cols-[1fr_auto] max-lg:border-border max-lg:border-t max-lg:bg-card max-lg:px-4 max-lg:py-3 lg:py-2">
						<Button type="submit" size="lg" shortcut="save submit" isPending={update.isPending}>
							Save
						</Button>
						<Button variant="outline" className="max-lg:h-full" asChild>
							<Link href={back}>Cancel</Link>
						</Button>
					</div>
				</div>
			</form>
		</>
	);
}
