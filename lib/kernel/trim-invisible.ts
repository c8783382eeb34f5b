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
