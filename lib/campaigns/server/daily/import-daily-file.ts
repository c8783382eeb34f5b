import type { DailyFiguresView, ImportDailyInput } from "@/lib/campaigns/daily/contracts";
import { missingChoices } from "@/lib/campaigns/daily/daily-mapping";
import { readDailyFile } from "@/lib/campaigns/daily/read-daily-file";
import { listDaily } from "@/lib/campaigns/server/daily/list-daily";
import { openDailyFile } from "@/lib/campaigns/server/daily/open-daily-file";
import {
	type DailyScope,
	dayRange,
	findSource,
	lockCampaign,
	storeReport,
} from "@/lib/campaigns/server/daily/store-report";
import { findBareCampaign } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Imports a file of days: rows it cannot count are kept with their reasons. */
export async function importDailyFile(
	ctx: Context,
	scope: DailyScope,
	{ source, fileName, text, mapping }: ImportDailyInput,
): Promise<DailyFiguresView> {
	allow(ctx, "campaigns.write");
	// Before anything is said of the file.
	await findBareCampaign(ctx.db, ctx, scope.campaignId);
	const table = openDailyFile(text, mapping);
	const [missing] = missingChoices(scope.kind, mapping);
	if (missing) throw new AppError("invalid", missing, { issues: [{ path: "mapping", message: missing }] });
	await ctx.db.$transaction(async (tx) => {
		const campaign = await lockCampaign(tx, ctx, scope.campaignId);
		const limits = { ...dayRange(ctx, campaign), currency: campaign.currency };
		const { entries, refused, repeated } = readDailyFile(scope.kind, table, mapping, limits);
		if (repeated.length > 0) {
			const message = `${repeated[0]}${repeated.length > 1 ? ` and ${repeated.length - 1} other days` : ""} are in the file more than once. Choose the column that tells the rows apart, or to add them together.`;
			throw new AppError("invalid", message, { issues: [{ path: "mapping.sameDay", message }] });
		}
		if (entries.length === 0)
			throw new AppError("invalid", `No row of the file can be counted: ${firstReason(refused)}.`, {
				issues: [{ path: "text", message: "No row can be counted." }],
			});
		const known = await findSource(tx, scope, source);
		await storeReport(tx, ctx, scope, { source: known, fileName, entries, refused });
	});
	return await listDaily(ctx, scope);
}

function firstReason(refused: readonly { line: number; column: string; reason: string }[]): string {
	const [first] = refused;
	return first ? `line ${first.line}, ${first.column || "the row"} ${first.reason}` : "it has none";
}
