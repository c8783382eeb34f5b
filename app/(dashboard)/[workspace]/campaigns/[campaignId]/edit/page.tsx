import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { cache } from "react";
import { answerSoon } from "@/app/answer-soon";
import { nameTitle } from "@/app/name-title";
import { orNotFound } from "@/app/or-not-found";
import { campaignsQueries } from "@/components/campaigns/api";
import { EditDraftPage } from "@/components/campaigns/edit-draft-page";
import { Hydrate } from "@/components/shell/hydrate";
import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { listDestinations } from "@/lib/destinations/server/get-destination";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { listSegments } from "@/lib/segments/server/list-segments";
import { openPage } from "@/lib/workspaces/server/open-page";

type Props = { params: Promise<{ workspace: string; campaignId: string }> };

// Read once for the title and the page.
const findCampaign = cache(getCampaign);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	return await nameTitle("Edit campaign", async () =>
		findCampaign(await openPage(params, "campaigns.write"), (await params).campaignId),
	);
}

export default async function Page({ params }: Props) {
	const ctx = await openPage(params, "campaigns.write");
	const { workspace, campaignId } = await params;
	const campaign = await orNotFound(findCampaign(ctx, campaignId));
	// What is still to be changed of a launched one is on its page.
	if (!isBeforeLaunch(campaign.status) || campaign.archivedAt !== null)
		redirect(`/${workspace}/campaigns/${campaignId}`);
	const reads = [
		[campaignsQueries.segments(), listSegments(ctx, { limit: 200, sort: "name", state: "active" })],
		[campaignsQueries.destinations(), listDestinations(ctx)],
		[campaignsQueries.catalog(), getCatalog(ctx)],
	] as const;
	const answers = await Promise.all(reads.map(([, answer]) => answerSoon<unknown>(answer)));
	return (
		<Hydrate
			queries={reads.flatMap(([query], index) =>
				answers[index] === undefined ? [] : [[query.queryKey, answers[index]] as const],
			)}
		>
			<EditDraftPage campaign={campaign} />
		</Hydrate>
	);
}
