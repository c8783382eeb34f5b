import { searchKey } from "@/lib/kernel/search-key";

/**
 * How well a choice matches what was typed, for sorting: every word of it must occur. Names that start with
 * it come first, then those with a word that does, then the rest; synonyms count least.
 */
export function scoreChoice(name: string, typed: string, otherWords: readonly string[] = []): number {
	const wanted = searchKey(typed);
	if (wanted === "") return 1;
	const plain = searchKey(name);
	if (plain === wanted) return 1;
	if (plain.startsWith(wanted)) return 0.9;
	const parts = wanted.split(/\s+/);
	const words = plain.split(/[^\p{L}\d]+/u);
	if (parts.every((part) => words.some((word) => word.startsWith(part)))) return 0.8;
	if (parts.every((part) => plain.includes(part))) return 0.6;
	const all = `${plain} ${searchKey(otherWords.join(" "))}`;
	return parts.every((part) => all.includes(part)) ? 0.4 : 0;
}
