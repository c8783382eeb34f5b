import type { Readable } from "node:stream";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import yauzl from "yauzl";
import { AppError } from "@/lib/kernel/app-error";
import { isDateFormat } from "@/lib/sources/files/sheet/sheet-date";

/** What a workbook may be unpacked: ten times the largest that a spreadsheet program saves, and no bomb. */
const maxUnpackedBytes = 2_000_000_000;
const maxSharedCharacters = 200_000_000;

export type Entries = ReadonlyMap<string, yauzl.Entry>;

export function unreadable(why: string): AppError {
	return new AppError(
		"invalid",
		`This workbook cannot be read: ${why.slice(0, 200)}. Save it anew as .xlsx, or as CSV, and upload that.`,
	);
}

/** Opens an archive whose entries are read one by one. */
export function openZip(file: string): Promise<yauzl.ZipFile> {
	return new Promise((resolve, reject) => {
		yauzl.open(file, { lazyEntries: true, autoClose: false }, (error, zip) =>
			error ? reject(unreadable(error.message)) : resolve(zip),
		);
	});
}

/** The entries by their names; an archive that unpacks to too much is refused before anything is. */
export async function listEntries(zip: yauzl.ZipFile): Promise<Entries> {
	const entries = new Map<string, yauzl.Entry>();
	let unpacked = 0;
	await new Promise<void>((resolve, reject) => {
		zip.on("entry", (entry: yauzl.Entry) => {
			unpacked += entry.uncompressedSize;
			if (unpacked > maxUnpackedBytes || entries.size > 10_000)
				return reject(
					new AppError("too_large", "The workbook unpacks to more than 2 GB; save the sheet as CSV."),
				);
			entries.set(entry.fileName, entry);
			zip.readEntry();
		});
		zip.on("end", resolve);
		zip.on("error", reject);
		zip.readEntry();
	});
	return entries;
}

/** Yauzl fails an entry that unpacks to more than it says, so the sum above is what it will be. */
export function openEntry(zip: yauzl.ZipFile, entries: Entries, name: string): Promise<Readable> {
	const entry = entries.get(name);
	if (!entry) throw unreadable(`${name} is missing in it`);
	return new Promise((resolve, reject) => {
		zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
	});
}

type Handlers = {
	open?: (tag: SaxesTagPlain) => void;
	text?: (text: string) => void;
	close?: (name: string) => void;
};

/** Names without their prefix: programs choose their own. */
const local = (name: string) => name.slice(name.indexOf(":") + 1);

/** Parses XML as it arrives. Documents that declare entities are refused by the parser, which knows only XML's own five. */
export async function parseXml(
	stream: Readable,
	on: Handlers,
	afterChunk?: () => Promise<void>,
): Promise<void> {
	const parser = new SaxesParser({});
	const failures: Error[] = [];
	parser.on("error", (error) => failures.push(error));
	if (on.open) parser.on("opentag", (tag) => on.open?.({ ...tag, name: local(tag.name) }));
	if (on.text) parser.on("text", on.text);
	if (on.close) parser.on("closetag", (tag) => on.close?.(local(tag.name)));
	stream.setEncoding("utf8");
	for await (const chunk of stream) {
		parser.write(String(chunk));
		if (failures[0]) throw failures[0];
		await afterChunk?.();
	}
	parser.close();
	if (failures[0]) throw failures[0];
}

export const attribute = ({ attributes }: SaxesTagPlain, name: string): string | undefined =>
	Object.entries(attributes).find(([key]) => local(key) === name)?.[1];

/** The visible sheets in their order, and where each is. */
export async function readWorkbook(
	zip: yauzl.ZipFile,
	entries: Entries,
): Promise<{ sheets: { name: string; path: string }[]; uses1904: boolean }> {
	const named: { name: string; relation: string }[] = [];
	let uses1904 = false;
	await parseXml(await openEntry(zip, entries, "xl/workbook.xml"), {
		open: (tag) => {
			if (tag.name === "workbookPr") uses1904 = ["1", "true"].includes(attribute(tag, "date1904") ?? "");
			if (tag.name === "sheet" && (attribute(tag, "state") ?? "visible") === "visible")
				named.push({ name: attribute(tag, "name") ?? "", relation: attribute(tag, "id") ?? "" });
		},
	});
	const targets = new Map<string, string>();
	await parseXml(await openEntry(zip, entries, "xl/_rels/workbook.xml.rels"), {
		open: (tag) => {
			if (tag.name !== "Relationship") return;
			const target = attribute(tag, "Target") ?? "";
			targets.set(attribute(tag, "Id") ?? "", target.startsWith("/") ? target.slice(1) : `xl/${target}`);
		},
	});
	// A chart may be a sheet, too; one that holds no rows is not in the folder of those that do.
	const sheets = named.flatMap(({ name, relation }) => {
		const path = targets.get(relation);
		return path?.includes("worksheets/") ? [{ name, path }] : [];
	});
	return { sheets, uses1904 };
}

/** The texts that cells share, in their order. */
export async function readShared(zip: yauzl.ZipFile, entries: Entries): Promise<string[]> {
	const shared: string[] = [];
	if (!entries.has("xl/sharedStrings.xml")) return shared;
	let [text, isText, isPhonetic, characters] = ["", false, false, 0];
	await parseXml(await openEntry(zip, entries, "xl/sharedStrings.xml"), {
		open: ({ name }) => {
			if (name === "si") text = "";
			// How a name is pronounced, in Japanese workbooks, is no part of it.
			if (name === "rPh") isPhonetic = true;
			isText = name === "t" && !isPhonetic;
		},
		text: (part) => {
			if (isText) text += part;
		},
		close: (name) => {
			if (name === "t") isText = false;
			if (name === "rPh") isPhonetic = false;
			if (name !== "si") return;
			characters += text.length;
			if (characters > maxSharedCharacters)
				throw new AppError(
					"too_large",
					"The workbook holds more text than can be read; save the sheet as CSV.",
				);
			shared.push(text);
		},
	});
	return shared;
}

/** Which of the workbook's cell formats show a number as a day or time. */
export async function readDateStyles(zip: yauzl.ZipFile, entries: Entries): Promise<ReadonlySet<number>> {
	const codes = new Map<number, string>();
	const styles = new Set<number>();
	if (!entries.has("xl/styles.xml")) return styles;
	let [isCellFormats, index] = [false, 0];
	await parseXml(await openEntry(zip, entries, "xl/styles.xml"), {
		open: (tag) => {
			if (tag.name === "numFmt")
				codes.set(Number(attribute(tag, "numFmtId")), attribute(tag, "formatCode") ?? "");
			if (tag.name === "cellXfs") isCellFormats = true;
			if (tag.name !== "xf" || !isCellFormats) return;
			const id = Number(attribute(tag, "numFmtId") ?? 0);
			if (isDateFormat(id, codes.get(id))) styles.add(index);
			index++;
		},
		close: (name) => {
			if (name === "cellXfs") isCellFormats = false;
		},
	});
	return styles;
}
