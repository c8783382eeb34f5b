import { z } from "zod";
import { dayMs, formatDay } from "@/lib/kernel/calendar-day";
import { startOfDayNumber, zonedToUtc } from "@/lib/kernel/zoned-time";
import { readIsoDate, type TraitValue, type ValueType } from "@/lib/sources/trait-value";

/** How dates are written in a column. All but ISO with a zone and the Unix forms are wall-clock times of a zone. */
export const dateFormats = [
	"iso",
	"yyyy-MM-dd",
	"yyyyMMdd",
	"yyyy/MM/dd",
	"dd/MM/yyyy",
	"MM/dd/yyyy",
	"dd.MM.yyyy",
	"dd-MM-yyyy",
	"unix-seconds",
	"unix-milliseconds",
] as const;
export const dateFormat = z.enum(dateFormats);
export type DateFormat = (typeof dateFormats)[number];

export const numberFormats = ["1234.5", "1234,5"] as const;
export const numberFormat = z.enum(numberFormats);
export type NumberFormat = z.infer<typeof numberFormat>;

const clock = "(?:[ T](\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,6}))?)?\\s*([AaPp][Mm])?)?";
const patterns: Record<string, { pattern: RegExp; order: [year: number, month: number, day: number] }> = {
	"yyyy-MM-dd": { pattern: new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})${clock}$`), order: [1, 2, 3] },
	"yyyy/MM/dd": { pattern: new RegExp(`^(\\d{4})/(\\d{1,2})/(\\d{1,2})${clock}$`), order: [1, 2, 3] },
	yyyyMMdd: { pattern: new RegExp(`^(\\d{4})(\\d\\d)(\\d\\d)${clock}$`), order: [1, 2, 3] },
	"dd/MM/yyyy": { pattern: new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${clock}$`), order: [3, 2, 1] },
	"MM/dd/yyyy": { pattern: new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${clock}$`), order: [3, 1, 2] },
	"dd.MM.yyyy": { pattern: new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})${clock}$`), order: [3, 2, 1] },
	"dd-MM-yyyy": { pattern: new RegExp(`^(\\d{1,2})-(\\d{1,2})-(\\d{4})${clock}$`), order: [3, 2, 1] },
};

type DateCell = Extract<TraitValue, { type: "date" | "day" }>;

/** The instant a cell means, in milliseconds, or null; of a day alone its first in `zone`, where wall clocks hang. */
export function readDate(text: string, format: DateFormat, zone: string): number | null {
	const found = readDateCell(text, format, zone);
	if (found === null) return null;
	return found.type === "day" ? startOfDayNumber(found.value, zone) : found.value;
}

/** A cell as an instant, or as a day when it has no time. */
function readDateCell(text: string, format: DateFormat, zone: string): DateCell | null {
	const cell = text.trim();
	if (format === "unix-seconds" || format === "unix-milliseconds") {
		if (!/^-?\d{1,16}(\.\d+)?$/.test(cell)) return null;
		const ms = Math.round(Number(cell) * (format === "unix-seconds" ? 1000 : 1));
		return Math.abs(ms) <= 8.64e15 ? { type: "date", value: ms } : null;
	}
	if (format === "iso") {
		const ms = readIsoDate(cell);
		if (ms === null) return null;
		if (cell.length === 10) return { type: "day", value: ms / dayMs };
		const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(cell.slice(10));
		return { type: "date", value: hasZone ? ms : zonedToUtc(ms, zone) };
	}
	const shape = patterns[format];
	const match = shape?.pattern.exec(cell);
	if (!shape || !match) return null;
	const part = (index: number) => Number(match[index] ?? 0);
	const [year, month, day] = [part(shape.order[0]), part(shape.order[1]), part(shape.order[2])];
	let hour = part(4);
	const half = match[8]?.toLowerCase();
	if (half) {
		if (hour < 1 || hour > 12) return null;
		hour = (hour % 12) + (half === "pm" ? 12 : 0);
	}
	const ms = Math.floor(Number(`0.${match[7] ?? "0"}`) * 1000);
	if (hour > 23 || part(5) > 59 || part(6) > 59) return null;
	const local = Date.UTC(year, month - 1, day, hour, part(5), part(6), ms);
	const back = new Date(local);
	if (back.getUTCFullYear() !== year || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day)
		return null;
	return match[4] === undefined
		? { type: "day", value: local / dayMs }
		: { type: "date", value: zonedToUtc(local, zone) };
}

/** The day a cell names, as `1985-07-31`, whatever time stands behind it; null where it names none. */
export function readDayText(text: string, format: DateFormat): string | null {
	// Read as if its clock were UTC's, so that a time does not move the day.
	const found = readDateCell(text, format, "UTC");
	return found && formatDay(found.type === "day" ? found.value : Math.floor(found.value / dayMs));
}

/** A number as people write it: thousands separated, a currency sign before or after. */
export function readNumber(text: string, format: NumberFormat): number | null {
	let cell = text
		.trim()
		.replace(/^[$€£]\s*|\s*[$€£%]$/g, "")
		.replace(/[\s\u00a0\u202f']/g, "");
	if (format === "1234,5") {
		if (/\.\d{3}(?:\.|,|$)/.test(cell)) cell = cell.replaceAll(".", "");
		cell = cell.replace(",", ".");
	} else if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell)) cell = cell.replaceAll(",", "");
	if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?$/.test(cell)) return null;
	const value = Number(cell);
	return Number.isFinite(value) ? value : null;
}

const yes = new Set(["true", "yes", "y", "1", "t", "on"]);
const no = new Set(["false", "no", "n", "0", "f", "off"]);

export function readBoolean(text: string): boolean | null {
	const cell = text.trim().toLowerCase();
	return yes.has(cell) ? true : no.has(cell) ? false : null;
}

export function readList(text: string): string[] {
	const cell = text.trim();
	if (cell.startsWith("[") && cell.endsWith("]")) {
		try {
			const list: unknown = JSON.parse(cell);
			if (Array.isArray(list)) return list.filter((item) => item !== null).map(String);
		} catch {
			// Not JSON: brackets are part of the text.
		}
	}
	return cell
		.split(/[|;]/)
		.map((item) => item.trim())
		.filter(Boolean);
}

export type CellFormat = {
	type: ValueType;
	date?: DateFormat | undefined;
	number?: NumberFormat | undefined;
};

/** A cell as a value of the column's type, or what is wrong with it. Empty cells have no value: ask before. */
export function readCell(
	text: string,
	{ type, date, number }: CellFormat,
	zone: string,
): { ok: true; value: Exclude<TraitValue, { type: "unset" }> } | { ok: false; reason: string } {
	const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
	switch (type) {
		case "string":
			return { ok: true, value: { type, value: text.trim().toWellFormed().slice(0, 10_000) } };
		case "number": {
			const value = readNumber(text, number ?? "1234.5");
			return value === null
				? { ok: false, reason: `"${shown}" is not a number` }
				: { ok: true, value: { type, value } };
		}
		case "boolean": {
			const value = readBoolean(text);
			return value === null
				? { ok: false, reason: `"${shown}" is not yes or no` }
				: { ok: true, value: { type, value } };
		}
		case "date": {
			const value = readDateCell(text, date ?? "iso", zone);
			return value === null
				? { ok: false, reason: `"${shown}" is not a date written as ${date ?? "iso"}` }
				: { ok: true, value };
		}
		case "list":
			return { ok: true, value: { type, value: readList(text) } };
	}
}

export type GuessedFormat = CellFormat & { isAmbiguous: boolean };

/** Whether cells have a form; of twenty or more, one in twenty may be a slip: it is then listed as a bad row. */
function haveForm(cells: readonly string[], hasForm: (cell: string) => boolean): boolean {
	const slips = cells.length < 20 ? 0 : Math.floor(cells.length / 20);
	let count = 0;
	for (const cell of cells) if (!hasForm(cell) && ++count > slips) return false;
	return true;
}

/** The narrowest type the samples fit. Day and month that could be exchanged are marked as ambiguous. */
export function guessFormat(samples: readonly string[], columnName = ""): GuessedFormat {
	const cells = samples.map((sample) => sample.trim()).filter(Boolean);
	if (cells.length === 0) return { type: "string", isAmbiguous: false };
	const looksLikeDates = /date|_at$|At$|time|day|since|birth/i.test(columnName);
	const fitting = dateFormats.filter((format) => {
		if (format.startsWith("unix")) return false;
		if (format === "yyyyMMdd" && !looksLikeDates && !cells.every((cell) => /^(19|20)\d{6}$/.test(cell)))
			return false;
		return haveForm(cells, (cell) => readDate(cell, format, "UTC") !== null);
	});
	const [first] = fitting;
	if (first) {
		const isAmbiguous = fitting.includes("dd/MM/yyyy") && fitting.includes("MM/dd/yyyy");
		return { type: "date", date: first, isAmbiguous };
	}
	if (looksLikeDates && cells.every((cell) => /^1\d{9}$/.test(cell))) {
		return { type: "date", date: "unix-seconds", isAmbiguous: false };
	}
	if (looksLikeDates && cells.every((cell) => /^1\d{12}$/.test(cell))) {
		return { type: "date", date: "unix-milliseconds", isAmbiguous: false };
	}
	// Numbers with leading zeros are codes: post codes, article numbers.
	const isCode = cells.some((cell) => /^0\d/.test(cell));
	if (!isCode) {
		for (const number of numberFormats) {
			if (haveForm(cells, (cell) => readNumber(cell, number) !== null))
				return { type: "number", number, isAmbiguous: false };
		}
	}
	if (cells.every((cell) => /^(true|false|yes|no|y|n)$/i.test(cell)))
		return { type: "boolean", isAmbiguous: false };
	if (cells.every((cell) => /^\[.*\]$/.test(cell))) return { type: "list", isAmbiguous: false };
	return { type: "string", isAmbiguous: false };
}
