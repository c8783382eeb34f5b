import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { AppError } from "@/lib/kernel/app-error";
import { columnOf, sheetText } from "@/lib/sources/files/sheet/sheet-cell";
import {
	attribute,
	listEntries,
	openEntry,
	openZip,
	parseXml,
	readDateStyles,
	readShared,
	readWorkbook,
	unreadable,
} from "@/lib/sources/server/imports/workbook-parts";

const maxColumns = 16_384;

/** What a file is by its first bytes; "text" for anything that is no workbook. */
export async function sniffFile(filePath: string): Promise<"text" | "workbook" | "old_workbook"> {
	const file = await open(filePath, "r");
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
		const head = buffer.subarray(0, bytesRead).toString("hex");
		if (head.startsWith("504b0304")) return "workbook";
		// Excel 97 to 2003, and every workbook with a password.
		return head === "d0cf11e0a1b11ae1" ? "old_workbook" : "text";
	} finally {
		await file.close();
	}
}

/**
 * Writes the first visible sheet of an XLSX workbook as CSV, row by row. Every row of the sheet is a line, empty ones too,
 * so that a problem is named by the number the row has in the spreadsheet. `others`: how many visible sheets are left out.
 */
export async function convertWorkbook(from: string, to: string): Promise<{ sheet: string; others: number }> {
	const zip = await openZip(from);
	try {
		const entries = await listEntries(zip);
		const { sheets, uses1904 } = await readWorkbook(zip, entries);
		const [sheet] = sheets;
		if (!sheet) throw unreadable("it has no sheet");
		const shared = await readShared(zip, entries);
		const dateStyles = await readDateStyles(zip, entries);
		const stream = await openEntry(zip, entries, sheet.path);
		await writeRows(stream, to, { shared, dateStyles, uses1904 });
		return { sheet: sheet.name, others: sheets.length - 1 };
	} catch (error) {
		throw error instanceof AppError ? error : unreadable((error as Error).message);
	} finally {
		zip.close();
	}
}

async function writeRows(
	stream: Readable,
	to: string,
	of: { shared: readonly string[]; dateStyles: ReadonlySet<number>; uses1904: boolean },
): Promise<void> {
	const file = createWriteStream(to, { flags: "wx", mode: 0o600 });
	let lines: string[] = [];
	let [row, cells]: [number, string[]] = [0, []];
	let cell = { type: "", text: "", isDate: false };
	let [column, isValue, isPhonetic] = [-1, false, false];
	const drain = async (): Promise<void> => {
		if (lines.length === 0) return;
		const isReady = file.write(lines.join(""));
		lines = [];
		if (!isReady) await once(file, "drain");
	};
	try {
		await parseXml(
			stream,
			{
				open: (tag) => {
					switch (tag.name) {
						case "row": {
							const number = Number(attribute(tag, "r") ?? row + 1);
							if (!Number.isInteger(number) || number <= row || number > 1_048_576)
								throw new Error("its rows have no order");
							for (row++; row < number; row++) lines.push("\r\n");
							cells = [];
							column = -1;
							return;
						}
						case "c":
							column = columnOf(attribute(tag, "r") ?? "") ?? column + 1;
							if (column >= maxColumns) throw new Error("it has too many columns");
							cell = {
								type: attribute(tag, "t") ?? "",
								text: "",
								isDate: of.dateStyles.has(Number(attribute(tag, "s") ?? -1)),
							};
							return;
						case "rPh":
							isPhonetic = true;
							return;
						case "v":
						case "t":
							isValue = !isPhonetic;
					}
				},
				text: (part) => {
					if (isValue) cell.text += part;
				},
				close: (name) => {
					if (name === "v" || name === "t") isValue = false;
					if (name === "rPh") isPhonetic = false;
					if (name === "c") {
						while (cells.length < column) cells.push("");
						cells[column] = sheetText(cell, of.shared, of.uses1904);
					}
					if (name === "row") lines.push(`${cells.map(quoted).join(",")}\r\n`);
				},
			},
			drain,
		);
		file.end();
		await finished(file);
	} catch (error) {
		file.destroy();
		throw error;
	}
}

/** As it is read again: nothing is added to what a cell holds. */
function quoted(text: string): string {
	return /[",\r\n]/.test(text) || text.startsWith("sep=") ? `"${text.replaceAll('"', '""')}"` : text;
}
