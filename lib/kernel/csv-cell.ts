/** What a spreadsheet would run as a formula, and the prefix that prevents it. */
const formula = /^'*[=+\-@\t\r]/;
const figure = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * Text as a CSV cell (RFC 4180). What a spreadsheet would run is prefixed with an apostrophe; a phone number
 * or any other figure does not need one.
 */
export function csvCell(text: string): string {
	const safe = formula.test(text) && !figure.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * The text of a cell, without an apostrophe that only kept it from being run, as written by `csvCell` and
 * others.
 */
export function withoutFormulaGuard(cell: string): string {
	return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
