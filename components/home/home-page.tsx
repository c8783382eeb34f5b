"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { homeQueries } from "@/components/home/api";
import { AttentionList } from "@/components/home/attention-list";
import { CampaignResults } from "@/components/home/campaign-results";
import { GettingStarted, type Progress } from "@/components/home/getting-started";
import { LargestAudiences } from "@/components/home/largest-audiences";
import { WorkspaceFigures } from "@/components/home/workspace-figures";
import { liftQueries } from "@/components/lift/api";
import { ProgrammeCard } from "@/components/lift/programme-card";
import { profilesQueries } from "@/components/profiles/api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useCan, useWorkspace } from "@/components/shell/workspace-context";
import { PageHeader } from "@/components/ui/page-header";
import { workspaceQueries } from "@/components/workspaces/api";
import { prepareAttention } from "@/lib/attention/prepare-attention";
import type { CampaignSummary } from "@/lib/campaigns/contracts";

/** What needs a decision, first; each part loads separately, so that a slow one holds up nothing. */
export function HomePage({
	launched,
}: {
	/** Campaigns whose results will come; null if the server could not tell. */
	launched: readonly Pick<CampaignSummary, "id" | "status">[] | null;
}) {
	const { name, slug } = useWorkspace();
	const people = useQuery(profilesQueries.counts());
	const segments = useQuery(homeQueries.segments());
	const traits = useQuery(homeQueries.traits());
	const mayReadData = useCan("data.read");
	const imports = useQuery({ ...homeQueries.imports(), enabled: mayReadData });
	const failedJobs = useQuery(homeQueries.failedJobs());
	const destinations = useQuery(homeQueries.destinations());
	const syncs = useQuery(homeQueries.syncs());
	const lift = useQuery(homeQueries.lift());
	const launches = useQuery(homeQueries.launches());
	const jobs = useQuery(workspaceQueries.jobs());
	const maySetUp = useCan("settings.read");
	const mail = useQuery({ ...homeQueries.mail(), enabled: maySetUp });
	const parts = [
		{ title: "Background jobs could not be checked", query: jobs },
		{ title: "Syncs could not be checked", query: syncs },
		{ title: "Segments could not be checked", query: segments },
		{ title: "Computed traits could not be checked", query: traits },
		{ title: "Imports could not be checked", query: imports, isOff: !mayReadData },
		{ title: "Background work could not be checked", query: failedJobs },
		{ title: "Destinations could not be checked", query: destinations },
		{ title: "Scheduled campaigns could not be checked", query: launches },
		{ title: "Emails could not be checked", query: mail, isOff: !maySetUp },
	];
	const others = [
		{ title: "Campaign results could not be read", query: lift },
		{ title: "People could not be counted", query: people },
	];
	const broken = [...parts, ...others].filter(({ query }) => query.error && !query.data);
	const attention = prepareAttention({
		jobs: jobs.data,
		mail: mail.data,
		syncs: syncs.data?.items,
		segments: segments.data?.items,
		traits: traits.data?.items,
		imports: imports.data?.items,
		failedJobs: failedJobs.data?.items,
		now: Math.max(segments.dataUpdatedAt, syncs.dataUpdatedAt, jobs.dataUpdatedAt),
		destinations: destinations.data?.items,
		launches: launches.data?.items,
		campaigns: lift.data?.items,
	});
	const isChecked = parts.every(({ query, isOff }) => isOff || query.data);
	const progress: Progress | null =
		people.data && segments.data && destinations.data && (launched || lift.data)
			? {
					hasPeople: people.data.known !== 0 || people.data.anonymous !== 0,
					hasSegment: segments.data.items.length > 0,
					hasDestination: destinations.data.items.length > 0,
					hasCampaign: (lift.data?.items ?? launched ?? []).length > 0,
				}
			: null;
	// "All is well" means something only where something can go wrong.
	const isSetUp = [segments, destinations, syncs].some(({ data }) => data && data.items.length > 0);

	const hasCampaigns = (lift.data?.items ?? (lift.error ? [] : launched) ?? []).length > 0;

	const programme = useQuery({ ...liftQueries.programme(), enabled: hasCampaigns });

	return (
		<>
			<PageHeader title="Home" description={`What needs a decision in ${name}`} />
			{broken.map(({ title, query }) => (
				<ErrorNotice key={title} title={title} error={query.error} onRetry={query.refetch} />
			))}
			{(attention.length > 0 || (isChecked ? isSetUp : broken.length === 0)) && (
				<AttentionList items={attention} isChecked={isChecked} />
			)}
			{progress && <GettingStarted progress={progress} />}
			{hasCampaigns && (
				<ProgrammeCard
					campaigns={lift.data?.items}
					hasMore={lift.data?.nextCursor != null}
					programme={programme.data?.programme}
					action={
						<Link
							href={`/${slug}/lift`}
							className="inline-flex min-h-6 items-center text-muted-foreground text-sm hover:text-foreground"
						>
							Portfolio
						</Link>
					}
				/>
			)}
			{progress?.hasPeople !== false && <WorkspaceFigures />}
			{hasCampaigns && <CampaignResults campaigns={lift.data?.items} expected={launched ?? []} />}
			{segments.data && <LargestAudiences segments={segments.data.items} />}
		</>
	);
}
