import { z } from "zod";

/**
 * Characters without width that copying, spreadsheets and telephones leave behind: soft hyphens, joiners, marks of the
 * direction of writing.
 */
export const marks = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/g;
/** Without width too, but inside text they may say how the letter or picture before them looks. */
export const joined = /[\u034F\uFE00-\uFE0F]/g;
const picture = /\p{Extended_Pictographic}[\uFE00-\uFE0F]$/u;
/** Something to see: no blank, no control, and none of the letters that Unicode or its fonts leave empty. */
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Text as people wrote it, only its ends freed of white space and of marks that no one sees. */
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

/** Text to be read and found again: composed letters, nothing invisible around it, and none where there is nothing to see. */
export function toVisibleText(text: string): string {
	const trimmed = trimInvisible(text.normalize("NFC"));
	return visible.test(trimmed) ? trimmed : "";
}

/** A name or a search text; `missing` is the error when it has no visible character. */
export function visibleText(missing: string, max: number, tooLong?: string) {
	return z.string().overwrite(toVisibleText).min(1, missing).max(max, tooLong);
}
