import type { SegmentRefresh as RefreshRow } from "@/lib/platform/postgres/generated/client";
import { countForRest } from "@/lib/profiles/server/count-profiles";
import { segmentRule } from "@/lib/rules/rule";
import type { SegmentHistory, SegmentRefresh } from "@/lib/segments/contracts";
import { requireSegment } from "@/lib/segments/server/segment-row";
import { maskCount, maskSize } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** A refresh's row as the API shows it. */
export function toRefresh(
	ctx: Pick<Context, "actor">,
	row: RefreshRow,
	base: number | null = null,
): SegmentRefresh {
	return {
		id: row.id,
		version: row.version,
		asOf: row.asOf.toISOString(),
		// Safe because only refreshSegment writes the column, with these values.
		status: row.status as SegmentRefresh["status"],
		size: maskSize(ctx, row.size, base),
		knownSize: maskSize(ctx, row.knownSize, row.size),
		entered: maskSize(ctx, row.entered),
		exited: maskSize(ctx, row.exited),
		error: row.error,
		startedAt: row.startedAt.toISOString(),
		finishedAt: row.finishedAt?.toISOString() ?? null,
	};
}

/** Versions, newest first; the last hundred refreshes, newest first; and the size at each finished one, oldest first. */
export async function getHistory(ctx: Context, segmentId: string): Promise<SegmentHistory> {
	allow(ctx, "segments.read");
	await requireSegment(ctx, ctx.db, segmentId);
	const [base, versions, refreshes, sizes] = await Promise.all([
		countForRest(ctx),
		ctx.db.segmentVersion.findMany({ where: { segmentId }, orderBy: { version: "desc" }, take: 100 }),
		ctx.db.segmentRefresh.findMany({ where: { segmentId }, orderBy: { startedAt: "desc" }, take: 100 }),
		ctx.db.segmentRefresh.findMany({
			where: { segmentId, status: "finished" },
			orderBy: { asOf: "desc" },
			take: 2000,
			select: { asOf: true, finishedAt: true, size: true, knownSize: true, version: true },
		}),
	]);
	return {
		versions: versions.map(({ version, rule, createdName, createdAt }) => ({
			version,
			rule: segmentRule.parse(rule),
			createdName,
			createdAt: createdAt.toISOString(),
		})),
		refreshes: refreshes.map((row) => toRefresh(ctx, row, base)),
		sizes: sizes.reverse().map(({ asOf, finishedAt, size, knownSize, version }) => ({
			asOf: asOf.toISOString(),
			servedAt: (finishedAt ?? asOf).toISOString(),
			size: maskCount(ctx, size ?? 0, base),
			knownSize: maskSize(ctx, knownSize, size),
			version,
		})),
	};
}
