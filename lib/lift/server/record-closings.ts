import { toClosing } from "@/lib/lift/late-change";
import { readLift } from "@/lib/lift/server/read-lift";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { systemContext } from "@/lib/workspaces/server/context";

/** Read in one tick; the rest follow in the next. */
const MAX_AT_ONCE = 20;

/**
 * Keeps the figures of campaigns whose last conversion window has closed, once, so that what arrives later is told apart.
 * For one workspace, or all. Returns how many were due and how many failed; a failed one is tried again.
 */
export async function recordClosings(
	now: Date = new Date(),
	workspaceId?: string,
): Promise<{ seen: number; failed: number }> {
	const due = await database().campaign.findMany({
		where: {
			status: "ended",
			measuredUntil: { lte: now },
			closing: null,
			archivedAt: null,
			...(workspaceId ? { workspaceId } : {}),
		},
		select: { id: true, workspaceId: true, measuredUntil: true },
		orderBy: { measuredUntil: "asc" },
		take: MAX_AT_ONCE,
	});
	let failed = 0;
	for (const { id, workspaceId: owner, measuredUntil } of due) {
		try {
			const ctx = await systemContext(owner, undefined, now);
			const figures = toClosing(await readLift(ctx, id));
			await ctx.db.campaignClosing.createMany({
				data: [{ campaignId: id, closedAt: measuredUntil ?? now, readAt: now, figures }],
				// Another worker may have been quicker.
				skipDuplicates: true,
			});
		} catch (error) {
			failed += 1;
			log.error("lift.closing_failed", { campaignId: id, error });
		}
	}
	return { seen: due.length, failed };
}
