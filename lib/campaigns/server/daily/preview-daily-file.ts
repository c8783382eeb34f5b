import type { DailyPreview, PreviewDailyInput } from "@/lib/campaigns/daily/contracts";
import {
	compareDaily,
	type DailyChange,
	foldDaily,
	inUnits,
	sumDaily,
} from "@/lib/campaigns/daily/daily-figures";
import { missingChoices } from "@/lib/campaigns/daily/daily-mapping";
import { guessDailyMapping } from "@/lib/campaigns/daily/guess-daily-mapping";
import { readDailyFile } from "@/lib/campaigns/daily/read-daily-file";
import { openDailyFile } from "@/lib/campaigns/server/daily/open-daily-file";
import {
	type DailyScope,
	dayRange,
	findSource,
	readReports,
} from "@/lib/campaigns/server/daily/store-report";
import { findBareCampaign } from "@/lib/campaigns/server/read-campaign";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const SHOWN = 50;
const SAMPLE_ROWS = 3;
const MAX_CHOICES = 100;

/** What importing a file would change; stores nothing. */
export async function previewDailyFile(
	ctx: Context,
	scope: DailyScope,
	{ source, text, mapping: given }: PreviewDailyInput,
): Promise<DailyPreview> {
	allow(ctx, "campaigns.write");
	const campaign = await findBareCampaign(ctx.db, ctx, scope.campaignId);
	const table = openDailyFile(text, given);
	const rows = table.rows.map(({ cells }) => cells);
	const mapping =
		given ?? guessDailyMapping(scope.kind, table, table.columns, rows.slice(0, 500), campaign.name);
	const missing = missingChoices(scope.kind, mapping);
	const known = await findSource(ctx.db, scope, source);
	const reports = await readReports(ctx.db, scope, known);
	const before = foldDaily(reports);
	const read =
		missing.length > 0
			? { entries: [], refused: [], repeated: [] }
			: readDailyFile(scope.kind, table, mapping, {
					...dayRange(ctx, campaign),
					currency: campaign.currency,
				});
	const after = foldDaily([...reports, read.entries]);
	const changes = compareDaily(before, after);
	return {
		columns: table.columns,
		rowCount: rows.length,
		sample: rows.slice(0, SAMPLE_ROWS),
		mapping,
		onlyValues: mapping.onlyColumn === null ? [] : valuesOf(rows, mapping.onlyColumn),
		missing,
		repeated: read.repeated,
		days: new Set(read.entries.map(({ day }) => day)).size,
		changed: changes.length,
		changes: changes.slice(0, SHOWN).map(changeInUnits),
		refused: read.refused.length,
		refusedRows: read.refused.slice(0, SHOWN),
		before: inUnits(sumDaily(before)),
		after: inUnits(sumDaily(after)),
	};
}

function changeInUnits({ day, before, after }: DailyChange) {
	return { day, before: before && inUnits(before), after: after && inUnits(after) };
}

function valuesOf(rows: readonly (readonly string[])[], column: number): string[] {
	const counts = new Map<string, number>();
	for (const cells of rows) {
		const value = cells[column]?.trim();
		if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
	}
	return [...counts]
		.sort(([, a], [, b]) => b - a)
		.slice(0, MAX_CHOICES)
		.map(([value]) => value);
}
