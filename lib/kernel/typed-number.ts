/**
 * Thousands separated by blanks or apostrophes, as "1 000" or "1’000"; or by commas, as our own screens write
 * them.
 */
const blanks = /^[-+]?\d{1,3}(?:[\s'’]\d{3})+(?:\.\d*)?$/;
const commas = /^[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/;
const plain = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?$/i;
const maxDigits = 15;

function tidy(text: string): string {
	return text.trim().replaceAll("−", "-");
}

function numberFrom(written: string): number | null {
	const value = Number(written) + 0;
	return Number.isFinite(value) && !losesDigits(written, value) ? value : null;
}

/** Whether a number has more digits than can be represented. */
function losesDigits(written: string, value: number): boolean {
	const digits = digitsOf(written);
	return digits.length > maxDigits && digits !== digitsOf(String(value));
}

function digitsOf(written: string): string {
	return written
		.replace(/e.*$/i, "")
		.replace(/\D/g, "")
		.replace(/^0+|0+$/g, "");
}

/** The number someone typed, or null where the text is empty or means none: "12,5" is two numbers or one. */
export function readTypedNumber(text: string): number | null {
	const written = tidy(text);
	if (plain.test(written)) return numberFrom(written);
	if (blanks.test(written) || commas.test(written)) return numberFrom(written.replace(/[\s'’,]/g, ""));
	return null;
}

/** Times ten to the power of `places`, exactly: by multiplication 0.07 × 100 is 7.000000000000001. */
export function shiftPoint(number: number, places: number): number {
	const [mantissa, exponent = "0"] = String(number).split("e");
	return Number(`${mantissa}e${Number(exponent) + places}`);
}

/** Why a text is not a number, and what to write. */
export function unreadText(text: string): string {
	const written = tidy(text);
	if (written === "") return "Write a number";
	const quoted = `“${written.length > 40 ? `${written.slice(0, 40)}…` : written}”`;
	const comma = /^([-+]?\d+),(\d+)$/.exec(written);
	if (comma)
		return `${quoted} can be read in two ways: write ${comma[1]}.${comma[2]} or ${comma[1]}${comma[2]}`;
	if (/^[-+]?\d+(?:[\s'’]+\d+)+$/.test(written))
		return `${quoted} is not one number: write ${written.replace(/[\s'’]/g, "")}`;
	if (plain.test(written) && digitsOf(written).length > maxDigits)
		return `${quoted} has more than the ${maxDigits} digits that can be kept: round it`;
	return `${quoted} is not a number: write one such as 12 or 12.5`;
}

/** The items of a typed list: separated by commas, semicolons, line breaks or blanks. */
function piecesOf(text: string): string[] {
	return tidy(text)
		.split(/[,;\n\r\t]/)
		.map((piece) => piece.trim())
		.filter(Boolean)
		.flatMap((piece) => (blanks.test(piece) ? piece : piece.split(/\s+/)));
}

function readPiece(piece: string): number | null {
	// "1,000" is neither 1 and 0 nor certainly a thousand.
	return /^[-+]?0\d/.test(piece) ? null : readTypedNumber(piece);
}

/** The numbers of a list, or null if any part is not one. "1 000" is a thousand, "1 2" are two numbers. */
export function readTypedNumbers(text: string): number[] | null {
	const numbers = piecesOf(text).map(readPiece);
	return numbers.every((number) => number !== null) ? numbers : null;
}

/** Which part of a list is not a number, and what to write. */
export function unreadListText(text: string): string {
	const wrong = piecesOf(text).find((piece) => readPiece(piece) === null);
	if (wrong === undefined) return "Write at least one number";
	if (/^[-+]?0\d/.test(wrong))
		return `“${wrong}” may be the end of a thousand: write thousands without a comma, as in 1000`;
	return unreadText(wrong);
}
