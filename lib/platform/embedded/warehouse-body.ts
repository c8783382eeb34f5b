import { type FileHandle, open } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { WarehouseError } from "@/lib/platform/embedded/warehouse-error";

const newline = 10;

function plainBody(request: IncomingMessage): Readable {
	const encoding = String(request.headers["content-encoding"] ?? "").toLowerCase();
	if (encoding === "" || encoding === "identity") return request;
	if (encoding !== "gzip") {
		throw new WarehouseError(
			48,
			"NOT_IMPLEMENTED",
			`The built-in warehouse does not read ${encoding} bodies`,
		);
	}
	const gunzip = createGunzip();
	request.once("error", (error) => gunzip.destroy(error));
	request.once("aborted", () => gunzip.destroy(new Error("The client left while sending.")));
	return request.pipe(gunzip);
}

function tooLarge(limit: number): WarehouseError {
	return new WarehouseError(49, "TOO_LARGE_BODY", `The body is larger than the limit of ${limit} bytes`);
}

/** The body as text: the statement itself, or a little that follows it. */
export async function readText(request: IncomingMessage, limit: number): Promise<string> {
	const parts: Buffer[] = [];
	let size = 0;
	for await (const part of plainBody(request).iterator({ destroyOnReturn: false })) {
		// Safe because no encoding is set on the stream.
		const bytes = part as Buffer;
		size += bytes.length;
		if (size > limit) throw tooLarge(limit);
		parts.push(bytes);
	}
	return Buffer.concat(parts).toString("utf8");
}

/**
 * The rows of an insert: in memory if they are few, otherwise in a file; with their number of bytes and
 * lines.
 */
export type Rows = { bytes: number; lines: number; inMemory: Buffer | null };

/** Reads the body; anything larger than `maxInMemory` goes to a file, with at most one chunk in memory. */
export async function takeRows(
	request: IncomingMessage,
	file: string,
	{ limit, maxInMemory }: { limit: number; maxInMemory: number },
): Promise<Rows> {
	let [bytes, lines, last] = [0, 0, newline];
	let held: Buffer[] = [];
	let out: FileHandle | undefined;
	try {
		// Not destroyed on an error: the response to the client still uses this connection.
		for await (const part of plainBody(request).iterator({ destroyOnReturn: false })) {
			// Safe because no encoding is set on the stream.
			const chunk = part as Buffer;
			bytes += chunk.length;
			if (bytes > limit) throw tooLarge(limit);
			for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) lines += 1;
			last = chunk[chunk.length - 1] ?? last;
			held.push(chunk);
			if (bytes <= maxInMemory) continue;
			out ??= await open(file, "w", 0o600);
			for (const piece of held) await out.writeFile(piece);
			held = [];
		}
	} finally {
		await out?.close();
	}
	return {
		bytes,
		lines: last === newline ? lines : lines + 1,
		inMemory: out === undefined ? Buffer.concat(held) : null,
	};
}
