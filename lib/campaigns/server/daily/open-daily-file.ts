import type { DraftDailyMapping } from "@/lib/campaigns/daily/daily-mapping";
import { type DailyTable, MAX_DAILY_ROWS, readTable } from "@/lib/campaigns/daily/read-daily-file";
import { AppError } from "@/lib/kernel/app-error";

/** A file's rows; refused where there are none, or more than daily figures of one campaign have. */
export function openDailyFile(text: string, given?: DraftDailyMapping): DailyTable {
	const table = readTable(text, given);
	const problem =
		table.rows.length === 0
			? "The file has no rows. Export it with one row per day."
			: table.rows.length > MAX_DAILY_ROWS
				? `The file has more than ${MAX_DAILY_ROWS.toLocaleString("en-US")} rows. Export fewer days at a time.`
				: null;
	if (problem !== null)
		throw new AppError("invalid", problem, { issues: [{ path: "text", message: problem }] });
	return table;
}
