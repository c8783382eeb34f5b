import type { Metadata } from "next";
import { Hydrate } from "@/components/shell/hydrate";
import { workspaceQueries } from "@/components/workspaces/api";
import { JobsPage } from "@/components/workspaces/jobs-page";
import { getJobsHealth } from "@/lib/workspaces/server/get-jobs-health";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Background jobs" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "settings.read");
	return (
		<Hydrate queries={[[workspaceQueries.jobs().queryKey, await getJobsHealth(ctx)]]}>
			<JobsPage />
		</Hydrate>
	);
}
