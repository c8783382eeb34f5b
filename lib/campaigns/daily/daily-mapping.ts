import { z } from "zod";
import { type DailyKind, type Measure, measuresOf } from "@/lib/campaigns/daily/daily-figures";
import { dateFormat, numberFormat } from "@/lib/sources/files/cell-value";
import { columnToName, headerOf } from "@/lib/sources/files/column-names";
import { delimiters } from "@/lib/sources/files/csv-reader";
import { guessFormat } from "@/lib/sources/files/guess-format";

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

const measureNames: Record<Measure, RegExp> = {
	cost: /(^|_)(cost|costs|spend|spent|amount|kosten|coste|cout)(_|$)/,
	conversions: /(^|_)(conversions?|results?|purchases?|orders?|konversionen)(_|$)/,
	value: /(^|_)(value|revenue|umsatz|wert)(_|$)/,
};
const lineNames = /^(ad|creative|ad_?set|ad_?group)(_?(id|name))?$/;
const campaignNames = /(^|_)(campaign|kampagne)(_?(id|name))?$/;

/** A first mapping for a file, from the names and samples of its columns, for someone to check. */
export function guessDailyMapping(
	kind: DailyKind,
	file: { delimiter: DraftDailyMapping["delimiter"]; hasHeader: boolean },
	columns: readonly string[],
	rows: readonly (readonly string[])[],
	campaignName: string,
): DraftDailyMapping {
	const names = columns.map((one) => columnToName(headerOf(one)));
	const samples = columns.map((_one, i) => rows.map((row) => row[i] ?? ""));
	const formats = columns.map((one, i) =>
		guessFormat(samples[i] ?? [], one, { isCommaFree: file.delimiter !== "," }),
	);
	// A total row at the end has no day, so the name counts as much as the cells.
	const named = names.findIndex((name) => /^(day|date|tag|datum|reporting_starts?|day_date)$/.test(name));
	const dated = formats.findIndex(({ type }) => type === "date");
	const dayColumn = named >= 0 ? named : dated >= 0 ? dated : null;
	const days = dayColumn === null ? [] : (samples[dayColumn] ?? []);
	const dayFormat = guessFormat(
		days.filter((cell) => /\d/.test(cell)),
		"day",
	);
	const chosen: Partial<Record<Measure, number>> = {};
	for (const measure of measuresOf[kind]) {
		const byName = names.findIndex(
			(name, i) => i !== dayColumn && measureNames[measure].test(name) && !Object.values(chosen).includes(i),
		);
		if (byName >= 0) chosen[measure] = byName;
	}
	const first = measuresOf[kind][0];
	const numbers = formats.flatMap(({ type }, i) => (type === "number" && i !== dayColumn ? [i] : []));
	if (first && chosen[first] === undefined && numbers.length === 1) chosen[first] = numbers[0];
	const amounts = Object.values(chosen).map((i) =>
		guessFormat(samples[i] ?? [], "amount", { isCommaFree: file.delimiter !== "," }),
	);
	const isUnclear = amounts.some(({ isAmbiguous }) => isAmbiguous);
	const lineColumn = names.findIndex((name) => lineNames.test(name));
	const campaignColumn = names.findIndex((name) => campaignNames.test(name));
	const campaigns = new Set((samples[campaignColumn] ?? []).map((cell) => cell.trim()));
	const own = [...campaigns].find((one) => one.toLowerCase() === campaignName.trim().toLowerCase()) ?? null;
	const isOfSeveral = campaignColumn >= 0 && campaigns.size > 1;
	return {
		...file,
		dayColumn,
		date: dayFormat.type === "date" && !dayFormat.isAmbiguous ? (dayFormat.date ?? null) : null,
		cost: chosen.cost ?? null,
		conversions: chosen.conversions ?? null,
		value: chosen.value ?? null,
		number: isUnclear ? null : (amounts.find(({ number }) => number !== undefined)?.number ?? "1234.5"),
		lineColumn: lineColumn >= 0 ? lineColumn : null,
		onlyColumn: isOfSeveral ? campaignColumn : null,
		onlyValue: isOfSeveral ? own : null,
		sameDay: "ask",
	};
}
