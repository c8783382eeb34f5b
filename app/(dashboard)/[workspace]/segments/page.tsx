import type { Metadata } from "next";
import { segmentListQuery, segmentsQueries } from "@/components/segments/api";
import { SegmentsPage } from "@/components/segments/segments-page";
import { Hydrate } from "@/components/shell/hydrate";
import { listSegments } from "@/lib/segments/server/list-segments";
import { listTrends } from "@/lib/segments/server/list-trends";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Segments" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "segments.read");
	const [list, trends] = await Promise.all([listSegments(ctx, segmentListQuery), listTrends(ctx)]);
	return (
		<Hydrate
			queries={[
				[segmentsQueries.list().queryKey, list],
				[segmentsQueries.trends().queryKey, trends],
			]}
		>
			<SegmentsPage />
		</Hydrate>
	);
}
