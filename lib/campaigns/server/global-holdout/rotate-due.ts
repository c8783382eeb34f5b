import { rotateIfDue } from "@/lib/campaigns/server/global-holdout/change-global-holdout";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { systemContext } from "@/lib/workspaces/server/context";

/** Replaces groups of global holdouts that are due. A failing workspace does not stop the others. */
export async function rotateDue(
	now: Date,
	workspaceId?: string,
): Promise<{ seen: number; rotated: number; failed: number }> {
	const due = await database().globalHoldout.findMany({
		where: { endedAt: null, nextRotationAt: { lte: now }, ...(workspaceId ? { workspaceId } : {}) },
		select: { workspaceId: true },
		orderBy: { id: "asc" },
	});
	let rotated = 0;
	let failed = 0;
	for (const one of due) {
		try {
			if (await rotateIfDue(await systemContext(one.workspaceId, undefined, now))) rotated += 1;
		} catch (error) {
			failed += 1;
			log.error("campaigns.global_rotation_failed", { workspaceId: one.workspaceId, error });
		}
	}
	return { seen: due.length, rotated, failed };
}
