/** Where in a cell the scan is: before its first letter, in it, inside its quotes, after them. */
export const [start, plain, quoted, closed] = [0, 1, 2, 3];

/** How far a record has been scanned. Positions count from the beginning of the record. */
export class Scan {
	isUsed = false;
	at = 0;
	mode = start;
	cells: string[] = [];
	isWide = false;
	from = 0;
	value = "";
	/** Line ends passed, all inside quotes, and where the second line begins. */
	lines = 0;
	secondLine = 0;
	/** Delimiters on this line, quoted or not, that no blank follows: prose has a blank there. */
	cuts = 0;
	isAfterCut = false;
	/** Lines that would have as many cells as the file has columns, if they stood alone. */
	rowLike = 0;
}

/** Whether the text so far ends with a CR: an LF may still follow. */
export function isCutCr(text: string, at: number): boolean {
	return at === text.length - 1 && text.charCodeAt(at) === 13;
}

/** Place of the next line end, or of the end of the text. */
export function lineEnd(text: string, from: number): number {
	for (let i = from; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code === 10 || code === 13) return i;
	}
	return text.length;
}

/** Where the next line begins. */
export function afterLineEnd(text: string, end: number): number {
	return text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
}
