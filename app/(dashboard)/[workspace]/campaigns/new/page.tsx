import type { Metadata } from "next";
import { answerSoon } from "@/app/answer-soon";
import { campaignsQueries } from "@/components/campaigns/api";
import { NewCampaignPage } from "@/components/campaigns/new-campaign-page";
import { Hydrate } from "@/components/shell/hydrate";
import { suggestStart } from "@/lib/campaigns/server/suggest-start";
import { listDestinations } from "@/lib/destinations/server/get-destination";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { listSegments } from "@/lib/segments/server/list-segments";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "New campaign" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "campaigns.write");
	const catalog = getCatalog(ctx);
	const reads = [
		[campaignsQueries.segments(), listSegments(ctx, { limit: 200, sort: "name", state: "active" })],
		[campaignsQueries.destinations(), listDestinations(ctx)],
		[campaignsQueries.catalog(), catalog],
		[campaignsQueries.start(), suggestStart(ctx, () => catalog)],
	] as const;
	// Preselected from the first render; the page fetches slow data itself.
	const answers = await Promise.all(reads.map(([, answer]) => answerSoon<unknown>(answer)));
	const queries = reads.flatMap(([query], index) =>
		answers[index] === undefined ? [] : [[query.queryKey, answers[index]] as const],
	);
	return (
		<Hydrate queries={queries}>
			<NewCampaignPage />
		</Hydrate>
	);
}
