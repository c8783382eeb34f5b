import { attentionLists } from "@/lib/attention/attention-lists";
import { type Attention, type Found, prepareAttention } from "@/lib/attention/prepare-attention";
import { listCampaigns } from "@/lib/campaigns/server/list-campaigns";
import { listDestinations } from "@/lib/destinations/server/get-destination";
import { listSegments } from "@/lib/segments/server/list-segments";
import { listImports } from "@/lib/sources/server/imports/list-imports";
import { listSyncs } from "@/lib/syncs/server/get-sync";
import { listTraits } from "@/lib/traits/server/list-traits";
import { may } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { getJobsHealth } from "@/lib/workspaces/server/get-jobs-health";
import { listFailedJobs } from "@/lib/workspaces/server/list-failed-jobs";

/**
 * What needs attention, as Home says it to this role. Verdicts are given by the caller, because reading one takes the
 * warehouse. One list that cannot be read fails all: half of them would look as if the rest were well.
 */
export async function readAttention(
	ctx: Context,
	campaigns: NonNullable<Found["campaigns"]>,
): Promise<Attention[]> {
	allow(ctx, "workspace.read");
	const [jobs, syncs, segments, traits, imports, failedJobs, destinations, launches] = await Promise.all([
		getJobsHealth(ctx),
		listSyncs(ctx, {}),
		listSegments(ctx, attentionLists.segments),
		listTraits(ctx, attentionLists.traits),
		may(ctx.actor.role, "data.read") ? listImports(ctx, attentionLists.imports) : { items: [] },
		listFailedJobs(ctx),
		listDestinations(ctx),
		listCampaigns(ctx, attentionLists.launches),
	]);
	return prepareAttention({
		now: ctx.now.getTime(),
		jobs,
		syncs: syncs.items,
		segments: segments.items,
		traits: traits.items,
		imports: imports.items,
		failedJobs: failedJobs.items,
		destinations: destinations.items,
		launches: launches.items,
		campaigns,
	});
}
