import type { Metadata } from "next";
import { segmentListQuery, segmentsQueries } from "@/components/segments/api";
import { OverlapPage } from "@/components/segments/overlap-page";
import { Hydrate } from "@/components/shell/hydrate";
import { listSegments } from "@/lib/segments/server/list-segments";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Overlap of segments" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "segments.read");
	const list = await listSegments(ctx, segmentListQuery);
	return (
		<Hydrate queries={[[segmentsQueries.list().queryKey, list]]}>
			<OverlapPage />
		</Hydrate>
	);
}
