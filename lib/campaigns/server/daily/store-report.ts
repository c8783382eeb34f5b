import { z } from "zod";
import {
	compareDaily,
	type DailyChange,
	type DailyEntry,
	type DailyKind,
	type DailyTotals,
	foldDaily,
} from "@/lib/campaigns/daily/daily-figures";
import type { DayRange, RefusedRow } from "@/lib/campaigns/daily/read-daily-file";
import { findBareCampaign } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { dayMs } from "@/lib/kernel/calendar-day";
import { newId } from "@/lib/kernel/ids";
import { localDayNumber } from "@/lib/kernel/zoned-time";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** More reports than this are no one's doing: something calls the API in a loop. */
const MAX_REPORTS = 1_000;
/** Of the reports of one source that are in force; the fold reads all of them. */
const MAX_ENTRIES = 50_000;
/** A day further ahead of the campaign than this is a typing error. */
const DAYS_AHEAD = 366;

const figures = z.object({
	cost: z.number().optional(),
	conversions: z.number().optional(),
	value: z.number().optional(),
});
const entries = z.array(z.object({ day: z.number(), line: z.string(), figures: figures.nullable() }));

export interface DailyScope {
	campaignId: string;
	kind: DailyKind;
}

type CampaignDates = { createdAt: Date; launchedAt: Date | null };

/** Days that can be right for this campaign, in the workspace's calendar. */
export function dayRange(ctx: Context, { createdAt, launchedAt }: CampaignDates): DayRange {
	const zone = ctx.workspace.timeZone;
	const begun = Math.min(createdAt.getTime(), launchedAt?.getTime() ?? createdAt.getTime());
	return {
		first: localDayNumber(begun, zone) - DAYS_AHEAD,
		today: localDayNumber(ctx.now.getTime(), zone),
	};
}

/** Waits for another change of the same campaign's figures; refused for one that is archived. */
export async function lockCampaign(tx: Transaction, ctx: Context, campaignId: string) {
	await tx.$executeRaw`SELECT 1 FROM campaign WHERE id = ${campaignId} AND workspace_id = ${ctx.workspace.id} FOR UPDATE`;
	const campaign = await findBareCampaign(tx, ctx, campaignId);
	if (campaign.archivedAt !== null)
		throw new AppError("precondition", "This campaign is archived. Restore it first.");
	return campaign;
}

/** The source as it is already written, whatever its capitals; one exists for every platform, none for costs. */
export async function findSource(
	tx: Pick<Transaction, "dailyReport">,
	{ campaignId, kind }: DailyScope,
	source: string,
): Promise<string> {
	if (kind === "cost") {
		if (source === "") return "";
		throw new AppError("invalid", "Costs are the campaign's: leave the source out.", {
			issues: [{ path: "source", message: "Costs have no source." }],
		});
	}
	if (source === "")
		throw new AppError("invalid", "Name the ad platform whose totals these are.", {
			issues: [{ path: "source", message: "Name the ad platform." }],
		});
	const known = await tx.dailyReport.findFirst({
		where: { campaignId, kind, source: { equals: source, mode: "insensitive" } },
		select: { source: true },
	});
	return known?.source ?? source;
}

/** The entries of the reports in force, oldest first. */
export async function readReports(
	tx: Pick<Transaction, "dailyReport">,
	{ campaignId, kind }: DailyScope,
	source: string,
): Promise<DailyEntry[][]> {
	const rows = await tx.dailyReport.findMany({
		where: { campaignId, kind, source, undoneAt: null },
		select: { entries: true },
		orderBy: { position: "asc" },
	});
	return rows.map((row) => entries.parse(row.entries));
}

/** Adds a report and puts what then holds in force. */
export async function storeReport(
	tx: Transaction,
	ctx: Context,
	scope: DailyScope,
	report: { source: string; fileName: string | null; entries: DailyEntry[]; refused: RefusedRow[] },
): Promise<DailyChange[]> {
	const before = await readReports(tx, scope, report.source);
	const last = await tx.dailyReport.aggregate({
		where: { campaignId: scope.campaignId },
		_max: { position: true },
		_count: true,
	});
	const count = before.reduce((sum, one) => sum + one.length, report.entries.length);
	if (last._count >= MAX_REPORTS || count > MAX_ENTRIES)
		throw new AppError(
			"invalid",
			`A campaign keeps at most ${MAX_REPORTS.toLocaleString("en-US")} reports with ${MAX_ENTRIES.toLocaleString("en-US")} rows in force. Undo those that later ones replaced.`,
		);
	const then = foldDaily(before);
	const now = foldDaily([...before, report.entries]);
	const changes = compareDaily(then, now);
	const id = newId("rpt", ctx.now.getTime());
	await tx.dailyReport.create({
		data: {
			id,
			campaignId: scope.campaignId,
			kind: scope.kind,
			source: report.source,
			position: (last._max.position ?? 0) + 1,
			fileName: report.fileName,
			// Safe because Prisma's own type of JSON has no interfaces.
			entries: report.entries as object[],
			changes: changes as object[],
			refused: report.refused as object[],
			createdById: ctx.actor.id,
			createdBy: ctx.actor.name,
			createdAt: ctx.now,
		},
	});
	await putInForce(tx, scope, report.source, now);
	await recordAudit(tx, ctx, `campaign.${scope.kind}_reported`, scope.campaignId, {
		report: id,
		source: report.source,
		file: report.fileName,
		days: changes.length,
		refused: report.refused.length,
	});
	return changes;
}

/** Writes the figures in force of one source. */
export async function putInForce(
	tx: Transaction,
	{ campaignId, kind }: DailyScope,
	source: string,
	totals: DailyTotals,
): Promise<void> {
	await tx.dailyFigure.deleteMany({ where: { campaignId, kind, source } });
	const big = (micros: number | undefined) => (micros === undefined ? null : BigInt(micros));
	await tx.dailyFigure.createMany({
		data: [...totals].map(([day, { cost, conversions, value }]) => ({
			campaignId,
			kind,
			source,
			day: new Date(day * dayMs),
			cost: big(cost),
			conversions: big(conversions),
			value: big(value),
		})),
	});
}
