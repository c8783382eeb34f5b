import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { catalogQueries, segmentsQueries } from "@/components/segments/api";
import { SegmentPage } from "@/components/segments/segment-page";
import { Hydrate } from "@/components/shell/hydrate";
import { AppError } from "@/lib/kernel/app-error";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { getSegment } from "@/lib/segments/server/get-segment";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Segment" };

export default async function Page({
	params,
}: {
	params: Promise<{ workspace: string; segmentId: string }>;
}) {
	const ctx = await openPage(params, "segments.read");
	const { segmentId } = await params;
	const [segment, catalog] = await Promise.all([getSegment(ctx, segmentId), getCatalog(ctx)]).catch(
		(error: unknown) => {
			if (error instanceof AppError && error.code === "not_found") notFound();
			throw error;
		},
	);
	return (
		<Hydrate
			queries={[
				[segmentsQueries.detail(segmentId).queryKey, segment],
				[catalogQueries.all().queryKey, catalog],
			]}
		>
			<SegmentPage segmentId={segmentId} openedAt={ctx.now.toISOString()} />
		</Hydrate>
	);
}
