import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

export const maxBodyBytes = 512_000;
const decoders = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) };

export type ReadBody = { ok: true; body: Buffer } | { ok: false; status: 400 | 413 | 415; reason: string };

const maxDroppedBytes = 64_000_000;

/** Null when the body is larger than it may be. */
function readRaw(request: IncomingMessage): Promise<Buffer | null> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		request.on("data", (chunk: Buffer) => {
			size += chunk.length;
			if (size <= maxBodyBytes) chunks.push(chunk);
			else chunks.length = 0;
			if (size > maxDroppedBytes) resolve(null);
		});
		request.on("end", () => resolve(size > maxBodyBytes ? null : Buffer.concat(chunks)));
		request.on("error", reject);
		request.on("close", () => reject(new Error("The sender closed the connection")));
	});
}

const tooLarge = {
	ok: false,
	status: 413,
	reason: "The body is larger than 500 KB; send fewer messages at once.",
} as const;

/**
 * The whole body, decompressed, never more than 500 KB of either form. Of a body that is larger the rest is read and
 * dropped, within bounds: a sender whose connection closes while it still sends never sees the answer.
 */
export async function readRequestBody(request: IncomingMessage): Promise<ReadBody> {
	const raw = await readRaw(request);
	if (raw === null) return tooLarge;
	const encoding = request.headers["content-encoding"] ?? "identity";
	if (encoding === "identity") return { ok: true, body: raw };
	if (encoding !== "gzip" && encoding !== "deflate" && encoding !== "br") {
		return { ok: false, status: 415, reason: `content-encoding ${encoding} is not understood; use gzip.` };
	}
	try {
		return { ok: true, body: await decoders[encoding](raw, { maxOutputLength: maxBodyBytes }) };
	} catch (error) {
		if (error instanceof RangeError) return tooLarge;
		return { ok: false, status: 400, reason: `The body is not valid ${encoding}.` };
	}
}
