import type { Metadata } from "next";
import { answerSoon } from "@/app/answer-soon";
import { orNotFound } from "@/app/or-not-found";
import { campaignsQueries } from "@/components/campaigns/api";
import { CampaignPage } from "@/components/campaigns/campaign-page";
import { liftQueries } from "@/components/lift/api";
import { Hydrate } from "@/components/shell/hydrate";
import { syncsQueries } from "@/components/syncs/api";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { readLift } from "@/lib/lift/server/read-lift";
import { listSyncs } from "@/lib/syncs/server/get-sync";
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
	const [lift, syncs] =
		campaign.status === "draft"
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
