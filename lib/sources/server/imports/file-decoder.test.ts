import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileDecoder, guessEncoding } from "@/lib/sources/server/imports/file-decoder";
import { readFile, sampleFile } from "@/lib/sources/server/imports/read-file";

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "decoder-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function stored(bytes: Buffer): Promise<string> {
	const file = path.join(folder, "x.csv");
	await writeFile(file, bytes);
	return file;
}

async function encodingOf(bytes: Buffer) {
	const file = await open(await stored(bytes));
	try {
		return await guessEncoding(file);
	} finally {
		await file.close();
	}
}

function decode(bytes: Buffer, encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252", size: number) {
	const decoder = new FileDecoder(encoding);
	let text = "";
	for (let at = 0; at < bytes.length; at += size) text += decoder.push(bytes.subarray(at, at + size));
	return text + decoder.end();
}

const western = (text: string) =>
	Buffer.from(
		[...text].map((letter) => (letter === "€" ? 0x80 : letter === "–" ? 0x96 : letter.charCodeAt(0))),
	);

describe("the letters of a file", () => {
	it("come out as they went in, however the bytes are cut", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 5 }), (given, size) => {
				const text = given.toWellFormed();
				expect(decode(Buffer.from(text, "utf8"), "utf-8", size)).toBe(text);
				const wide = Buffer.from(text, "utf16le");
				expect(decode(wide, "utf-16le", size)).toBe(text);
				expect(decode(Buffer.from(wide).swap16(), "utf-16be", size)).toBe(text);
			}),
		);
	});

	it("are never replaced silently: whatever does not decode leaves ill-formed text", () => {
		fc.assert(
			fc.property(
				fc.uint8Array({ minLength: 1, maxLength: 30 }),
				fc.integer({ min: 1, max: 5 }),
				(given, size) => {
					const bytes = Buffer.from(given);
					const text = decode(bytes, "utf-8", size);
					const isSound = Buffer.from(bytes.toString("utf8"), "utf8").equals(bytes);
					expect(text.isWellFormed()).toBe(isSound);
					expect(text).toBe(decode(bytes, "utf-8", bytes.length));
					if (isSound) expect(text).toBe(bytes.toString("utf8"));
				},
			),
		);
		expect(decode(western("Zoë – €5"), "windows-1252", 3)).toBe("Zoë – €5");
		expect(decode(Buffer.from([0x41, 0x81]), "windows-1252", 1).isWellFormed()).toBe(false);
		expect(decode(Buffer.from([0x41, 0x00, 0x42]), "utf-16le", 1).isWellFormed()).toBe(false);
	});

	it("are known by their mark, by zeros, or by the whole of the file", async () => {
		const wide = Buffer.from("email\tname\nana@example.com\tJosé 😀\n", "utf16le");
		expect(await encodingOf(Buffer.concat([Buffer.from([0xff, 0xfe]), wide]))).toBe("utf-16le");
		expect(await encodingOf(wide)).toBe("utf-16le");
		expect(await encodingOf(Buffer.from(wide).swap16())).toBe("utf-16be");
		expect(await encodingOf(Buffer.from("id,name\n1,José\n"))).toBe("utf-8");
		expect(await encodingOf(western("id,name\n1,José\n"))).toBe("windows-1252");
		// Far beyond the first rows; and a letter that two pieces share is no fault.
		const plain = Buffer.from("id,name\n".repeat(200_000));
		expect(await encodingOf(Buffer.concat([plain, western("7,Zoë – €5\n")]))).toBe("windows-1252");
		const cut = Buffer.concat([Buffer.alloc(1024 ** 2 - 1, "a"), Buffer.from("é\n")]);
		expect(await encodingOf(cut)).toBe("utf-8");
		// Both kinds of letters in one file: no one can tell, so each row that is not UTF-8 becomes a problem.
		expect(await encodingOf(Buffer.concat([Buffer.from("1,José\n"), western("2,Zoë\n")]))).toBe("utf-8");
	});

	it("are right after thirty thousand plain rows", async () => {
		const plain = `email,note\n${Array.from({ length: 30_000 }, (_, i) => `u${i}@example.com,plain text\n`).join("")}`;
		const file = await stored(Buffer.concat([Buffer.from(plain), western("odd@example.com,Zoë – €5\n")]));
		const { format } = await sampleFile(file, {});
		let last: string[] = [];
		for await (const { records } of readFile(file, format)) last = records.at(-1)?.cells ?? last;
		expect(last).toEqual(["odd@example.com", "Zoë – €5"]);
		// With UTF-8 chosen explicitly, the error names the line.
		const problems: (number | string)[] = [];
		for await (const { records } of readFile(file, { ...format, encoding: "utf-8" })) {
			for (const { line, problem } of records) if (problem) problems.push(line, problem);
		}
		expect(problems).toEqual([30_002, "has bytes that are not letters in the encoding of the file"]);
	});

	it("make a row a problem, and no other", async () => {
		const file = await stored(Buffer.concat([Buffer.from("id,name\n1,José\n2,"), western("Zoë\n3,Al\n")]));
		const { records } = await sampleFile(file, {});
		expect(records.map(({ line, cells, problem }) => [line, problem ?? cells])).toEqual([
			[1, ["id", "name"]],
			[2, ["1", "José"]],
			[3, "has bytes that are not letters in the encoding of the file"],
			[4, ["3", "Al"]],
		]);
	});
});
