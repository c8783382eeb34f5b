import { AppError } from "@/lib/kernel/app-error";
import { openProfile } from "@/lib/profiles/server/open-profile";
import type { GoldenPerson } from "@/lib/segments/insights-contracts";
import { listGolden } from "@/lib/segments/server/insights/list-golden";
import { refuseAudience } from "@/lib/segments/server/refuse-audience";
import { requireSegment } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

const maxPinned = 50;

/** Records that a person is expected in a segment, or out of it. Replaces an earlier expectation. */
export async function pinGolden(
	ctx: Context,
	segmentId: string,
	profileId: number,
	{ expected, note }: { expected: "in" | "out"; note: string },
): Promise<{ asOf: string; items: GoldenPerson[] }> {
	allow(ctx, "segments.write");
	refuseAudience(await requireSegment(ctx, ctx.db, segmentId));
	const { uid, uids } = await openProfile(ctx, profileId);
	await ctx.db.$transaction(async (tx) => {
		// One at a time for each segment, so that the limit holds.
		await tx.$queryRaw`SELECT id FROM segment WHERE id = ${segmentId} FOR UPDATE`;
		await tx.goldenPerson.deleteMany({ where: { segmentId, uid: { in: uids } } });
		const count = await tx.goldenPerson.count({ where: { segmentId } });
		if (count >= maxPinned) {
			throw new AppError("limit", `At most ${maxPinned} test profiles for one segment: remove one first.`, {
				retryable: false,
			});
		}
		const by = { pinnedBy: ctx.actor.id, pinnedName: ctx.actor.name, pinnedAt: ctx.now };
		await tx.goldenPerson.create({ data: { segmentId, uid, expected, note, ...by } });
		await recordAudit(tx, ctx, "segment.golden_pinned", segmentId, { uid, expected });
	});
	return listGolden(ctx, segmentId);
}

/** Removes a person's expectation; does nothing for one who was not pinned. */
export async function unpinGolden(
	ctx: Context,
	segmentId: string,
	profileId: number,
): Promise<{ asOf: string; items: GoldenPerson[] }> {
	allow(ctx, "segments.write");
	await requireSegment(ctx, ctx.db, segmentId);
	const { uids } = await openProfile(ctx, profileId);
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.goldenPerson.deleteMany({ where: { segmentId, uid: { in: uids } } });
		if (count > 0) await recordAudit(tx, ctx, "segment.golden_unpinned", segmentId, { uid: profileId });
	});
	return listGolden(ctx, segmentId);
}
