import { z } from "zod";
import type { DailyScope } from "@/lib/campaigns/server/daily/store-report";
import { findBareCampaign } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { attachment } from "@/lib/kernel/attachment";
import { csvCell } from "@/lib/kernel/csv-cell";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const stored = z.array(
	z.object({ line: z.number(), column: z.string(), reason: z.string(), text: z.string() }),
);

/** The rows of a file that are not counted, as CSV. */
export async function downloadRefused(
	ctx: Context,
	{ campaignId, kind, reportId }: DailyScope & { reportId: string },
): Promise<Response> {
	allow(ctx, "data.read");
	await findBareCampaign(ctx.db, ctx, campaignId);
	const report = await ctx.db.dailyReport.findFirst({ where: { id: reportId, campaignId, kind } });
	if (!report) throw new AppError("not_found", "This report does not exist in this campaign.");
	const rows = stored.parse(report.refused);
	const lines = [
		["line", "column", "reason", "row"],
		...rows.map(({ line, column, reason, text }) => [String(line), column, reason, text]),
	];
	const name = (report.fileName ?? "typed").replace(/\.[^.]*$/, "");
	return new Response(lines.map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join(""), {
		headers: {
			"content-type": "text/csv; charset=utf-8",
			"content-disposition": attachment(`${name}-refused`, "csv", "refused"),
			"cache-control": "no-store",
		},
	});
}
