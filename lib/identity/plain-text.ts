import { toStorableText } from "@/lib/kernel/storable-text";

// Characters without width that copying and spreadsheets leave behind: two values that look alike are alike.
const invisible = /[\u200B-\u200D\u2060\uFEFF]/g;

/** Text that identifies somebody, as it is compared: Unicode NFC, nothing invisible, no blanks around it. */
export function plainText(text: string): string {
	return toStorableText(text).replace(invisible, "").normalize("NFC").trim();
}

/** Text as people wrote it, only its ends freed of white space and of marks that nobody sees. */
export function trimInvisible(text: string): string {
	let [from, to] = [0, text.length];
	while (from < to && isBlank(text.charCodeAt(from))) from++;
	while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
	return text.slice(from, to);
}

function isBlank(code: number): boolean {
	if (code <= 32) return true;
	if (code < 0xa0) return false;
	return (code >= 0x200b && code <= 0x200d) || code === 0x2060 || String.fromCharCode(code).trim() === "";
}
