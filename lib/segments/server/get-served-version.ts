import { requireSegment } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Which version's people are being served and as of when; null while none were built yet. */
export async function getServedVersion(
	ctx: Context,
	segmentId: string,
): Promise<{ version: number; asOf: Date; size: number } | null> {
	allow(ctx, "segments.read");
	const { servedVersion, asOf, size } = await requireSegment(ctx, ctx.db, segmentId);
	return servedVersion === null || asOf === null ? null : { version: servedVersion, asOf, size: size ?? 0 };
}
