"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { campaignsQueries, useCreateCampaign, useLaunchCampaign } from "@/components/campaigns/api";
import {
	type CampaignDraft,
	type ChosenDraft,
	type DraftProblems,
	emptyDraft,
	fillDraft,
	readDraft,
	readKeptDraft,
	suggestDraft,
	withoutProblems,
} from "@/components/campaigns/campaign-draft";
import { CampaignFields } from "@/components/campaigns/campaign-fields";
import { ForecastPanel } from "@/components/campaigns/forecast-panel";
import { forecastQueries } from "@/components/campaigns/forecast-queries";
import { SplitPanel } from "@/components/campaigns/split-panel";
import { useForecast } from "@/components/campaigns/use-forecast";
import { usePreview } from "@/components/campaigns/use-preview";
import { ApiError } from "@/components/shell/api-error";
import { draftKeys } from "@/components/shell/drafts/draft-keys";
import { DraftPlace } from "@/components/shell/drafts/draft-place";
import { UndoButtons } from "@/components/shell/drafts/undo-buttons";
import { useKeptDraft } from "@/components/shell/drafts/use-kept-draft";
import { useUndoKeys } from "@/components/shell/drafts/use-undo-keys";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { focusFirstInvalid } from "@/components/ui/focus-first-invalid";
import { formatPeople } from "@/components/ui/format-number";
import { PageHeader } from "@/components/ui/page-header";
import { toast } from "@/components/ui/toast";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

// Fetched if there is something to decide about the draft.
const DraftNotice = dynamic(async () => (await import("@/components/shell/drafts/draft-notice")).DraftNotice);

// Fetched when opened.
const LaunchDialog = dynamic(
	async () => (await import("@/components/campaigns/launch-dialog")).LaunchDialog,
	{
		ssr: false,
	},
);

// Only if the server refuses.
const ErrorNotice = dynamic(async () => (await import("@/components/shell/error-notice")).ErrorNotice, {
	ssr: false,
});

const nothingChosen: ChosenDraft = {};
// Safe because these are exactly the draft's fields.
const draftFields = Object.keys(emptyDraft) as (keyof CampaignDraft)[];

/** Who, where, hold out, goal: one page, with the consequences beside it before anything is committed. */
export function NewCampaignPage() {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const client = useQueryClient();
	const search = useSearchParams();
	const given = { segmentId: search.get("segment") ?? "", destinationId: search.get("destination") ?? "" };
	// Only what was chosen is kept and undone: suggestions may change while the page is open.
	const kept = useKeptDraft(nothingChosen, {
		key: draftKeys.newCampaign(slug, given.segmentId),
		read: readKeptDraft,
	});
	const { value: chosen } = kept;
	useUndoKeys(kept);
	const start = useQuery(campaignsQueries.start());
	const segments = useQuery(campaignsQueries.segments());
	const suggest = (recommendedBp?: number | null) =>
		suggestDraft({
			given,
			start: start.data,
			segmentName: segments.data?.items.find(({ id }) => id === (chosen.segmentId ?? given.segmentId))?.name,
			recommendedBp,
		});
	const forecast = useForecast(fillDraft(suggest(), chosen));
	const suggested = suggest(forecast.data?.recommendedBp);
	const draft = fillDraft(suggested, chosen);
	const fromAddress: ChosenDraft = given;
	const untouched = new Set(
		draftFields.filter((field) => chosen[field] === undefined && suggested[field] && !fromAddress[field]),
	);
	const [problems, setProblems] = useState<DraftProblems>({});
	const [created, setCreated] = useState<CampaignDetail | null>(null);
	const create = useCreateCampaign();
	const launch = useLaunchCampaign();
	const { holdoutBp } = draft;
	const preview = usePreview(draft);
	const refused = create.error instanceof ApiError ? create.error : null;

	const change = (part: Partial<CampaignDraft>) => {
		kept.change({ ...chosen, ...part });
		setProblems((now) => withoutProblems(now, part));
	};
	const save = async (): Promise<CampaignDetail | null> => {
		const read = readDraft(draft);
		if (!read.ok) {
			focusFirstInvalid(() => setProblems(read.problems));
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
		await Promise.all([
			client.prefetchQuery(campaignsQueries.launchPreview(campaign.id)),
			client.prefetchQuery(forecastQueries.launch(campaign.id)),
		]);
		setCreated(campaign);
	};
	const sent = preview.data?.willBeSent;
	const form = useRef<HTMLFormElement>(null);
	// Initial focus: the audience, or if that is set the name, from which Enter submits. With touch, people
	// tap where they want.
	const startsAt = given.segmentId === "" ? "[role=combobox]" : "input";
	useEffect(() => {
		if (window.matchMedia("(pointer: fine)").matches)
			form.current?.querySelector<HTMLElement>(startsAt)?.focus();
	}, [startsAt]);

	return (
		<>
			<PageHeader
				title="New campaign"
				description="No one is sent anything before you confirm the numbers."
			/>
			{kept.trouble && <DraftNotice trouble={kept.trouble} />}
			<form
				ref={form}
				method="post"
				onSubmit={(event) => void review(event)}
				noValidate
				className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]"
			>
				<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
					{refused && <ErrorNotice title="The campaign was not created" error={refused} />}
					<CampaignFields
						draft={draft}
						suggested={untouched}
						forecast={forecast.data}
						treated={preview.data?.willBeSent}
						problems={problems}
						refused={refused}
						onChange={change}
					/>
				</div>
				<div className="grid gap-4 max-lg:contents">
					<SplitPanel
						preview={preview}
						holdoutBp={holdoutBp}
						isAaTest={draft.isAaTest}
						hint="Choose who and where to see how many people this reaches."
					/>
					<ForecastPanel
						forecast={forecast}
						holdoutBp={draft.holdoutBp}
						goalEvent={draft.goalEvent}
						isAaTest={draft.isAaTest}
					/>
					<div className="sticky bottom-0 z-10 grid gap-2 bg-background max-lg:order-2 max-lg:-mx-4 max-lg:grid-cols-[1fr_auto] max-lg:border-border max-lg:border-t max-lg:bg-card max-lg:px-4 max-lg:py-3 lg:py-2">
						<Button
							type="submit"
							size="lg"
							isPending={create.isPending && created === null}
							disabled={kept.trouble !== null}
						>
							{sent === undefined || draft.isAaTest
								? "Review and launch"
								: `Launch to about ${formatPeople(sent)}`}
						</Button>
						<Button
							variant="outline"
							className="max-lg:h-full"
							disabled={create.isPending || kept.trouble !== null}
							onClick={() => void saveDraft()}
						>
							<span>
								Save<span className="max-lg:sr-only"> as a draft</span>
							</span>
						</Button>
					</div>
					<div className="grid gap-2 max-lg:order-1">
						<Button variant="ghost" asChild>
							<Link href={`/${slug}/campaigns`}>Cancel</Link>
						</Button>
						<div className="flex flex-wrap items-center gap-2">
							<UndoButtons draft={kept} />
							<DraftPlace draft={kept} />
							{kept.isChanged && (
								<Button variant="ghost" size="sm" onClick={() => kept.reset(nothingChosen)}>
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
