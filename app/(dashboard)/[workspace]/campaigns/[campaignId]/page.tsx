import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { campaignsQueries } from "@/components/campaigns/api";
import { CampaignPage } from "@/components/campaigns/campaign-page";
import { Hydrate } from "@/components/shell/hydrate";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Campaign" };

export default async function Page({
	params,
}: {
	params: Promise<{ workspace: string; campaignId: string }>;
}) {
	const ctx = await openPage(params, "campaigns.read");
	const { campaignId } = await params;
	const campaign = await orNotFound(getCampaign(ctx, campaignId));
	return (
		<Hydrate queries={[[campaignsQueries.detail(campaignId).queryKey, campaign]]}>
			<CampaignPage campaignId={campaignId} />
		</Hydrate>
	);
}
