import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { CsvReader, type CsvRecord, guessDelimiter } from "@/lib/sources/csv-reader";
import type { FileFormat } from "@/lib/sources/import-mapping";

const sampleBytes = 256 * 1024;

/** Records of a file in order, some hundred at a time, with how many bytes were read; in bounded memory. */
export async function* readFile(
	filePath: string,
	format: FileFormat,
): AsyncGenerator<{ records: CsvRecord[]; bytesRead: number }> {
	const reader = new CsvReader(format.delimiter);
	const decoder = new TextDecoder(format.encoding);
	let bytesRead = 0;
	for await (const chunk of createReadStream(filePath, { highWaterMark: 128 * 1024 })) {
		// Safe because the stream has no encoding set.
		const bytes = chunk as Buffer;
		bytesRead += bytes.length;
		yield { records: reader.push(decoder.decode(bytes, { stream: true })), bytesRead };
	}
	const records = reader.push(decoder.decode());
	yield { records: [...records, ...reader.end()], bytesRead };
}

function isUtf8(sample: Buffer): boolean {
	try {
		// Streaming, so that a character cut at the end of the sample is no fault.
		new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: true });
		return true;
	} catch {
		return false;
	}
}

/** The first rows of a file and how it is written; what is not given is guessed. */
export async function sampleFile(
	filePath: string,
	given: Partial<FileFormat>,
): Promise<{ format: FileFormat; records: CsvRecord[]; sampledBytes: number }> {
	const file = await open(filePath, "r");
	let sample: Buffer;
	try {
		const buffer = Buffer.alloc(sampleBytes);
		const { bytesRead } = await file.read(buffer, 0, sampleBytes, 0);
		sample = buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
	const encoding = given.encoding ?? (isUtf8(sample) ? "utf-8" : "windows-1252");
	const text = new TextDecoder(encoding).decode(sample, { stream: true });
	const delimiter = given.delimiter ?? guessDelimiter(text.slice(0, 64 * 1024));
	const reader = new CsvReader(delimiter);
	const records = reader.push(text);
	if (sample.length < sampleBytes) records.push(...reader.end());
	const hasHeader = given.hasHeader ?? looksLikeHeader(records);
	return { format: { delimiter, encoding, hasHeader }, records, sampledBytes: sample.length };
}

/** A first row without numbers above rows with numbers, or of short distinct words. */
function looksLikeHeader(records: readonly CsvRecord[]): boolean {
	const first = records[0]?.cells ?? [];
	const hasNumber = (cells: readonly string[]) => cells.some((cell) => /^\s*-?[\d.,]+\s*$/.test(cell));
	if (hasNumber(first)) return false;
	return (
		first.every((cell) => cell.trim() !== "" && !cell.includes("@")) && new Set(first).size === first.length
	);
}
