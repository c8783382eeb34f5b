"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useMemo, useState } from "react";
import { campaignsQueries, useCreateCampaign, useLaunchCampaign } from "@/components/campaigns/api";
import {
	type CampaignDraft,
	type DraftProblems,
	emptyDraft,
	readDraft,
	readKeptDraft,
} from "@/components/campaigns/campaign-draft";
import { CampaignFields } from "@/components/campaigns/campaign-fields";
import { LaunchDialog } from "@/components/campaigns/launch-dialog";
import { SplitPanel } from "@/components/campaigns/split-panel";
import { ApiError } from "@/components/shell/api-error";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { DraftNotice, DraftPlace } from "@/components/shell/drafts/draft-notice";
import { UndoButtons } from "@/components/shell/drafts/undo-buttons";
import { useKeptDraft } from "@/components/shell/drafts/use-kept-draft";
import { useUndoKeys } from "@/components/shell/drafts/use-undo-keys";
import { ErrorNotice } from "@/components/shell/error-notice";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { formatPeople } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { toast } from "@/components/ui/toast";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

/** Who, where, hold out, goal: one page, with the consequences beside it before anything is committed. */
export function NewCampaignPage() {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const given = useSearchParams().get("segment") ?? "";
	const begun = useMemo(() => ({ ...emptyDraft, segmentId: given }), [given]);
	const kept = useKeptDraft(begun, { key: draftKeys.newCampaign(slug, given), read: readKeptDraft });
	const { value: draft } = kept;
	useUndoKeys(kept);
	const [problems, setProblems] = useState<DraftProblems>({});
	const [created, setCreated] = useState<CampaignDetail | null>(null);
	const create = useCreateCampaign();
	const launch = useLaunchCampaign();
	const { segmentId, destinationId, holdoutBp } = draft;
	const preview = useQuery({
		...campaignsQueries.preview({ segmentId, destinationId, holdoutBp }),
		enabled: segmentId !== "" && destinationId !== "",
		placeholderData: keepPreviousData,
	});
	const refused = create.error instanceof ApiError ? create.error : null;

	const change = (part: Partial<CampaignDraft>) => {
		kept.change({ ...draft, ...part });
		setProblems((now) => {
			const left = { ...now };
			for (const key of Object.keys(part)) delete left[key as keyof CampaignDraft]; // safe because part has the draft's keys
			return left;
		});
	};
	const save = async (): Promise<CampaignDetail | null> => {
		const read = readDraft(draft);
		if (!read.ok) {
			setProblems(read.problems);
			document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
			return null;
		}
		const made = await create.mutateAsync({ body: read.body }).catch(() => null);
		if (made) kept.settle();
		return made;
	};
	const saveDraft = async () => {
		const campaign = await save();
		if (!campaign) return;
		toast.success("Saved as a draft");
		router.push(`/${slug}/campaigns/${campaign.id}`);
	};
	const review = async (event: FormEvent) => {
		event.preventDefault();
		const campaign = await save();
		if (!campaign) return;
		await client.prefetchQuery(campaignsQueries.launchPreview(campaign.id));
		setCreated(campaign);
	};
	const sent = preview.data?.willBeSent;

	return (
		<>
			<PageHeader
				title="New campaign"
				description="Nobody is sent anything before you confirm the numbers."
			/>
			<DraftNotice trouble={kept.trouble} />
			<form
				method="post"
				onSubmit={(event) => void review(event)}
				noValidate
				className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]"
			>
				<div className="grid gap-4">
					{refused && <ErrorNotice title="The campaign was not created" error={refused} />}
					<CampaignFields draft={draft} problems={problems} refused={refused} onChange={change} />
				</div>
				<div className="grid gap-4 lg:sticky lg:top-4">
					<SplitPanel preview={preview} hint="Choose who and where to see how many people this reaches." />
					<div className="grid gap-2">
						<Button
							type="submit"
							size="lg"
							isPending={create.isPending && created === null}
							disabled={kept.trouble !== null}
						>
							{sent === undefined ? "Review and launch" : `Launch to about ${formatPeople(sent)}`}
						</Button>
						<Button
							variant="outline"
							disabled={create.isPending || kept.trouble !== null}
							onClick={() => void saveDraft()}
						>
							Save as a draft
						</Button>
						<Button variant="ghost" asChild>
							<Link href={`/${slug}/campaigns`}>Cancel</Link>
						</Button>
						<div className="flex flex-wrap items-center gap-2">
							<UndoButtons draft={kept} />
							<DraftPlace draft={kept} />
							{kept.isChanged && (
								<Button variant="ghost" size="sm" onClick={() => kept.reset(begun)}>
									Start over
								</Button>
							)}
						</div>
					</div>
				</div>
			</form>
			{created && (
				<LaunchDialog
					campaign={created}
					isPending={launch.isPending}
					onClose={() => {
						toast.success("Kept as a draft", { description: "Nothing was sent." });
						router.push(`/${slug}/campaigns/${created.id}`);
					}}
					onLaunch={async () => {
						try {
							await launch.mutateAsync(created.id);
							router.push(`/${slug}/campaigns/${created.id}`);
						} catch (error) {
							showError("The campaign was not launched", error);
						}
					}}
				/>
			)}
		</>
	);
}
