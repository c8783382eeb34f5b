import { campaignStatus } from "@/lib/campaigns/contracts";
import type { LiftSummary } from "@/lib/lift/contracts";
import { readLift } from "@/lib/lift/server/read-lift";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Verdict and main figures of every campaign launched or imported, newest first; the cursor is the last id seen. */
export async function listLift(
	ctx: Context,
	query: { cursor?: string | undefined; limit: number },
): Promise<{ items: LiftSummary[]; nextCursor: string | null }> {
	allow(ctx, "campaigns.read");
	const limit = Math.min(query.limit, 50);
	const rows = await ctx.db.campaign.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			archivedAt: null,
			status: { in: ["running", "ended", "imported"] },
			...(query.cursor ? { id: { lt: query.cursor } } : {}),
		},
		select: { id: true, status: true },
		orderBy: { id: "desc" },
		take: limit + 1,
	});
	const items: LiftSummary[] = [];
	for (const { id, status } of rows.slice(0, limit)) {
		const read = await readLift(ctx, id);
		items.push({
			campaignId: id,
			name: read.campaign.name,
			status: campaignStatus.exclude(["draft"]).parse(status),
			asOf: read.asOf,
			verdict: read.verdict,
			treated: read.people.treated + read.people.treatedOpen,
			holdout: read.people.holdout + read.people.holdoutOpen,
			primary: read.metrics.find((metric) => metric.isPrimary) ?? read.metrics[0] ?? null,
			incrementalValue: read.incrementalValue,
			currency: read.campaign.currency,
		});
	}
	return { items, nextCursor: rows.length > limit ? (items.at(-1)?.campaignId ?? null) : null };
}
