/** Text that every store accepts: without NUL and unpaired surrogates. */
export function toStorableText(text: string): string {
	return (text.includes("\0") ? text.replaceAll("\0", "") : text).toWellFormed();
}
