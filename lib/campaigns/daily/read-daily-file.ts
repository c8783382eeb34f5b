import {
	addFigures,
	type DailyEntry,
	type DailyKind,
	type Figures,
	inMicros,
	LARGEST_FIGURE,
	measuresOf,
} from "@/lib/campaigns/daily/daily-figures";
import type { DraftDailyMapping } from "@/lib/campaigns/daily/daily-mapping";
import { formatDay, readDay } from "@/lib/kernel/calendar-day";
import { withoutFormulaGuard } from "@/lib/kernel/csv-cell";
import { readDayText, readNumber } from "@/lib/sources/files/cell-value";
import { columnNames } from "@/lib/sources/files/column-names";
import { CsvReader, type CsvRecord, type Delimiter } from "@/lib/sources/files/csv-reader";
import { guessDelimiter } from "@/lib/sources/files/guess-delimiter";
import { looksLikeHeader } from "@/lib/sources/files/guess-header";

/** More rows than this are no daily figures of one campaign. */
export const MAX_DAILY_ROWS = 5_000;
const longestLine = 200;
const longestRowText = 500;

export interface RefusedRow {
	line: number;
	column: string;
	reason: string;
	/** The row itself, shortened. */
	text: string;
}

export interface DailyTable {
	delimiter: Delimiter;
	hasHeader: boolean;
	columns: string[];
	rows: CsvRecord[];
}

/** A file's text as rows; how it is written is guessed where it is not given. */
export function readTable(
	text: string,
	given: { delimiter?: Delimiter | undefined; hasHeader?: boolean | undefined } = {},
): DailyTable {
	const body = text.replace(/^\ufeff/, "");
	const delimiter = given.delimiter ?? guessDelimiter(body.slice(0, 64 * 1024));
	const reader = new CsvReader(delimiter);
	const records = [...reader.push(body), ...reader.end()];
	const hasHeader = given.hasHeader ?? looksLikeHeader(records.slice(0, 100).map(({ cells }) => cells));
	const width = Math.max(0, ...records.slice(0, 100).map(({ cells }) => cells.length));
	return {
		delimiter,
		hasHeader,
		columns: columnNames(hasHeader ? (records[0]?.cells ?? null) : null, width),
		rows: hasHeader ? records.slice(1) : records,
	};
}

export interface DailyRead {
	entries: DailyEntry[];
	refused: RefusedRow[];
	/** Days that rows which nothing tells apart speak of; nothing can be imported while there are some. */
	repeated: string[];
}

/** Days that can be right: not in the future, not long before the campaign. */
export interface DayRange {
	first: number;
	today: number;
}

/** What a file is read against. */
export interface DailyLimits extends DayRange {
	/** The campaign's; amounts in another one are refused. */
	currency: string;
}

/**
 * The figures of a file. Each row is counted or refused with its line, its column and the reason; what the mapping lacks must
 * have been chosen.
 */
export function readDailyFile(
	kind: DailyKind,
	table: DailyTable,
	mapping: DraftDailyMapping,
	limits: DailyLimits,
): DailyRead {
	const refused: RefusedRow[] = [];
	const found = new Map<string, { entry: DailyEntry; rows: number }>();
	for (const row of table.rows) {
		const read = readRow(kind, table, mapping, limits, row);
		if ("reason" in read) {
			refused.push({ line: row.line, ...read, text: rowText(row) });
			continue;
		}
		const key = `${read.day}\n${read.line}`;
		const before = found.get(key);
		found.set(key, {
			entry: before ? { ...read, figures: addFigures(before.entry.figures ?? {}, read.figures) } : read,
			rows: (before?.rows ?? 0) + 1,
		});
	}
	const all = [...found.values()];
	const repeated =
		mapping.sameDay === "add"
			? []
			: all.filter(({ rows }) => rows > 1).map(({ entry }) => formatDay(entry.day));
	return { entries: all.map(({ entry }) => entry), refused, repeated: [...new Set(repeated)] };
}

type Refusal = { column: string; reason: string };

function readRow(
	kind: DailyKind,
	table: DailyTable,
	mapping: DraftDailyMapping,
	limits: DailyLimits,
	row: CsvRecord,
): { day: number; line: string; figures: Figures } | Refusal {
	const nameOf = (at: number) => table.columns[at] ?? `column ${at + 1}`;
	const cellOf = (at: number) => withoutFormulaGuard(row.cells[at] ?? "").trim();
	const refuse = (at: number | null, reason: string): Refusal => ({
		column: at === null ? "" : nameOf(at),
		reason,
	});
	if (row.problem) return refuse(null, row.problem);
	const { onlyColumn, lineColumn, dayColumn } = mapping;
	if (onlyColumn !== null && cellOf(onlyColumn) !== mapping.onlyValue?.trim())
		return refuse(
			onlyColumn,
			cellOf(onlyColumn) === ""
				? "names no campaign: a total beside single rows would be counted twice"
				: `"${shorten(cellOf(onlyColumn))}" is another campaign`,
		);
	const cell = dayColumn === null ? "" : cellOf(dayColumn);
	const date = mapping.date ?? "iso";
	const text = readDayText(cell, date);
	const day = text === null ? null : readDay(text);
	if (day === null)
		return refuse(
			dayColumn,
			cell === ""
				? "is empty"
				: `"${shorten(cell)}" is not a date written as ${date === "iso" ? "2026-11-22" : date}`,
		);
	const wrongDay = dayProblem(day, limits);
	if (wrongDay !== null) return refuse(dayColumn, wrongDay);
	const line = lineColumn === null ? "" : cellOf(lineColumn).slice(0, longestLine);
	if (lineColumn !== null && line === "")
		return refuse(lineColumn, "is empty: a total beside single rows would be counted twice");
	const currencyAt = table.columns.findIndex((name) => /^currency([ _]code)?$/i.test(name));
	const stated = currencyAt < 0 ? "" : cellOf(currencyAt);
	if (stated !== "" && stated.toUpperCase() !== limits.currency)
		return refuse(currencyAt, `"${shorten(stated)}" is not the campaign's currency, ${limits.currency}`);
	const figures: Figures = {};
	for (const measure of measuresOf[kind]) {
		const at = mapping[measure];
		if (at === null) continue;
		const written = cellOf(at);
		if (written === "") return refuse(at, "is empty: unknown is not 0");
		if (isOtherCurrency(written, limits.currency))
			return refuse(at, `"${shorten(written)}" is not in the campaign's currency, ${limits.currency}`);
		const value = readNumber(written, mapping.number ?? "1234.5");
		if (value === null)
			return refuse(at, `"${shorten(written)}" is not a number written as ${mapping.number ?? "1234.5"}`);
		if (measure === "conversions" && value < 0) return refuse(at, `"${shorten(written)}" is below 0`);
		const micros = inMicros({ [measure]: value });
		if (micros === null) return refuse(at, tooLarge(written));
		Object.assign(figures, micros);
	}
	return { day, line, figures };
}

/** Whether a cell carries the sign of another currency; of dollars there are many. */
function isOtherCurrency(cell: string, currency: string): boolean {
	if (cell.includes("€")) return currency !== "EUR";
	if (cell.includes("£")) return currency !== "GBP";
	return cell.includes("$") && (currency === "EUR" || currency === "GBP");
}

/** Why a day cannot be right; null where it can. */
export function dayProblem(day: number, { first, today }: DayRange): string | null {
	if (day > today) return `${formatDay(day)} is in the future`;
	return day < first ? `${formatDay(day)} is more than a year before the campaign` : null;
}

function tooLarge(written: string): string {
	return `"${shorten(written)}" is more than ${LARGEST_FIGURE.toLocaleString("en-US")}, which is taken for a mistake`;
}

function rowText(row: CsvRecord): string {
	return row.cells.join(" | ").slice(0, longestRowText);
}

function shorten(text: string): string {
	return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
