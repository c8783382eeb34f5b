/** Number formats that Excel has built in for days and times: ECMA-376 part 1, 18.8.30, with those of East Asian locales. */
const builtIn = new Set([
	14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54,
	55, 56, 57, 58,
]);

/** Whether a number with this format is shown as a day or a time. `code`: the format's text, where it is one of the file's own. */
export function isDateFormat(id: number, code: string | undefined): boolean {
	if (code === undefined) return builtIn.has(id);
	// What is quoted, escaped or in brackets is shown as it is or names a color, a currency or a condition; [h] counts hours.
	const plain = code
		.replace(/"[^"]*"|\\./g, "")
		.replace(/\[(h+|m+|s+)\]/gi, "$1")
		.replace(/\[[^\]]*\]/g, "");
	return /[ymdhs]/i.test(plain.split(";")[0] ?? "") && !/general/i.test(plain);
}

const dayMs = 86_400_000;

/**
 * The day or instant of a date cell as ISO text: "2025-06-10", or "2025-06-10T09:30:00" without a zone, as a
 * spreadsheet has none. Null for what is no date there: a time of day alone, or a day that Excel does not know.
 */
export function dateOfSerial(serial: number, uses1904: boolean): string | null {
	const days = uses1904 ? serial + 1_462 : serial;
	// Excel counts 29 February 1900, which never was; days before 1 March 1900 are one off, and 0 is no day.
	if (!(days >= 61 && days < 2_958_466)) return null;
	// To the second: a cell holds no more than that, and less is noise of its fraction.
	const ms = Math.round((days - 25_569) * (dayMs / 1_000)) * 1_000;
	const text = new Date(ms).toISOString();
	return ms % dayMs === 0 ? text.slice(0, 10) : text.slice(0, 19);
}
