"use client";

import { useQuery } from "@tanstack/react-query";
import { homeQueries } from "@/components/home/api";
import { AttentionList } from "@/components/home/attention-list";
import { CampaignVerdicts } from "@/components/home/campaign-verdicts";
import { GettingStarted } from "@/components/home/getting-started";
import { prepareAttention } from "@/components/home/prepare-attention";
import { profilesQueries } from "@/components/profiles/api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspace } from "@/components/shell/workspace-context";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { workspaceQueries } from "@/components/workspaces/api";

/** What needs a decision; each part comes in by itself, so that a slow one holds up nothing. */
export function HomePage() {
	const { name } = useWorkspace();
	const people = useQuery(profilesQueries.counts());
	const segments = useQuery(homeQueries.segments());
	const destinations = useQuery(homeQueries.destinations());
	const syncs = useQuery(homeQueries.syncs());
	const lift = useQuery(homeQueries.lift());
	const jobs = useQuery(workspaceQueries.jobs());
	const parts = [
		{ title: "Background jobs could not be checked", query: jobs },
		{ title: "Syncs could not be checked", query: syncs },
		{ title: "Segments could not be checked", query: segments },
		{ title: "Destinations could not be checked", query: destinations },
		{ title: "Campaign results could not be read", query: lift },
		{ title: "People could not be counted", query: people },
	];
	const broken = parts.filter(({ query }) => query.error && !query.data);
	const isChecked = segments.data && destinations.data && syncs.data && jobs.data;
	const progress =
		people.data && segments.data && destinations.data && lift.data
			? {
					hasPeople: people.data.known !== 0 || people.data.anonymous !== 0,
					hasSegment: segments.data.items.length > 0,
					hasDestination: destinations.data.items.length > 0,
					hasCampaign: lift.data.items.length > 0,
				}
			: null;
	const attention = isChecked
		? prepareAttention({
				jobs: jobs.data ?? null,
				syncs: syncs.data.items,
				segments: segments.data.items,
				destinations: destinations.data.items,
				campaigns: lift.data?.items ?? [],
			})
		: null;
	// "All is well" means something only where something can go wrong.
	const isSetUp =
		(segments.data?.items.length ?? 0) +
			(destinations.data?.items.length ?? 0) +
			(syncs.data?.items.length ?? 0) >
		0;

	return (
		<>
			<PageHeader title="Home" description={`What needs a decision in ${name}`} />
			{broken.map(({ title, query }) => (
				<ErrorNotice key={title} title={title} error={query.error} onRetry={query.refetch} />
			))}
			{attention && (isSetUp || attention.length > 0) && <AttentionList items={attention} />}
			{!attention && broken.length === 0 && <Skeleton className="h-5 w-96 max-w-full" />}
			{progress && <GettingStarted progress={progress} />}
			{lift.data && lift.data.items.length > 0 && <CampaignVerdicts campaigns={lift.data.items} />}
			{!lift.data && !lift.error && <Skeleton className="h-64 w-full rounded-lg" />}
		</>
	);
}
