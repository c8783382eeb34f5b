import type { Metadata } from "next";
import { answerSoon } from "@/app/answer-soon";
import { homeQueries } from "@/components/home/api";
import { HomePage } from "@/components/home/home-page";
import { profilesQueries } from "@/components/profiles/api";
import { Hydrate } from "@/components/shell/hydrate";
import { workspaceQueries } from "@/components/workspaces/api";
import { attentionLists } from "@/lib/attention/attention-lists";
import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import { listCampaigns } from "@/lib/campaigns/server/list-campaigns";
import { listDestinations } from "@/lib/destinations/server/get-destination";
import { getDelivery } from "@/lib/notifications/server/get-delivery";
import { countProfiles } from "@/lib/profiles/server/count-profiles";
import { listSegments } from "@/lib/segments/server/list-segments";
import { listImports } from "@/lib/sources/server/imports/list-imports";
import { listSyncs } from "@/lib/syncs/server/get-sync";
import { listTraits } from "@/lib/traits/server/list-traits";
import { may } from "@/lib/workspaces/policy";
import { getJobsHealth } from "@/lib/workspaces/server/get-jobs-health";
import { listFailedJobs } from "@/lib/workspaces/server/list-failed-jobs";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Home" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "workspace.read");
	// Only what needs attention, and setup progress: the figures and charts are heavy, so the
	// browser fetches them while the rest is already readable.
	const reads = [
		[profilesQueries.counts(), answerSoon(countProfiles(ctx))],
		[homeQueries.segments(), listSegments(ctx, attentionLists.segments)],
		[homeQueries.traits(), listTraits(ctx, attentionLists.traits)],
		...(may(ctx.actor.role, "data.read")
			? [[homeQueries.imports(), listImports(ctx, attentionLists.imports)] as const]
			: []),
		...(may(ctx.actor.role, "settings.read") ? [[homeQueries.mail(), getDelivery(ctx)] as const] : []),
		[homeQueries.failedJobs(), listFailedJobs(ctx)],
		[homeQueries.destinations(), listDestinations(ctx)],
		[homeQueries.syncs(), listSyncs(ctx, {})],
		[homeQueries.launches(), listCampaigns(ctx, attentionLists.launches)],
		[workspaceQueries.jobs(), getJobsHealth(ctx)],
	] as const;
	const campaigns = listCampaigns(ctx, { archived: "false", limit: 20 }).catch(() => null);
	// What cannot be read now, the page fetches itself, and says so.
	const answers = await Promise.allSettled(reads.map(([, answer]) => answer));
	const launched = (await campaigns)?.items.filter(({ status }) => !isBeforeLaunch(status)) ?? null;
	const queries = reads.flatMap(([query], index) => {
		const answer = answers[index];
		return answer?.status === "fulfilled" && answer.value !== undefined
			? [[query.queryKey, answer.value] as const]
			: [];
	});
	return (
		<Hydrate queries={queries}>
			<HomePage launched={launched && launched.map(({ id, status }) => ({ id, status }))} />
		</Hydrate>
	);
}
