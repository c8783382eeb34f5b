import type { SegmentDetail } from "@/lib/segments/contracts";
import { findDependants } from "@/lib/segments/server/find-dependants";
import { refuseAudience } from "@/lib/segments/server/refuse-audience";
import { readRule, requireSegment, toDetail } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Takes a segment out of the archive; its next refresh brings its people up to date, and those who build on it. */
export async function restoreSegment(ctx: Context, segmentId: string): Promise<SegmentDetail> {
	allow(ctx, "segments.write");
	return ctx.db.$transaction(async (tx) => {
		await tx.$queryRaw`SELECT id FROM segment WHERE id = ${segmentId} FOR UPDATE`;
		const before = await requireSegment(ctx, tx, segmentId);
		refuseAudience(before);
		const rule = await readRule(tx, segmentId, before.currentVersion);
		if (!before.archivedAt) return toDetail(ctx, before, rule);
		const segment = await tx.segment.update({
			where: { id: segmentId },
			data: { archivedAt: null, updatedAt: ctx.now },
		});
		const { segmentIds } = await findDependants(tx, ctx, segmentId);
		await tx.segment.updateMany({ where: { id: { in: segmentIds } }, data: { fullAsOf: null } });
		await recordAudit(tx, ctx, "segment.restored", segmentId, { name: segment.name });
		return toDetail(ctx, segment, rule);
	});
}
