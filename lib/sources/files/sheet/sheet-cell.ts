import { dateOfSerial } from "@/lib/sources/files/sheet/sheet-date";

/** A cell as the sheet holds it: its type (`t`), the text of its value, and whether its format is a date's. */
export type SheetCell = { type: string; text: string; isDate: boolean };

/**
 * A cell as the text a reader would write down: days and instants by ISO, TRUE and FALSE as true and false, numbers as
 * they are kept. An error such as #N/A is no value. `shared`: the texts cells share.
 */
export function sheetText(
	{ type, text, isDate }: SheetCell,
	shared: readonly string[],
	uses1904: boolean,
): string {
	switch (type) {
		case "s":
			return shared[Number(text)] ?? "";
		case "inlineStr":
		case "str":
			return text;
		case "b":
			return text === "1" ? "true" : "false";
		case "e":
			return "";
		case "d":
			return text;
		default: {
			if (text === "") return "";
			const number = Number(text);
			if (isDate) return dateOfSerial(number, uses1904) ?? numberText(text, number);
			return numberText(text, number);
		}
	}
}

/**
 * 4990 is kept as "4990" and 0.1 as "0.10000000000000001": the shortest text of the same number is what was typed. From
 * sixteen digits on Excel has rounded what was typed, so the number stays in its scientific form, which no id is read from.
 */
function numberText(text: string, number: number): string {
	return Number.isFinite(number) && Math.abs(number) < 1e15 ? String(number) : text;
}

/** The place of a cell in its row, from 0, by its reference such as "BC12"; null for what is none. */
export function columnOf(reference: string): number | null {
	const letters = /^([A-Z]{1,3})\d+$/.exec(reference)?.[1];
	if (letters === undefined) return null;
	let column = 0;
	for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
	return column - 1;
}
