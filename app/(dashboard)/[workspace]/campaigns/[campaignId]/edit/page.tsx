import type { Metadata } from "next";
import { redirect } from "next/navigation";
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

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	return await nameTitle("Edit campaign", async () =>
		getCampaign(await openPage(params, "campaigns.write"), (await params).campaignId),
	);
}

export default async function Page({ params }: Props) {
	const ctx = await openPage(params, "campaigns.write");
	const { workspace, campaignId } = await params;
	const campaign = await orNotFound(getCampaign(ctx, campaignId));
	// Once it was launched, what is left to change is on its own page.
	if (!isBeforeLaunch(campaign.status)) redirect(`/${workspace}/campaigns/${campaignId}`);
	const reads = [
		[campaignsQueries.segments(), listSegments(ctx, { limit: 200, sort: "name", state: "active" })],
		[campaignsQueries.destinations(), listDestinations(ctx)],
		[campaignsQueries.catalog(), getCatalog(ctx)],
	] as const;
	const answers = await Promise.all(reads.map(([, answer]) => answerSoon<unknown>(answer)));
	const queries = reads.flatMap(([query], index) =>
		answers[index] === undefined ? [] : [[query.queryKey, answers[index]] as const],
	);
	return (
		<Hydrate queries={queries}>
			<EditDraftPage campaign={campaign} />
		</Hydrate>
	);
}
