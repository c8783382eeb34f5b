import type { Metadata } from "next";
import { campaignsQueries } from "@/components/campaigns/api";
import { CalendarPage } from "@/components/campaigns/calendar-page";
import { Hydrate } from "@/components/shell/hydrate";
import { listCampaigns } from "@/lib/campaigns/server/list-campaigns";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Campaign calendar" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "campaigns.read");
	const campaigns = await listCampaigns(ctx, { limit: 200, archived: "false" });
	return (
		<Hydrate queries={[[campaignsQueries.list().queryKey, campaigns]]}>
			<CalendarPage now={ctx.now.getTime()} />
		</Hydrate>
	);
}
