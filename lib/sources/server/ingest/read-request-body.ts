import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

export const mostBodyBytes = 512_000;
const decoders = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) };

export type ReadBody = { ok: true; body: Buffer } | { ok: false; status: 400 | 413 | 415; reason: string };

const tooLarge = {
	ok: false,
	status: 413,
	reason: "The body is larger than 500 KB; send fewer messages at once.",
} as const;

/** The whole body, decompressed, never more than 500 KB of either form. */
export async function readRequestBody(request: IncomingMessage): Promise<ReadBody> {
	if (Number(request.headers["content-length"] ?? 0) > mostBodyBytes) return tooLarge;
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request) {
		// Safe because node gives buffers while no encoding is set.
		const bytes = chunk as Buffer;
		size += bytes.length;
		if (size > mostBodyBytes) return tooLarge;
		chunks.push(bytes);
	}
	const raw = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
	const encoding = request.headers["content-encoding"] ?? "identity";
	if (encoding === "identity") return { ok: true, body: raw };
	if (encoding !== "gzip" && encoding !== "deflate" && encoding !== "br") {
		return { ok: false, status: 415, reason: `content-encoding ${encoding} is not understood; use gzip.` };
	}
	try {
		return { ok: true, body: await decoders[encoding](raw, { maxOutputLength: mostBodyBytes }) };
	} catch (error) {
		if (error instanceof RangeError) return tooLarge;
		return { ok: false, status: 400, reason: `The body is not valid ${encoding}.` };
	}
}
