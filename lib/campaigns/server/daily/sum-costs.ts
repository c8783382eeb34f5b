import { dayMs } from "@/lib/kernel/calendar-day";
import { localDayNumber } from "@/lib/kernel/zoned-time";
import type { Context } from "@/lib/workspaces/server/context";

/** What a campaign cost per day, summed up to the day of `ctx.now`; null where no cost per day is known. */
export async function sumCosts(
	ctx: Context,
	campaignId: string,
): Promise<{ cents: number; lastDay: string } | null> {
	const today = localDayNumber(ctx.now.getTime(), ctx.workspace.timeZone);
	const { _sum, _max } = await ctx.db.dailyFigure.aggregate({
		where: { campaignId, kind: "cost", day: { lte: new Date(today * dayMs) }, cost: { not: null } },
		_sum: { cost: true },
		_max: { day: true },
	});
	if (_sum.cost === null || _max.day === null) return null;
	return { cents: Math.round(Number(_sum.cost) / 10_000), lastDay: _max.day.toISOString().slice(0, 10) };
}
