import { toStorableText } from "@/lib/kernel/storable-text";

const longest = 10_000;

/** Text of a value as stored: what every store accepts, of bounded length. */
export function storedText(text: string): string {
	return toStorableText(text).slice(0, longest).toWellFormed();
}

/** How the text that is stored differs from the text that came, for its sender to know; null where it does not. */
export function changeOf(text: string): string | null {
	if (!text.isWellFormed()) return "has halves of characters, which became \ufffd";
	return text.length > longest ? "is longer than 10,000 characters; the rest is left out" : null;
}
