import {
	afterLineEnd,
	closed,
	isCutCr,
	lineEnd,
	plain,
	quoted,
	Scan,
	start,
} from "@/lib/sources/files/csv-scan";

/** How the bytes of a file are cut into cells. `blank` is any run of spaces or tabs. */
export const delimiters = [",", ";", "\t", "|", "blank"] as const;
export type Delimiter = (typeof delimiters)[number];

/**
 * One record: the line it begins on (the first line of the file is 1) and its cells, or why it cannot be
 * split.
 */
export type CsvRecord = { line: number; cells: string[]; problem?: string };

/** More filled columns than this make a row a problem; empty cells beyond them do not count. */
export const maxColumns = 1_000;
const maxRecordLength = 1_000_000;

const problems = {
	open: "has a quote that is not closed",
	afterQuote: "has text after a closing quote; write a quote inside a cell twice",
	long: "is longer than 1 MB",
	wide: `has more than ${maxColumns.toLocaleString("en-US")} cells`,
	bytes: "has bytes that are not letters in the encoding of the file",
	rows: (count: number) =>
		`has a quoted cell that takes in the next ${count === 1 ? "line" : `${count} lines`}, which look like rows; close its quote, or write it twice`,
} as const;

type Found = { end: number; cells: string[] } | { fault: string; isFileEnd?: true } | "more";

/**
 * Cuts text into records as it arrives, in bounded memory and time in proportion to the text. Quoted cells
 * may hold delimiters, doubled quotes and line breaks (RFC 4180); lines end in LF, CRLF or CR. A broken quote
 * spoils only its own line: the lines it swallowed are read again, each on its own. Blank rows are skipped.
 */
export class CsvReader {
	private readonly delimiter: Delimiter;
	private readonly cut: number;
	private rest = "";
	private line = 1;
	private isFirst = true;
	private width: number | null = null;
	private scan = new Scan();
	/** Lines before this one were inside a broken quote: quotes do not reach beyond them any more. */
	private aloneUntil = 0;
	private isSkippingLine = false;

	constructor(delimiter: Delimiter) {
		this.delimiter = delimiter;
		this.cut = delimiter === "blank" ? -1 : delimiter.charCodeAt(0);
	}

	push(text: string): CsvRecord[] {
		const added = this.isFirst && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
		if (text !== "") this.isFirst = false;
		this.rest += added.includes("\0") ? added.replaceAll("\0", "") : added;
		return this.read(false);
	}

	end(): CsvRecord[] {
		return this.read(true);
	}

	/** Characters of an unfinished record. */
	get held(): number {
		return this.rest.length;
	}

	/** How many characters were read so far, counting repeats; at most a few times the length of the text. */
	looked = 0;

	private read(isEnd: boolean): CsvRecord[] {
		const records: CsvRecord[] = [];
		let { rest } = this;
		let from = 0;
		let feed = rest.indexOf("\n");
		while (from < rest.length) {
			if (feed !== -1 && feed < from) feed = rest.indexOf("\n", from);
			if (feed === from && this.scan.at === 0 && !this.isSkippingLine) {
				this.line++;
				from++;
				continue;
			}
			if (this.isSkippingLine) {
				const end = lineEnd(rest, from);
				this.looked += end - from;
				if (!isEnd && (end === rest.length || isCutCr(rest, end))) {
					rest = rest.slice(end);
					from = 0;
					break;
				}
				this.isSkippingLine = false;
				this.line++;
				from = afterLineEnd(rest, end);
				continue;
			}
			const found = this.lookQuickly(rest, from, feed) ?? this.look(rest, from, isEnd);
			if (found === "more") break;
			if ("fault" in found) {
				records.push({ line: this.line, cells: [], problem: found.fault });
				const until = found.isFileEnd ? Number.POSITIVE_INFINITY : this.line + this.scan.lines;
				this.aloneUntil = Math.max(this.aloneUntil, until);
				if (this.scan.lines > 0) {
					from += this.scan.secondLine;
					this.line++;
				} else {
					from += this.scan.at;
					this.isSkippingLine = true;
				}
			} else {
				const record = this.recordOf(rest.slice(from, found.end), found.cells);
				if (record) records.push(record);
				this.line += 1 + this.scan.lines;
				from = afterLineEnd(rest, found.end);
			}
			if (this.scan.isUsed) this.scan = new Scan();
		}
		this.rest = rest.slice(from);
		return records;
	}

	/** The end of the record that begins at `from`; its cells are then in `scan`. */
	private look(text: string, from: number, isEnd: boolean): Found {
		const { scan, cut } = this;
		const isAlone = this.line < this.aloneUntil;
		scan.isUsed = true;
		let i = from + scan.at;
		this.looked -= i - from;
		for (; i < text.length; i++) {
			const code = text.charCodeAt(i);
			const isLineEnd = code === 10 || code === 13;
			if (isLineEnd && !isEnd && isCutCr(text, i)) break;
			if (i - from > maxRecordLength) {
				const isOpen = scan.lines > 0 && scan.mode === quoted;
				return this.faultAt(i - from, isOpen ? problems.open : problems.long);
			}
			if (scan.isAfterCut && code === 32) scan.cuts--;
			scan.isAfterCut = code === cut;
			if (code === cut) scan.cuts++;
			if (scan.mode === quoted) {
				if (isLineEnd) {
					if (isAlone) return this.faultAt(i - from, problems.open);
					if (code === 13 && text.charCodeAt(i + 1) === 10) i++;
					this.passLine(i + 1 - from);
				} else if (code === 34) {
					const next = text.charCodeAt(i + 1);
					if (Number.isNaN(next) && !isEnd) break;
					scan.value += text.slice(from + scan.from, next === 34 ? i + 1 : i);
					scan.from = i + 2 - from;
					if (next === 34) i++;
					else scan.mode = closed;
				}
				continue;
			}
			if (isLineEnd) break;
			if (code === cut) this.closeCell(text, from, i);
			else if (scan.mode === closed) {
				if (code !== 32) return this.faultAt(i - from, problems.afterQuote);
			} else if (code === 34 && scan.mode === start && cut !== -1) {
				scan.mode = quoted;
				scan.value = "";
				scan.from = i + 1 - from;
			} else if (code !== 32) scan.mode = plain;
		}
		scan.at = i - from;
		this.looked += scan.at;
		if (i >= text.length || isCutCr(text, i) || scan.mode === quoted) {
			if (!isEnd) return "more";
			if (scan.mode === quoted) return { fault: problems.open, isFileEnd: true };
		}
		this.closeCell(text, from, i);
		return this.hasReadRows() ? { fault: problems.rows(scan.lines) } : { end: i, cells: scan.cells };
	}

	private faultAt(at: number, fault: string): Found {
		this.scan.at = at;
		this.looked += at;
		return { fault };
	}

	/** Most lines have no quote and are split at once; null when this one has to be scanned. */
	private lookQuickly(text: string, from: number, feed: number): Found | null {
		if (this.cut === -1 || this.scan.at > 0 || feed === -1 || feed - from > maxRecordLength) return null;
		const line = text.slice(from, text.charCodeAt(feed - 1) === 13 && feed > from ? feed - 1 : feed);
		if (line.includes("\r") || line.includes('"')) return null;
		const cells = line.split(this.delimiter, maxColumns + 1);
		if (cells.length > maxColumns) return null;
		this.looked += line.length;
		return { end: from + line.length, cells };
	}

	/** A cell may span lines, but not lines that look like rows: then someone's quote was left open. */
	private hasReadRows(): boolean {
		const { lines, rowLike } = this.scan;
		if (lines === 0 || !this.isRowLike()) return false;
		return lines < 3 ? rowLike === lines : (rowLike + 1) * 2 > lines + 1;
	}

	private isRowLike(): boolean {
		return this.width !== null && this.width > 1 && this.scan.cuts + 1 === this.width;
	}

	private passLine(next: number): void {
		const { scan } = this;
		if (this.isRowLike()) scan.rowLike++;
		scan.lines++;
		scan.cuts = 0;
		if (scan.lines === 1) scan.secondLine = next;
	}

	private closeCell(text: string, from: number, end: number): void {
		const { scan } = this;
		const value = scan.mode === closed ? scan.value : text.slice(from + scan.from, end);
		if (scan.cells.length < maxColumns) scan.cells.push(value);
		else if (value.trim() !== "") scan.isWide = true;
		scan.mode = start;
		scan.from = end + 1 - from;
	}

	private recordOf(raw: string, found: string[]): CsvRecord | null {
		const { line } = this;
		// Spreadsheets declare their delimiter in an extra first line: it is not a row.
		if (line === 1 && hintPattern.test(raw)) return null;
		if (!raw.isWellFormed()) return { line, cells: [], problem: problems.bytes };
		const cells = this.delimiter === "blank" ? raw.trim().split(/[ \t]+/) : found;
		if (this.scan.isWide || cells.length > maxColumns) return { line, cells: [], problem: problems.wide };
		if (cells.every((cell) => cell.trim() === "")) return null;
		this.width ??= cells.length;
		return { line, cells };
	}
}

const hintPattern = /^"?sep=(.)"?$/i;

/** The delimiter that a first line like `sep=;` names; null when there is no such line. */
export function hintedDelimiter(text: string): Delimiter | null {
	const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
	const named = hintPattern.exec(text.slice(start, lineEnd(text, start)))?.[1];
	return delimiters.find((delimiter) => delimiter === named) ?? null;
}
