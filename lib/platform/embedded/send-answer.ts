import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createGzip } from "node:zlib";
import { describeFailure } from "@/lib/platform/embedded/warehouse-error";
import { inBandException } from "@/lib/platform/embedded/warehouse-statement";

/**
 * Sends an answer in chunks, no faster than the client reads. The first `heldBytes` are buffered, so that an
 * error up to there is thrown and gets its HTTP status; a later one goes into the stream, which then breaks
 * off.
 */
export async function sendAnswer(
	pieces: AsyncIterable<Uint8Array>,
	response: ServerResponse,
	options: {
		headers: Record<string, string>;
		tag: string;
		wantsGzip: boolean;
		heldBytes: number;
		signal: AbortSignal;
	},
): Promise<void> {
	const { signal } = options;
	const gzip = options.wantsGzip ? createGzip({ level: 1 }) : undefined;
	const out = gzip ?? response;
	let held: Uint8Array[] = [];
	let heldSize = 0;
	const open = (more: Record<string, string> = {}) => {
		response.writeHead(200, { ...options.headers, ...more, ...(gzip ? { "Content-Encoding": "gzip" } : {}) });
		gzip?.pipe(response);
	};
	const write = async (piece: Uint8Array) => {
		if (!out.write(piece)) await once(out, "drain", { signal });
	};
	try {
		for await (const piece of pieces) {
			signal.throwIfAborted();
			if (response.headersSent) {
				await write(piece);
				continue;
			}
			held.push(piece);
			heldSize += piece.length;
			if (heldSize <= options.heldBytes) continue;
			open();
			for (const early of held) await write(early);
			held = [];
		}
	} catch (error) {
		if (!response.headersSent || signal.aborted) throw error;
		await breakOff(inBandException(describeFailure(error).message, options.tag), response, gzip);
		return;
	}
	if (!response.headersSent) open(gzip ? {} : { "Content-Length": String(heldSize) });
	for (const early of held) await write(early);
	out.end();
}

/**
 * Ends an answer that began with status 200 with an error, and without the terminator that would make it look
 * complete.
 */
async function breakOff(
	text: string,
	response: ServerResponse,
	gzip: ReturnType<typeof createGzip> | undefined,
): Promise<void> {
	if (gzip) {
		// Cut in its middle, the client's unpacking would fail before it came to the error: end it properly.
		gzip.end(text);
		return;
	}
	await new Promise<void>((resolve) => response.write(text, () => resolve()));
	response.socket?.end();
}
