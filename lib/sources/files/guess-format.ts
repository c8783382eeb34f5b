import { wordsOf } from "@/lib/profiles/name-words";
import { dateFormats, type NumberFormat, numberFormats } from "@/lib/sources/files/cell-formats";
import { type CellFormat, readDate, readNumber, withoutUnit } from "@/lib/sources/files/cell-value";
import { columnToName, isIdName } from "@/lib/sources/files/column-names";

export type GuessedFormat = CellFormat & { isAmbiguous: boolean };

/**
 * The forms most cells have: those that fit every cell; if none does, of twenty or more cells one in twenty may be a slip,
 * which is then listed as a bad row.
 */
function fitting<Form>(
	forms: readonly Form[],
	cells: readonly string[],
	hasForm: (cell: string, form: Form) => boolean,
): Form[] {
	const slips = cells.length < 20 ? 0 : Math.floor(cells.length / 20);
	const missed = forms.map((form) => {
		let count = 0;
		for (const cell of cells) if (!hasForm(cell, form) && ++count > slips) break;
		return count;
	});
	const fewest = Math.min(...missed);
	return fewest > slips ? [] : forms.filter((_form, i) => missed[i] === fewest);
}

/**
 * The narrowest type the samples fit. Ambiguous: day and month could be swapped, or `1.234` be a thousand or
 * one; the latter is checked only where commas do not separate cells, since numbers then often contain
 * commas.
 */
export function guessFormat(
	samples: readonly string[],
	columnName = "",
	{ isCommaFree = false }: { isCommaFree?: boolean } = {},
): GuessedFormat {
	const cells = samples.map((sample) => sample.trim()).filter(Boolean);
	if (cells.length === 0) return { type: "string", isAmbiguous: false };
	const looksLikeDates = /date|_at$|At$|time|day|since|birth|created|updated|(^|_)ts$/i.test(columnName);
	const dates = fitting(
		dateFormats.filter((format) => {
			if (format.startsWith("unix")) return false;
			return format !== "yyyyMMdd" || looksLikeDates || cells.every((cell) => /^(19|20)\d{6}$/.test(cell));
		}),
		cells,
		(cell, format) => readDate(cell, format, "UTC") !== null,
	);
	const [date] = dates;
	if (date) {
		return { type: "date", date, isAmbiguous: dates.includes("dd/MM/yyyy") && dates.includes("MM/dd/yyyy") };
	}
	if (looksLikeDates && cells.every((cell) => /^1\d{9}$/.test(cell))) {
		return { type: "date", date: "unix-seconds", isAmbiguous: false };
	}
	if (looksLikeDates && cells.every((cell) => /^1\d{12}$/.test(cell))) {
		return { type: "date", date: "unix-milliseconds", isAmbiguous: false };
	}
	const number = guessNumber(cells, columnName, isCommaFree);
	if (number) return number;
	if (cells.every((cell) => /^(true|false|yes|no|y|n)$/i.test(cell)))
		return { type: "boolean", isAmbiguous: false };
	if (cells.every((cell) => cell.startsWith("[") && cell.endsWith("]")))
		return { type: "list", isAmbiguous: false };
	return { type: "string", isAmbiguous: false };
}

/** Words of names that say how much: there a number is one however it is written. */
const amounts = new Set([
	...["price", "amount", "total", "sum", "value", "revenue", "spend", "spent", "cost", "costs", "balance"],
	...[
		"score",
		"rate",
		"ratio",
		"share",
		"percent",
		"percentage",
		"probability",
		"weight",
		"quantity",
		"count",
	],
	...["latitude", "longitude", "lat", "lng", "lon"],
]);

/** Written again as a number it is the same: no exponent, no sign or zero too many, thousands in threes. */
const plainNumber: Record<NumberFormat, RegExp> = {
	"1234.5": /^-?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:[,\s'\u00a0\u202f]\d{3})+)?(?:\.\d+)?$/,
	"1234,5": /^-?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:[.\s'\u00a0\u202f]\d{3})+)?(?:,\d+)?$/,
};

/** Zeros at the end of a fraction may go: `12.50` is an amount as much as `12.5`. */
function isSameAgain(cell: string, format: NumberFormat): boolean {
	return plainNumber[format].test(withoutUnit(cell));
}

/**
 * Codes and ids are no numbers, which would lose their digits: what has a name like one, leading zeros or more digits than a
 * number keeps, or what would be written differently again, unless its name says that it is an amount.
 */
function guessNumber(
	cells: readonly string[],
	columnName: string,
	isCommaFree: boolean,
): GuessedFormat | null {
	const isCode = cells.some((cell) => /^[-+]?0\d/.test(cell) || /^\d{16,}$/.test(cell));
	if (isCode || isIdName(columnToName(columnName))) return null;
	const numbers = fitting(numberFormats, cells, (cell, format) => readNumber(cell, format) !== null);
	const [first] = numbers;
	if (!first) return null;
	const isAmount = wordsOf(columnName).some((word) => amounts.has(word));
	const isKept = (cell: string) => readNumber(cell, first) === null || isSameAgain(cell, first);
	if (!isAmount && !cells.every(isKept)) return null;
	const differs = (cell: string) => readNumber(cell, "1234.5") !== readNumber(cell, "1234,5");
	const isAmbiguous = isCommaFree && numbers.length > 1 && cells.some(differs);
	return { type: "number", number: isAmbiguous ? "1234,5" : first, isAmbiguous };
}
