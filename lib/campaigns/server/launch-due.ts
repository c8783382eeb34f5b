import { launchCampaign } from "@/lib/campaigns/server/launch-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { systemContext } from "@/lib/workspaces/server/context";

/**
 * Launches scheduled campaigns whose time has come. One that cannot be launched stays scheduled with the reason, which its
 * page, Home and notifications give, and is tried again at the next tick.
 */
export async function launchDue(
	now: Date,
	workspaceId?: string,
): Promise<{ seen: number; launched: number; failed: number }> {
	const db = database();
	const due = await db.campaign.findMany({
		where: {
			status: "scheduled",
			startsAt: { lte: now },
			archivedAt: null,
			...(workspaceId ? { workspaceId } : {}),
		},
		select: { id: true, workspaceId: true },
		orderBy: [{ startsAt: "asc" }, { id: "asc" }],
	});
	let launched = 0;
	let failed = 0;
	for (const { id, workspaceId: owner } of due) {
		try {
			await launchCampaign(await systemContext(owner, undefined, now), id);
			launched += 1;
		} catch (error) {
			const isKnown = error instanceof AppError && error.code !== "internal";
			if (!isKnown) {
				failed += 1;
				log.error("campaigns.launch_failed", { campaignId: id, error });
			}
			const launchProblem = isKnown
				? error.message
				: "Something went wrong inside Muster. It is tried again every minute.";
			await db.campaign.updateMany({ where: { id, status: "scheduled" }, data: { launchProblem } });
		}
	}
	return { seen: due.length, launched, failed };
}
