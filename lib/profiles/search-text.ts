/** A search: all of the words, or all of the digits if only a number was typed. */
export type SearchWords = { words: readonly string[]; digits: string | null };

/** Shorter words match whole values only. */
export const shortestPart = 2;
const shortestNumber = 4;

/** Text as it is compared: lowercase, without accents. */
function fold(text: string): string {
	return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}

/** A person's search text, as one line: everything a search may match a part of. */
export function searchTextOf(values: readonly string[]): string {
	return [...new Set(values.map((value) => fold(value).replace(/\s+/g, " ").trim()))]
		.filter(Boolean)
		.join(" ");
}

/** A phone is matched by its digits, however it was written. */
export function digitsOf(phone: string): string {
	return phone.replace(/\D/g, "");
}

/** The words of a search; null when it is too short for anything but whole values. */
export function searchWordsOf(q: string): SearchWords | null {
	const text = fold(q).trim();
	if (text.replace(/\s/g, "").length < shortestPart) return null;
	const digits = /^[+\d\s()./-]+$/.test(text) ? digitsOf(text) : "";
	return {
		words: [...new Set(text.split(/\s+/))],
		digits: digits.length >= shortestNumber ? digits : null,
	};
}

/** Whether a line of `searchTextOf` holds every word, in any order and anywhere. */
export function holdsWords(text: string, { words, digits }: SearchWords): boolean {
	return words.every((word) => text.includes(word)) || (digits !== null && text.includes(digits));
}
