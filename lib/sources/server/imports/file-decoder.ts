import { isAscii, isUtf8 } from "node:buffer";
import type { FileHandle } from "node:fs/promises";
import type { FileFormat } from "@/lib/sources/files/import-mapping";

type Encoding = FileFormat["encoding"];

const sequence =
	"[\\xc2-\\xdf][\\x80-\\xbf]|\\xe0[\\xa0-\\xbf][\\x80-\\xbf]|[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}|\\xed[\\x80-\\x9f][\\x80-\\xbf]|\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|[\\xf1-\\xf3][\\x80-\\xbf]{3}|\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}";
const sequenceOrByte = new RegExp(`${sequence}|[\\x80-\\xff]`, "g");

/** What 0x80 to 0x9f are in Windows-1252; a blank is an undefined byte. */
const westernHigh = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/**
 * Marks a byte that is not a letter: half of a surrogate pair, which no valid text has, so that the row
 * splitter can see it.
 */
function undecoded(byte: number): string {
	return String.fromCharCode(0xdc00 + byte);
}

/** Bytes at the end that begin a letter of UTF-8 whose rest is still to come. */
function openBytes(bytes: Buffer): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if ((byte & 0xc0) === 0x80) continue;
		const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
		return length > back ? back : 0;
	}
	return 0;
}

/**
 * Decodes a file's bytes as they arrive. Nothing is replaced silently: a byte that does not decode becomes
 * half of a surrogate pair, and its row a problem.
 */
export class FileDecoder {
	private readonly encoding: Encoding;
	private held = Buffer.alloc(0);

	constructor(encoding: Encoding) {
		this.encoding = encoding;
	}

	push(bytes: Buffer): string {
		const all = this.held.length > 0 ? Buffer.concat([this.held, bytes]) : bytes;
		const open =
			this.encoding === "utf-8" ? openBytes(all) : this.encoding === "windows-1252" ? 0 : all.length % 2;
		this.held = Buffer.from(all.subarray(all.length - open));
		return this.decode(all.subarray(0, all.length - open));
	}

	/** What was left over at the end of the file. */
	end(): string {
		return [...this.held].map(undecoded).join("");
	}

	private decode(bytes: Buffer): string {
		switch (this.encoding) {
			case "utf-8":
				if (isUtf8(bytes)) return bytes.toString("utf8");
				return bytes
					.toString("latin1")
					.replace(sequenceOrByte, (found) =>
						found.length === 1
							? undecoded(found.charCodeAt(0))
							: Buffer.from(found, "latin1").toString("utf8"),
					);
			case "windows-1252":
				return bytes.toString("latin1").replace(/[\x80-\x9f]/g, (found) => {
					const letter = westernHigh[found.charCodeAt(0) - 0x80] ?? " ";
					return letter === " " ? undecoded(found.charCodeAt(0)) : letter;
				});
			case "utf-16le":
				return bytes.toString("utf16le");
			case "utf-16be":
				return Buffer.from(bytes).swap16().toString("utf16le");
		}
	}
}

const scannedBytes = 32 * 1024 ** 2;
const chunkBytes = 1024 ** 2;

/**
 * A file's encoding: by its byte order mark, or every second byte is zero, or its first 32 MB are UTF-8.
 * Anything else is Western European, unless it contains UTF-8 sequences: then each row that is not UTF-8
 * becomes a problem.
 */
export async function guessEncoding(file: FileHandle): Promise<Encoding> {
	const buffer = Buffer.alloc(chunkBytes);
	let held = Buffer.alloc(0);
	let isBroken = false;
	let hasLetters = false;
	for (let at = 0; at < scannedBytes; ) {
		const { bytesRead } = await file.read(buffer, 0, chunkBytes, at);
		const bytes = Buffer.concat([held, buffer.subarray(0, bytesRead)]);
		if (at === 0) {
			const wide = wideEncoding(bytes);
			if (wide) return wide;
		}
		const open = bytesRead === 0 ? 0 : openBytes(bytes);
		const whole = bytes.subarray(0, bytes.length - open);
		held = Buffer.from(bytes.subarray(bytes.length - open));
		if (!isUtf8(whole)) {
			isBroken = true;
			hasLetters ||= new RegExp(sequence).test(whole.toString("latin1"));
		} else hasLetters ||= !isAscii(whole);
		if (bytesRead === 0 || (isBroken && hasLetters)) break;
		at += bytesRead;
	}
	return isBroken && !hasLetters ? "windows-1252" : "utf-8";
}

/** UTF-16 by its mark, or by the zero bytes that Latin letters have in it. */
function wideEncoding(bytes: Buffer): Encoding | null {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
	const head = bytes.subarray(0, 4_096);
	let [even, odd] = [0, 0];
	for (const [at, byte] of head.entries()) if (byte === 0) at % 2 === 0 ? even++ : odd++;
	const many = head.length / 8;
	if (odd > many && even < odd / 8) return "utf-16le";
	if (even > many && odd < even / 8) return "utf-16be";
	return null;
}
