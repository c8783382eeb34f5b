import { toStorableText } from "@/lib/kernel/storable-text";

/**
 * Characters without width that copying, spreadsheets and telephones leave behind: soft hyphens, joiners, marks of the
 * direction of writing. Two values that look alike are alike.
 */
const marks = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/g;
/** Without width too, but inside text they may say how the letter or picture before them looks. */
const joined = /[\u034F\uFE00-\uFE0F]/g;
const picture = /\p{Extended_Pictographic}[\uFE00-\uFE0F]$/u;

/** Text that identifies someone, as it is compared: Unicode NFC, nothing invisible, no blanks around it. */
export function plainText(text: string): string {
	return trimInvisible(toStorableText(text).replace(marks, "").normalize("NFC"));
}

/** The same of an address: nothing that has no width belongs into one. */
export function plainAddress(text: string): string {
	return plainText(text.replace(joined, ""));
}

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
