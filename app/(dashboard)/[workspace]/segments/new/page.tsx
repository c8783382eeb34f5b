import type { Metadata } from "next";
import { catalogQueries } from "@/components/segments/api";
import { NewSegmentPage } from "@/components/segments/new-segment-page";
import { Hydrate } from "@/components/shell/hydrate";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "New segment" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "segments.write");
	return (
		<Hydrate queries={[[catalogQueries.all().queryKey, await getCatalog(ctx)]]}>
			<NewSegmentPage openedAt={ctx.now.toISOString()} />
		</Hydrate>
	);
}
