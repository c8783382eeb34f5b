import { dayMs, formatDay } from "@/lib/kernel/calendar-day";
import { trimInvisible } from "@/lib/kernel/visible-text";
import { startOfDayNumber, zonedToUtc } from "@/lib/kernel/zoned-time";
import { withoutEmails } from "@/lib/profiles/mask-emails";
import type { DateFormat, NumberFormat } from "@/lib/sources/files/cell-formats";
import { readIsoDate, type TraitValue, type ValueType } from "@/lib/sources/trait-value";

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

const longestText = 10_000;
/** Nothing longer is a number or a date: patterns never see long text. */
const longestFigure = 100;

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
	if (cell.length > longestFigure) return null;
	if (format === "unix-seconds" || format === "unix-milliseconds") {
		if (!/^-?\d{1,16}(\.\d+)?$/.test(cell)) return null;
		// Seconds read as milliseconds would all be in 1970, milliseconds read as seconds in the year 50000:
		// neither is meant.
		const isSeconds = Math.abs(Number(cell)) < 1e11;
		if (isSeconds !== (format === "unix-seconds")) return null;
		return { type: "date", value: Math.round(Number(cell) * (isSeconds ? 1000 : 1)) };
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

/** The day in a cell, as `1985-07-31`, whatever time follows it; null where there is none. */
export function readDayText(text: string, format: DateFormat): string | null {
	// Read as if its clock were UTC's, so that a time does not move the day.
	const found = readDateCell(text, format, "UTC");
	return found && formatDay(found.type === "day" ? found.value : Math.floor(found.value / dayMs));
}

const numberShapes: Record<NumberFormat, { shape: RegExp; group: string }> = {
	"1234.5": {
		shape: /^[-+]?(?:(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?$/,
		group: ",",
	},
	"1234,5": { shape: /^[-+]?(?:(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d*)?|,\d+)$/, group: "." },
};

/** A number without a currency or percent sign before or after it. */
export function withoutUnit(text: string): string {
	return text.replace(/^[$€£]\s*|\s*[$€£%]$/g, "");
}

/** A number as people write it: thousands separated, a currency sign before or after. Never with digits lost. */
export function readNumber(text: string, format: NumberFormat): number | null {
	const trimmed = text.trim();
	if (trimmed.length > longestFigure) return null;
	const cell = withoutUnit(trimmed).replace(/[\s\u00a0\u202f']/g, "");
	const { shape, group } = numberShapes[format];
	if (!shape.test(cell)) return null;
	const value = Number(cell.replaceAll(group, "").replace(",", "."));
	const hasExponent = /[eE]/.test(cell);
	return Number.isFinite(value) && (hasExponent || Math.abs(value) <= Number.MAX_SAFE_INTEGER) ? value : null;
}

const yes = new Set(["true", "yes", "y", "1", "t", "on"]);
const no = new Set(["false", "no", "n", "0", "f", "off"]);

export function readBoolean(text: string): boolean | null {
	const cell = text.trim().toLowerCase();
	return yes.has(cell) ? true : no.has(cell) ? false : null;
}

const maxListItems = 1_000;

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

type ReadValue = Exclude<TraitValue, { type: "unset" }>;
type ReadCell = { ok: true; value: ReadValue } | { ok: false; reason: string };

/** For each type how a cell is read, null where it cannot be, and what is then stated of it. */
const cellTypes: Record<
	ValueType,
	{
		read: (text: string, format: CellFormat, zone: string) => ReadValue | null;
		isNot: (shown: string, format: CellFormat) => string;
	}
> = {
	string: {
		read: (text) => {
			const value = trimInvisible(text);
			return value.length > longestText ? null : { type: "string", value: withoutEmails(value) };
		},
		isNot: () => "is longer than 10,000 characters",
	},
	number: {
		read: (text, { number = "1234.5" }) => {
			const value = readNumber(text, number);
			return value === null ? null : { type: "number", value };
		},
		isNot: (shown) => `"${shown}" is not a number`,
	},
	boolean: {
		read: (text) => {
			const value = readBoolean(text);
			return value === null ? null : { type: "boolean", value };
		},
		isNot: (shown) => `"${shown}" is not yes or no`,
	},
	date: {
		read: (text, { date = "iso" }, zone) => readDateCell(text, date, zone),
		isNot: (shown, { date = "iso" }) => `"${shown}" is not a date written as ${date}`,
	},
	list: {
		read: (text) => {
			const items = readList(text).map((item) => withoutEmails(item.slice(0, longestText)));
			return items.length > maxListItems ? null : { type: "list", value: items };
		},
		isNot: () => "has more than 1,000 items",
	},
};

/**
 * A cell as a value of the column's type, or what is wrong with it. Callers handle empty cells, which have no
 * value.
 */
export function readCell(text: string, format: CellFormat, zone: string): ReadCell {
	const { read, isNot } = cellTypes[format.type];
	const value = read(text, format, zone);
	if (value !== null) return { ok: true, value };
	const shown = withoutEmails(text.length > 40 ? `${text.slice(0, 40)}…` : text);
	return { ok: false, reason: isNot(shown, format) };
}
