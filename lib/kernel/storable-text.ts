/** Text that every store takes: without NUL, and without halves of characters that are none. */
export function toStorableText(text: string): string {
	return (text.includes("\0") ? text.replaceAll("\0", "") : text).toWellFormed();
}
