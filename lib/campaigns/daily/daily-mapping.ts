import { z } from "zod";
import { type DailyKind, measuresOf } from "@/lib/campaigns/daily/daily-figures";
import { dateFormat, numberFormat } from "@/lib/sources/files/cell-formats";
import { delimiters } from "@/lib/sources/files/csv-reader";

const column = z.number().int().min(0).max(999);

/** How the rows of a file of days are read. What is null is still to be chosen, or not there. */
export const draftDailyMapping = z.object({
	delimiter: z.enum(delimiters),
	hasHeader: z.boolean(),
	dayColumn: column.nullable(),
	/** How days are written; null while day and month could be swapped. */
	date: dateFormat.nullable(),
	cost: column.nullable().default(null),
	conversions: column.nullable().default(null),
	value: column.nullable().default(null),
	/** How numbers are written; null while `1.234` could be a thousand. */
	number: numberFormat.nullable(),
	/** What tells rows of one day apart, such as an ad's id; null: a row is a whole day. */
	lineColumn: column.nullable().default(null),
	/** Only rows with `onlyValue` in this column are counted; null: all rows. */
	onlyColumn: column.nullable().default(null),
	onlyValue: z.string().max(500).nullable().default(null),
	/** Rows of one day that nothing tells apart: ask about them, or add them together. */
	sameDay: z.enum(["ask", "add"]).default("ask"),
});
export type DraftDailyMapping = z.infer<typeof draftDailyMapping>;

/** What still has to be chosen before a file can be read, in words for the screen. */
export function missingChoices(kind: DailyKind, mapping: DraftDailyMapping): string[] {
	const hasFigure = measuresOf[kind].some((measure) => mapping[measure] !== null);
	return [
		...(mapping.dayColumn === null ? ["Choose the column with the day."] : []),
		...(mapping.date === null ? ["Choose how days are written: day and month could be swapped."] : []),
		...(hasFigure
			? []
			: [kind === "cost" ? "Choose the column with the amount." : "Choose the column with the conversions."]),
		...(mapping.number === null ? ["Choose how numbers are written: 1.234 could be a thousand or one."] : []),
		...(mapping.onlyColumn !== null && mapping.onlyValue === null
			? ["Choose which campaign's rows to count."]
			: []),
	];
}
