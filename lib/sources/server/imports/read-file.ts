import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { CsvReader, type CsvRecord } from "@/lib/sources/files/csv-reader";
import { guessDelimiter } from "@/lib/sources/files/guess-delimiter";
import { looksLikeHeader } from "@/lib/sources/files/guess-header";
import type { FileFormat } from "@/lib/sources/files/import-mapping";
import { FileDecoder, guessEncoding } from "@/lib/sources/server/imports/file-decoder";

const sampleBytes = 256 * 1024;

/** Records of a file in order, some hundred at a time, with how many bytes were read; in bounded memory. */
export async function* readFile(
	filePath: string,
	format: FileFormat,
): AsyncGenerator<{ records: CsvRecord[]; bytesRead: number }> {
	const reader = new CsvReader(format.delimiter);
	const decoder = new FileDecoder(format.encoding);
	let bytesRead = 0;
	for await (const chunk of createReadStream(filePath, { highWaterMark: 128 * 1024 })) {
		// Safe because the stream has no encoding set.
		const bytes = chunk as Buffer;
		bytesRead += bytes.length;
		yield { records: reader.push(decoder.push(bytes)), bytesRead };
	}
	const records = reader.push(decoder.end());
	yield { records: [...records, ...reader.end()], bytesRead };
}

/** The first rows of a file and how it is written; what is not given is guessed. */
export async function sampleFile(
	filePath: string,
	given: Partial<FileFormat>,
): Promise<{ format: FileFormat; records: CsvRecord[]; sampledBytes: number }> {
	const file = await open(filePath, "r");
	try {
		const encoding = given.encoding ?? (await guessEncoding(file));
		const buffer = Buffer.alloc(sampleBytes);
		const { bytesRead } = await file.read(buffer, 0, sampleBytes, 0);
		const isWhole = bytesRead < sampleBytes;
		const decoder = new FileDecoder(encoding);
		const text = decoder.push(buffer.subarray(0, bytesRead)) + (isWhole ? decoder.end() : "");
		const delimiter = given.delimiter ?? guessDelimiter(text.slice(0, 64 * 1024));
		const reader = new CsvReader(delimiter);
		const records = reader.push(text).concat(isWhole ? reader.end() : []);
		const hasHeader = given.hasHeader ?? looksLikeHeader(records.map((record) => record.cells));
		return { format: { delimiter, encoding, hasHeader }, records, sampledBytes: bytesRead };
	} finally {
		await file.close();
	}
}
