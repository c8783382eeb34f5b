import { z } from "zod";

/**
 * Zero-width characters left behind by copying, spreadsheets and phones: soft hyphens, joiners, direction
 * marks.
 */
export const marks = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/g;
/** Zero-width too, but within text they may change how the preceding letter or picture looks. */
export const joined = /[\u034F\uFE00-\uFE0F]/g;
const picture = /\p{Extended_Pictographic}[\uFE00-\uFE0F]$/u;
/** A visible character: no blank, no control, and none that Unicode or its fonts leave empty. */
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Text as people wrote it, with white space and invisible marks trimmed from its ends. */
export function trimInvisible(text: string): string {
	let [from, to] = [0, text.length];
	while (from < to && isBlank(text.charAt(from))) from++;
	while (to > from && isBlank(text.charAt(to - 1)) && !picture.test(text.slice(Math.max(from, to - 3), to)))
		to--;
	return text.slice(from, to);
}

function isBlank(letter: string): boolean {
	if (letter <= " ") return true;
	return letter >= "\u00a0" && letter.replace(marks, "").replace(joined, "").trim() === "";
}

/**
 * Text to be read and searched: composed letters, invisible characters trimmed, empty if nothing is visible.
 */
export function toVisibleText(text: string): string {
	const trimmed = trimInvisible(text.normalize("NFC"));
	return visible.test(trimmed) ? trimmed : "";
}

/** A name or a search text; `missing` is the error when it has no visible character. */
export function visibleText(missing: string, max: number, tooLong?: string) {
	return z.string().overwrite(toVisibleText).min(1, missing).max(max, tooLong);
}
