import { open } from "node:fs/promises";
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

/** Writes the body to a file, holding no more than one piece of it, and counts its bytes and lines. */
export async function spoolBody(
	request: IncomingMessage,
	file: string,
	limit: number,
): Promise<{ bytes: number; lines: number }> {
	let bytes = 0;
	let lines = 0;
	let last = newline;
	const out = await open(file, "w", 0o600);
	try {
		// Not destroyed on an error: the answer to the client still goes through this connection.
		for await (const part of plainBody(request).iterator({ destroyOnReturn: false })) {
			// Safe because no encoding is set on the stream.
			const chunk = part as Buffer;
			bytes += chunk.length;
			if (bytes > limit) throw tooLarge(limit);
			for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) lines += 1;
			last = chunk[chunk.length - 1] ?? last;
			await out.writeFile(chunk);
		}
	} finally {
		await out.close();
	}
	return { bytes, lines: last === newline ? lines : lines + 1 };
}
