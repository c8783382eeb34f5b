import type { Metadata } from "next";
import { NewCampaignPage } from "@/components/campaigns/new-campaign-page";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "New campaign" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	await openPage(params, "campaigns.write");
	return <NewCampaignPage />;
}
