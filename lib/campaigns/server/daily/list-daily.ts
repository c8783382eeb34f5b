import { z } from "zod";
import type { DailyFiguresView } from "@/lib/campaigns/daily/contracts";
import { addFigures, type Figures, inUnits } from "@/lib/campaigns/daily/daily-figures";
import type { DailyScope } from "@/lib/campaigns/server/daily/store-report";
import { findBareCampaign } from "@/lib/campaigns/server/read-campaign";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const SHOWN_CHANGES = 50;
const SHOWN_REPORTS = 200;

const figures = z
	.object({ cost: z.number().optional(), conversions: z.number().optional(), value: z.number().optional() })
	.nullable();
const storedChanges = z.array(z.object({ day: z.string(), before: figures, after: figures }));

/** A campaign's figures per day, and the reports they come from. */
export async function listDaily(ctx: Context, { campaignId, kind }: DailyScope): Promise<DailyFiguresView> {
	allow(ctx, "campaigns.read");
	const campaign = await findBareCampaign(ctx.db, ctx, campaignId);
	const [rows, reports] = await Promise.all([
		ctx.db.dailyFigure.findMany({
			where: { campaignId, kind },
			orderBy: [{ day: "desc" }, { source: "asc" }],
		}),
		ctx.db.$queryRaw<ReportRow[]>`
			SELECT id, source, file_name AS "fileName", created_by AS by, created_at AS at, undone_by AS "undoneBy", undone_at AS "undoneAt",
				jsonb_array_length(entries) AS days, jsonb_array_length(changes) AS changed, jsonb_array_length(refused) AS refused,
				jsonb_path_query_array(changes, ${`$[0 to ${SHOWN_CHANGES - 1}]`}::text::jsonpath) AS changes
			FROM daily_report WHERE campaign_id = ${campaignId} AND kind = ${kind} ORDER BY position DESC LIMIT ${SHOWN_REPORTS}`,
	]);
	const days = rows.map((row) => ({
		source: row.source,
		day: row.day.toISOString().slice(0, 10),
		micros: figuresOf(row),
	}));
	const sources = [...new Set(days.map(({ source }) => source))].sort();
	return {
		asOf: ctx.now.toISOString(),
		currency: campaign.currency,
		days: days.map(({ source, day, micros }) => ({ source, day, figures: inUnits(micros) })),
		totals: sources.map((source) => {
			const mine = days.filter((day) => day.source === source);
			return {
				source,
				firstDay: mine.at(-1)?.day ?? "",
				lastDay: mine[0]?.day ?? "",
				figures: inUnits(mine.reduce<Figures>((sum, { micros }) => addFigures(sum, micros), {})),
			};
		}),
		reports: reports.map(({ at, undoneAt, changes, ...report }) => ({
			...report,
			at: at.toISOString(),
			undoneAt: undoneAt?.toISOString() ?? null,
			changes: storedChanges.parse(changes).map(({ day, before, after }) => ({
				day,
				before: before && inUnits(before),
				after: after && inUnits(after),
			})),
		})),
	};
}

type ReportRow = {
	id: string;
	source: string;
	fileName: string | null;
	by: string;
	at: Date;
	undoneBy: string | null;
	undoneAt: Date | null;
	days: number;
	changed: number;
	refused: number;
	changes: unknown;
};

/** A stored day's figures; what is null is unknown. */
export function figuresOf(row: {
	cost: bigint | null;
	conversions: bigint | null;
	value: bigint | null;
}): Figures {
	const known: Figures = {};
	if (row.cost !== null) known.cost = Number(row.cost);
	if (row.conversions !== null) known.conversions = Number(row.conversions);
	if (row.value !== null) known.value = Number(row.value);
	return known;
}
