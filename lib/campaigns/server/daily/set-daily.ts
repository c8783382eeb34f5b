import type { DailyFiguresView, SetDailyInput } from "@/lib/campaigns/daily/contracts";
import {
	type DailyEntry,
	inMicros,
	LARGEST_FIGURE,
	measures,
	measuresOf,
} from "@/lib/campaigns/daily/daily-figures";
import { dayProblem } from "@/lib/campaigns/daily/read-daily-file";
import { listDaily } from "@/lib/campaigns/server/daily/list-daily";
import {
	type DailyScope,
	dayRange,
	findSource,
	lockCampaign,
	storeReport,
} from "@/lib/campaigns/server/daily/store-report";
import { AppError, type Issue } from "@/lib/kernel/app-error";
import { readDay } from "@/lib/kernel/calendar-day";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** States figures of whole days by hand; null takes a day away. */
export async function setDaily(
	ctx: Context,
	scope: DailyScope,
	{ source, days }: SetDailyInput,
): Promise<DailyFiguresView> {
	allow(ctx, "campaigns.write");
	await ctx.db.$transaction(async (tx) => {
		const campaign = await lockCampaign(tx, ctx, scope.campaignId);
		const range = dayRange(ctx, campaign);
		const issues: Issue[] = [];
		const entries: DailyEntry[] = [];
		const seen = new Set<number>();
		for (const [index, { day, figures }] of days.entries()) {
			const number = readDay(day);
			const at = `days.${index}`;
			const wrongDay = number === null ? "There is no such day." : dayProblem(number, range);
			if (wrongDay !== null || number === null) {
				issues.push({ path: `${at}.day`, message: wrongDay ?? "" });
				continue;
			}
			if (seen.has(number)) issues.push({ path: `${at}.day`, message: `${day} is given twice.` });
			seen.add(number);
			if (figures === null) {
				entries.push({ day: number, line: "", figures: null });
				continue;
			}
			const foreign = measures.find(
				(measure) => figures[measure] !== undefined && !measuresOf[scope.kind].includes(measure),
			);
			const given = measuresOf[scope.kind].filter((measure) => figures[measure] !== undefined);
			const micros = inMicros(figures);
			if (foreign) issues.push({ path: `${at}.figures.${foreign}`, message: "Does not belong here." });
			else if (given.length === 0) issues.push({ path: `${at}.figures`, message: "Give a number." });
			else if (micros === null)
				issues.push({
					path: `${at}.figures.${given[0]}`,
					message: `At most ${LARGEST_FIGURE.toLocaleString("en-US")}: more is taken for a mistake.`,
				});
			else if ((micros.conversions ?? 0) < 0)
				issues.push({ path: `${at}.figures.conversions`, message: "Not less than 0." });
			else entries.push({ day: number, line: "", figures: micros });
		}
		if (issues.length > 0) throw new AppError("invalid", "Some days cannot be saved like this.", { issues });
		const known = await findSource(tx, scope, source);
		await storeReport(tx, ctx, scope, { source: known, fileName: null, entries, refused: [] });
	});
	return await listDaily(ctx, scope);
}
