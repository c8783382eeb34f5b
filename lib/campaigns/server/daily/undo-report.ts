import type { DailyFiguresView } from "@/lib/campaigns/daily/contracts";
import { foldDaily } from "@/lib/campaigns/daily/daily-figures";
import { listDaily } from "@/lib/campaigns/server/daily/list-daily";
import {
	type DailyScope,
	lockCampaign,
	putInForce,
	readReports,
} from "@/lib/campaigns/server/daily/store-report";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Takes a report back: its days are as the other reports have them. It stays listed, as undone. */
export async function undoReport(
	ctx: Context,
	{ reportId, ...scope }: DailyScope & { reportId: string },
): Promise<DailyFiguresView> {
	allow(ctx, "campaigns.write");
	await ctx.db.$transaction(async (tx) => {
		await lockCampaign(tx, ctx, scope.campaignId);
		const report = await tx.dailyReport.findFirst({
			where: { id: reportId, campaignId: scope.campaignId, kind: scope.kind },
		});
		if (!report) throw new AppError("not_found", "This report does not exist in this campaign.");
		if (report.undoneAt !== null) return;
		await tx.dailyReport.update({
			where: { id: reportId },
			data: { undoneAt: ctx.now, undoneBy: ctx.actor.name },
		});
		await putInForce(tx, scope, report.source, foldDaily(await readReports(tx, scope, report.source)));
		await recordAudit(tx, ctx, `campaign.${scope.kind}_undone`, scope.campaignId, {
			report: reportId,
			source: report.source,
			file: report.fileName,
		});
	});
	return await listDaily(ctx, scope);
}
