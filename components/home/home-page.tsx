"use client";

import { useQuery } from "@tanstack/react-query";
import { homeQueries } from "@/components/home/api";
import { AttentionList } from "@/components/home/attention-list";
import { CampaignVerdicts } from "@/components/home/campaign-verdicts";
import { GettingStarted } from "@/components/home/getting-started";
import { prepareAttention } from "@/components/home/prepare-attention";
import { profilesQueries } from "@/components/profiles/api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useCan, useWorkspace } from "@/components/shell/workspace-context";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { workspaceQueries } from "@/components/workspaces/api";

/** What needs a decision; each part comes in by itself, so that a slow one holds up nothing. */
export function HomePage() {
	const { name } = useWorkspace();
	const people = useQuery(profilesQueries.counts());
	const segments = useQuery(homeQueries.segments());
	const traits = useQuery(homeQueries.traits());
	const mayReadData = useCan("data.read");
	const imports = useQuery({ ...homeQueries.imports(), enabled: mayReadData });
	const failedJobs = useQuery(homeQueries.failedJobs());
	const destinations = useQuery(homeQueries.destinations());
	const syncs = useQuery(homeQueries.syncs());
	const lift = useQuery(homeQueries.lift());
	const jobs = useQuery(workspaceQueries.jobs());
	const parts = [
		{ title: "Background jobs could not be checked", query: jobs },
		{ title: "Syncs could not be checked", query: syncs },
		{ title: "Segments could not be checked", query: segments },
		{ title: "Computed traits could not be checked", query: traits },
		{ title: "Imports could not be checked", query: imports },
		{ title: "Background work could not be checked", query: failedJobs },
		{ title: "Destinations could not be checked", query: destinations },
		{ title: "Campaign results could not be read", query: lift },
		{ title: "People could not be counted", query: people },
	];
	const broken = parts.filter(({ query }) => query.error && !query.data);
	const isChecked =
		segments.data && destinations.data && syncs.data && jobs.data && traits.data && failedJobs.data;
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
				traits: traits.data.items,
				imports: imports.data?.items ?? [],
				failedJobs: failedJobs.data.items,
				now: segments.dataUpdatedAt,
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
