"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useMemo, useState } from "react";
import { useUpdateCampaign } from "@/components/campaigns/api";
import {
	type CampaignDraft,
	type ChosenDraft,
	type DraftProblems,
	fillDraft,
	readKeptDraft,
	withoutProblems,
} from "@/components/campaigns/campaign-draft";
import { CampaignFields } from "@/components/campaigns/campaign-fields";
import { draftOf } from "@/components/campaigns/draft-of-campaign";
import { ForecastPanel } from "@/components/campaigns/forecast-panel";
import { readChanges } from "@/components/campaigns/read-changes";
import { SplitPanel } from "@/components/campaigns/split-panel";
import { useForecast } from "@/components/campaigns/use-forecast";
import { usePreview } from "@/components/campaigns/use-preview";
import { ApiError } from "@/components/shell/api-error";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { DraftPlace } from "@/components/shell/drafts/draft-place";
import { UndoButtons } from "@/components/shell/drafts/undo-buttons";
import { useKeptDraft } from "@/components/shell/drafts/use-kept-draft";
import { useUndoKeys } from "@/components/shell/drafts/use-undo-keys";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { TagEditor } from "@/components/tags/tag-editor";
import { Button } from "@/components/ui/button";
import { TitledCard } from "@/components/ui/card";
import { focusFirstInvalid } from "@/components/ui/focus-first-invalid";
import { PageHeader } from "@/components/ui/page-header";
import { toast } from "@/components/ui/toast";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

// Fetched if there is something to decide about the draft.
const DraftNotice = dynamic(async () => (await import("@/components/shell/drafts/draft-notice")).DraftNotice);

// Only if the server refuses.
const ErrorNotice = dynamic(async () => (await import("@/components/shell/error-notice")).ErrorNotice, {
	ssr: false,
});

const nothingChanged: ChosenDraft = {};

/** Everything of a campaign that has not been launched, in the form it was created with. */
export function EditDraftPage({ campaign }: { campaign: CampaignDetail }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const stored = useMemo(() => draftOf(campaign), [campaign]);
	const kept = useKeptDraft(nothingChanged, {
		key: draftKeys.campaign(campaign),
		version: campaign.version,
		read: readKeptDraft,
	});
	useUndoKeys(kept);
	const draft = fillDraft(stored, kept.value);
	/** Null until they are changed here: then they are those that are saved. */
	const [chosenTags, setChosenTags] = useState<string[] | null>(null);
	const tags = chosenTags ?? campaign.tags;
	const [problems, setProblems] = useState<DraftProblems>({});
	const update = useUpdateCampaign();
	const forecast = useForecast(draft);
	const { holdoutBp, isAaTest } = draft;
	const preview = usePreview(draft);
	const refused = update.error instanceof ApiError ? update.error : null;
	const page = `/${slug}/campaigns/${campaign.id}`;
	const change = (part: Partial<CampaignDraft>) => {
		kept.change({ ...kept.value, ...part });
		setProblems((now) => withoutProblems(now, part));
	};
	const save = async (event: FormEvent) => {
		event.preventDefault();
		const read = readChanges(campaign, draft);
		if (!read.ok) {
			focusFirstInvalid(() => setProblems(read.problems));
			return;
		}
		const isRetagged = tags.join("\n") !== campaign.tags.join("\n");
		const saved = await update
			.mutateAsync({
				params: { campaignId: campaign.id },
				body: { ...read.body, ...(isRetagged ? { tags } : {}), basedOnVersion: kept.basedOn },
			})
			.catch((error: unknown) => {
				// Shows what has been saved meanwhile beside what was typed here, and asks which of them it should be.
				if (error instanceof ApiError && error.code === "conflict") router.refresh();
				return null;
			});
		if (!saved) return;
		kept.settle();
		toast.success("Saved");
		router.push(page);
	};
	return (
		<>
			<BreadcrumbName id={campaign.id} name={campaign.name} />
			<PageHeader
				title={`Edit ${campaign.name}`}
				description="Nothing has been sent, and no one is in a group yet. What is measured is fixed at launch."
			/>
			{kept.trouble && <DraftNotice trouble={kept.trouble} />}
			<form
				method="post"
				onSubmit={(event) => void save(event)}
				noValidate
				className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]"
			>
				<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
					{refused && <ErrorNotice title="Not saved" error={refused} />}
					<CampaignFields
						draft={draft}
						forecast={forecast.data}
						treated={preview.data?.willBeSent}
						problems={problems}
						refused={refused}
						isCreated
						onChange={change}
					/>
					<TitledCard title="Tags">
						<TagEditor tags={tags} error={refused?.issueAt("tags")} onChange={setChosenTags} />
					</TitledCard>
				</div>
				<div className="grid gap-4 max-lg:contents">
					<SplitPanel
						preview={preview}
						holdoutBp={holdoutBp}
						isAaTest={isAaTest}
						hint="Choose who and where."
					/>
					<ForecastPanel
						forecast={forecast}
						holdoutBp={holdoutBp}
						goalEvent={draft.goalEvent}
						isAaTest={isAaTest}
					/>
					<div className="sticky bottom-0 z-10 grid gap-2 bg-background max-lg:order-2 max-lg:-mx-4 max-lg:grid-cols-[1fr_auto] max-lg:border-border max-lg:border-t max-lg:bg-card max-lg:px-4 max-lg:py-3 lg:py-2">
						<Button type="submit" size="lg" isPending={update.isPending} disabled={kept.trouble !== null}>
							Save
						</Button>
						<Button variant="outline" className="max-lg:h-full" asChild>
							<Link href={page}>Cancel</Link>
						</Button>
					</div>
					<div className="flex flex-wrap items-center gap-2 max-lg:order-1">
						<UndoButtons draft={kept} />
						<DraftPlace draft={kept} />
						{kept.isChanged && (
							<Button variant="ghost" size="sm" onClick={() => kept.reset(nothingChanged)}>
								Discard changes
							</Button>
						)}
					</div>
				</div>
			</form>
		</>
	);
}
