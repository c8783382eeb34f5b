import { AppError } from "@/lib/kernel/app-error";
import type { SegmentRefresh } from "@/lib/segments/contracts";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import { requireSegment } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Recomputes the people of a segment's current version as of now and switches to them. While another refreshes it, this
 * waits for up to `patienceMs`, then is refused.
 */
export async function refreshSegment(
	ctx: Context,
	segmentId: string,
	options: { patienceMs?: number } = {},
): Promise<SegmentRefresh> {
	allow(ctx, "segments.write");
	const { archivedAt } = await requireSegment(ctx, ctx.db, segmentId);
	if (archivedAt) throw new AppError("precondition", "An archived segment is not refreshed.");
	const [refresh] = await refreshSegments(ctx, [segmentId], options);
	if (!refresh) throw new AppError("precondition", "An archived segment is not refreshed.");
	const { segmentId: _, ...shown } = refresh;
	return shown;
}
