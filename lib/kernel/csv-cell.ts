/** What a spreadsheet would run as a formula, and what such text is kept from it by. */
const formula = /^'*[=+\-@\t\r]/;
const figure = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * Text as a cell of CSV (RFC 4180). What a spreadsheet would run gets an apostrophe before it; a phone number or any other
 * figure does not need one.
 */
export function csvCell(text: string): string {
	const safe = formula.test(text) && !figure.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text of a cell: without the apostrophe that only kept it from being run, as `csvCell` and others write it. */
export function withoutFormulaGuard(cell: string): string {
	return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
