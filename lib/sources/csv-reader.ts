/** How the bytes of a file are cut into cells. `blank` is any run of spaces or tabs. */
export const delimiters = [",", ";", "\t", "|", "blank"] as const;
export type Delimiter = (typeof delimiters)[number];

/** One record: the line it begins on (the first line of the file is 1) and its cells, or why it cannot be cut. */
export type CsvRecord = { line: number; cells: string[]; problem?: string };

const longestRecord = 1_000_000;

/**
 * Cuts text into records as it arrives, in bounded memory. Quoted cells may hold delimiters, doubled quotes and line
 * breaks (RFC 4180); lines end in LF, CRLF or CR; empty lines are passed over. A broken quote spoils its record only.
 */
export class CsvReader {
	private readonly delimiter: Delimiter;
	private rest = "";
	private line = 1;
	private isFirst = true;

	constructor(delimiter: Delimiter) {
		this.delimiter = delimiter;
	}

	push(text: string): CsvRecord[] {
		this.rest += this.isFirst && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
		if (text !== "") this.isFirst = false;
		return this.cut(false);
	}

	end(): CsvRecord[] {
		return this.cut(true);
	}

	private cut(isEnd: boolean): CsvRecord[] {
		const records: CsvRecord[] = [];
		const { rest } = this;
		let at = 0;
		while (at < rest.length) {
			const { end, isOpen } =
				this.delimiter === "blank"
					? { end: lineEnd(rest, at), isOpen: false }
					: recordEnd(rest, at, this.delimiter);
			const isWhole = end < rest.length && !(rest[end] === "\r" && end === rest.length - 1);
			if (!isWhole && !isEnd) {
				if (rest.length - at <= longestRecord) break;
				// A quote was never closed: give up this line, go on with the next.
				const eol = lineEnd(rest, at);
				if (eol >= rest.length - 1) break;
				records.push({ line: this.line, cells: [], problem: "a quote is not closed" });
				this.line++;
				at = afterLineEnd(rest, eol);
				continue;
			}
			const text = rest.slice(at, end);
			if (isOpen) {
				// At the end of the file an open quote swallowed what follows: its own line is lost, the others are read.
				const eol = lineEnd(rest, at);
				records.push({ line: this.line, cells: [], problem: "a quote is not closed" });
				this.line++;
				at = afterLineEnd(rest, eol);
				continue;
			}
			if (text.trim() !== "") {
				if (text.length > longestRecord)
					records.push({ line: this.line, cells: [], problem: "is longer than 1 MB" });
				else records.push({ line: this.line, cells: cellsOf(text, this.delimiter) });
			}
			this.line += 1 + lineBreaksIn(text);
			at = afterLineEnd(rest, end);
		}
		this.rest = rest.slice(at);
		return records;
	}
}

function lineEnd(text: string, from: number): number {
	for (let i = from; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code === 10 || code === 13) return i;
	}
	return text.length;
}

function afterLineEnd(text: string, end: number): number {
	return text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
}

/** End of the record: the first line end outside quotes. A quote counts only where a cell begins. */
function recordEnd(text: string, from: number, delimiter: string): { end: number; isOpen: boolean } {
	const cut = delimiter.charCodeAt(0);
	let isQuoted = false;
	let isCellStart = true;
	for (let i = from; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (isQuoted) {
			if (code !== 34) continue;
			if (text.charCodeAt(i + 1) === 34) i++;
			else isQuoted = false;
		} else if (code === 10 || code === 13) return { end: i, isOpen: false };
		else if (code === 34 && isCellStart) {
			isQuoted = true;
			isCellStart = false;
		} else if (code === cut) isCellStart = true;
		else if (code !== 32) isCellStart = false;
	}
	return { end: text.length, isOpen: isQuoted };
}

function lineBreaksIn(text: string): number {
	let count = 0;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) count++;
	}
	return count;
}

function cellsOf(text: string, delimiter: Delimiter): string[] {
	if (delimiter === "blank") return text.trim().split(/[ \t]+/);
	if (!text.includes('"')) return text.split(delimiter);
	const cells: string[] = [];
	let at = 0;
	for (;;) {
		let start = at;
		while (text[start] === " ") start++;
		if (text[start] === '"') {
			let value = "";
			let i = start + 1;
			for (;;) {
				const quote = text.indexOf('"', i);
				if (quote === -1) {
					value += text.slice(i);
					i = text.length;
					break;
				}
				value += text.slice(i, quote);
				if (text[quote + 1] === '"') {
					value += '"';
					i = quote + 2;
				} else {
					i = quote + 1;
					break;
				}
			}
			const next = text.indexOf(delimiter, i);
			// Text after a closing quote is kept: programs that write it mean it.
			value += next === -1 ? text.slice(i).trimEnd() : text.slice(i, next).trimEnd();
			cells.push(value);
			if (next === -1) return cells;
			at = next + 1;
		} else {
			const next = text.indexOf(delimiter, at);
			cells.push(next === -1 ? text.slice(at) : text.slice(at, next));
			if (next === -1) return cells;
			at = next + 1;
		}
	}
}

/** The delimiter under which the first lines have the same number of cells, more than one; comma when nothing fits. */
export function guessDelimiter(sample: string): Delimiter {
	let best: Delimiter = ",";
	let bestScore = 0;
	for (const delimiter of delimiters) {
		const reader = new CsvReader(delimiter);
		const records = reader.push(sample).slice(0, 50);
		const widths = new Map<number, number>();
		for (const record of records) widths.set(record.cells.length, (widths.get(record.cells.length) ?? 0) + 1);
		const [width, count] = [...widths].sort((a, b) => b[1] - a[1])[0] ?? [1, 0];
		// Blanks occur inside sentences: they must fit every line.
		const share = count / Math.max(1, records.length);
		if (width < 2 || share < (delimiter === "blank" ? 0.95 : 0.8)) continue;
		const score = share * (delimiter === "blank" ? 0.5 : 1) + Math.min(width, 50) / 1000;
		if (score > bestScore) {
			best = delimiter;
			bestScore = score;
		}
	}
	return best;
}
