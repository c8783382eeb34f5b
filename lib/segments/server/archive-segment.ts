import { AppError } from "@/lib/kernel/app-error";
import type { SegmentDetail } from "@/lib/segments/contracts";
import { campaignsUsing } from "@/lib/segments/server/campaigns-using";
import { findDependants } from "@/lib/segments/server/find-dependants";
import { refuseAudience } from "@/lib/segments/server/refuse-audience";
import { readRule, requireSegment, toDetail } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Archives a segment: it is no longer refreshed. Refused while a sync or a campaign still depends on it. When
 * other segments or traits build on it, they are returned and nothing happens, until `isConfirmed`; then each
 * of them is reported as out of date, with the reason, for as long as it builds on this one.
 */
export async function archiveSegment(
	ctx: Context,
	segmentId: string,
	{ isConfirmed = false }: { isConfirmed?: boolean } = {},
): Promise<SegmentDetail> {
	allow(ctx, "segments.write");
	return ctx.db.$transaction(async (tx) => {
		await tx.$queryRaw`SELECT id FROM segment WHERE id = ${segmentId} FOR UPDATE`;
		const before = await requireSegment(ctx, tx, segmentId);
		refuseAudience(before);
		const rule = await readRule(tx, segmentId, before.currentVersion);
		if (before.archivedAt) return toDetail(ctx, before, rule);
		const syncs = await tx.sync.findMany({
			where: { segmentId, archivedAt: null },
			select: { name: true },
		});
		const campaigns = await tx.campaign.findMany({
			where: campaignsUsing(ctx, segmentId),
			select: { name: true },
		});
		const users = [...syncs, ...campaigns].map(({ name }) => name);
		if (users.length > 0) {
			throw new AppError("precondition", `Still used by ${users.join(", ")}: end or archive that first.`);
		}
		// Locks out a rule that begins to build on it meanwhile.
		await tx.$queryRaw`SELECT number FROM workspace WHERE number = ${ctx.workspace.number} FOR NO KEY UPDATE`;
		const dependants = await findDependants(tx, ctx, segmentId);
		if (dependants.issues.length > 0 && !isConfirmed) {
			const named = dependants.issues.map(({ message }) => message).join(". ");
			throw new AppError(
				"conflict",
				`Others build on “${before.name}” and would no longer be kept up to date: ${named}. Confirm to archive it anyway.`,
				{ issues: dependants.issues },
			);
		}
		const staleReason = `It builds on “${before.name}”, which is archived`;
		await tx.segment.updateMany({ where: { id: { in: dependants.segmentIds } }, data: { staleReason } });
		await tx.computedTrait.updateMany({ where: { id: { in: dependants.traitIds } }, data: { staleReason } });
		const segment = await tx.segment.update({
			where: { id: segmentId },
			data: { archivedAt: ctx.now, updatedAt: ctx.now },
		});
		await recordAudit(tx, ctx, "segment.archived", segmentId, {
			name: segment.name,
			...(dependants.issues.length > 0
				? { leftBehind: dependants.issues.map(({ message }) => message) }
				: {}),
		});
		return toDetail(ctx, segment, rule);
	});
}
