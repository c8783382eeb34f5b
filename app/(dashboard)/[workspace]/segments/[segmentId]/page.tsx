import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { answerSoon, streamPatienceMs } from "@/app/answer-soon";
import { nameTitle } from "@/app/name-title";
import { catalogQueries, segmentsQueries } from "@/components/segments/api";
import { SegmentPage } from "@/components/segments/segment-page";
import { type Answered, dehydrateAnswers, Hydrate } from "@/components/shell/hydrate";
import { listSmallestAudiences } from "@/lib/destinations/server/list-smallest-audiences";
import { AppError } from "@/lib/kernel/app-error";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import type { SegmentDetail } from "@/lib/segments/contracts";
import { getSegment } from "@/lib/segments/server/get-segment";
import { lintSegment } from "@/lib/segments/server/insights/lint-segment";
import { listTrends } from "@/lib/segments/server/list-trends";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { readAudienceOwner } from "@/lib/segments/server/read-audience-owner";
import { samplePeople } from "@/lib/segments/server/sample-people";
import { may } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";
import { openPage } from "@/lib/workspaces/server/open-page";

type Props = { params: Promise<{ workspace: string; segmentId: string }> };

// Read once for the title and the page.
const findSegment = cache(getSegment);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	return await nameTitle("Segment", async () =>
		findSegment(await openPage(params, "segments.read"), (await params).segmentId),
	);
}

export default async function Page({ params }: Props) {
	const ctx = await openPage(params, "segments.read");
	const { workspace, segmentId } = await params;
	// A campaign's own audience is shown and changed on the campaign's page.
	const campaignId = await readAudienceOwner(ctx, segmentId);
	if (campaignId !== null) redirect(`/${workspace}/campaigns/${campaignId}`);
	const [segment, catalog, trend] = await Promise.all([
		findSegment(ctx, segmentId),
		getCatalog(ctx),
		listTrends(ctx, { segmentId }),
	]).catch((error: unknown) => {
		if (error instanceof AppError && error.code === "not_found") notFound();
		throw error;
	});
	const openedAt = ctx.now.toISOString();
	const first = readFirstAnswers(ctx, segment, openedAt);
	const soon = await answerSoon(first);
	return (
		<Hydrate
			queries={[
				[segmentsQueries.detail(segmentId).queryKey, segment],
				[segmentsQueries.trend(segmentId).queryKey, trend],
				[catalogQueries.all().queryKey, catalog],
				...(soon ?? []),
			]}
		>
			<SegmentPage
				segmentId={segmentId}
				openedAt={openedAt}
				lateAnswers={soon ? null : first.then(dehydrateAnswers)}
			/>
		</Hydrate>
	);
}

/** The saved rule's size, some of its people and its findings: what the builder requests first. */
async function readFirstAnswers(ctx: Context, { id, rule }: SegmentDetail, asOf: string): Promise<Answered> {
	if (!may(ctx.actor.role, "people.read") || rule.rules.length === 0) return [];
	const [size, sample, lint] = await Promise.all([
		answerSoon(previewSegment(ctx, { rule, asOf }), streamPatienceMs),
		answerSoon(samplePeople(ctx, { rule, asOf }), streamPatienceMs),
		answerSoon(
			listSmallestAudiences(ctx).then((minimums) => lintSegment(ctx, { rule, segmentId: id }, { minimums })),
			streamPatienceMs,
		),
	]);
	return [
		...(size ? [[segmentsQueries.preview(rule, asOf).queryKey, { rule, ...size }] as const] : []),
		...(sample ? [[segmentsQueries.sample(rule, asOf).queryKey, sample] as const] : []),
		...(lint ? [[segmentsQueries.lint(rule, id).queryKey, lint] as const] : []),
	];
}
