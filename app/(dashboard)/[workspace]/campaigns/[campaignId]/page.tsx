import type { Metadata } from "next";
import { cache } from "react";
import { answerSoon } from "@/app/answer-soon";
import { nameTitle } from "@/app/name-title";
import { orNotFound } from "@/app/or-not-found";
import { campaignsQueries } from "@/components/campaigns/api";
import { CampaignPage } from "@/components/campaigns/campaign-page";
import { liftQueries } from "@/components/lift/api";
import { Hydrate } from "@/components/shell/hydrate";
import { syncsQueries } from "@/components/syncs/api";
import { isBeforeLaunch } from "@/lib/campaigns/campaign-status";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { readLift } from "@/lib/lift/server/read-lift";
import { listSyncs } from "@/lib/syncs/server/get-sync";
import { openPage } from "@/lib/workspaces/server/open-page";

type Props = { params: Promise<{ workspace: string; campaignId: string }> };

// Read once for the title and the page.
const findCampaign = cache(getCampaign);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	return await nameTitle("Campaign", async () =>
		findCampaign(await openPage(params, "campaigns.read"), (await params).campaignId),
	);
}

export default async function Page({ params }: Props) {
	const ctx = await openPage(params, "campaigns.read");
	const { campaignId } = await params;
	const campaign = await orNotFound(findCampaign(ctx, campaignId));
	const [lift, syncs] = isBeforeLaunch(campaign.status)
		? []
		: await Promise.all([answerSoon(readLift(ctx, campaignId)), listSyncs(ctx, { campaignId })]);
	return (
		<Hydrate
			queries={[
				[campaignsQueries.detail(campaignId).queryKey, campaign],
				...(lift ? [[liftQueries.detail(campaignId).queryKey, lift] as const] : []),
				...(syncs ? [[syncsQueries.list({ campaignId }).queryKey, syncs] as const] : []),
			]}
		>
			<CampaignPage campaignId={campaignId} />
		</Hydrate>
	);
}
