import { AppError } from "@/lib/kernel/app-error";
import type { SegmentDetail } from "@/lib/segments/contracts";
import { readRule, requireSegment, toDetail } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Puts a segment away: it is no longer refreshed. Refused while a sync or a campaign still stands on it. */
export async function archiveSegment(ctx: Context, segmentId: string): Promise<SegmentDetail> {
	allow(ctx, "segments.write");
	return ctx.db.$transaction(async (tx) => {
		await tx.$queryRaw`SELECT id FROM segment WHERE id = ${segmentId} FOR UPDATE`;
		const before = await requireSegment(ctx, tx, segmentId);
		const rule = await readRule(tx, segmentId, before.currentVersion);
		if (before.archivedAt) return toDetail(ctx, before, rule);
		const [syncs, campaigns] = await Promise.all([
			tx.sync.findMany({ where: { segmentId, archivedAt: null }, select: { name: true } }),
			tx.campaign.findMany({
				where: { segmentId, archivedAt: null, status: { in: ["draft", "running"] } },
				select: { name: true },
			}),
		]);
		const users = [...syncs, ...campaigns].map(({ name }) => name);
		if (users.length > 0) {
			throw new AppError("precondition", `Still used by ${users.join(", ")}: end or archive that first.`);
		}
		const segment = await tx.segment.update({
			where: { id: segmentId },
			data: { archivedAt: ctx.now, updatedAt: ctx.now },
		});
		await recordAudit(tx, ctx, "segment.archived", segmentId, { name: segment.name });
		return toDetail(ctx, segment, rule);
	});
}
