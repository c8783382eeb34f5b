import { lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPrivateAddress } from "@/lib/platform/outbound/private-address";

export type OutboundRequest = {
	method: string;
	headers: Record<string, string>;
	body?: string;
	/** In place of a body that is text. */
	bytes?: Uint8Array;
};
export type OutboundOptions = {
	/** From connecting to the last byte of the answer. */
	timeoutMs: number;
	/** Longest time until connected: what is not on its way by then does not leave at all. */
	connectMs?: number;
	/** Lets the request reach private addresses: own networks and the sandbox only. */
	allowPrivate: boolean;
	signal?: AbortSignal;
	/** Longest response that is read; a longer one is rejected. */
	maxAnswerBytes?: number;
};
export type OutboundAnswer = { status: number; headers: Record<string, string>; body: string };

/**
 * A request without a response. `wasSent` false: it certainly never reached the other side (blocked, not
 * resolved, not connected); true: it may have been carried out. `isBlocked`: it would never leave, however often it is
 * repeated.
 */
export class OutboundError extends Error {
	readonly wasSent: boolean;
	readonly isBlocked: boolean;

	constructor(message: string, options: { wasSent: boolean; isBlocked?: boolean; cause?: unknown }) {
		super(message, { cause: options.cause });
		this.name = "OutboundError";
		this.wasSent = options.wasSent;
		this.isBlocked = options.isBlocked ?? false;
	}
}

export const blockedMessage = "The address leads to a private network, which Muster does not send to.";

const stoppedMessage = "The request was stopped.";
const unsendableMessage =
	"A value sent with every request holds a character that cannot be sent. Copy the token or key again.";

// The connection goes to the very address that was checked, so that a second look-up cannot answer differently.
export const checkedLookup: LookupFunction = (hostname, options, callback) => {
	lookup(hostname, { ...options, all: true }, (error, addresses) => {
		if (error) return callback(error, "", 0);
		const bad = addresses.find(({ address }) => isPrivateAddress(address));
		const [first] = addresses;
		if (bad || !first) {
			return callback(new OutboundError(blockedMessage, { wasSent: false, isBlocked: true }), "", 0);
		}
		return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
	});
};

/**
 * The only way out to addresses that people enter. Follows no redirects, ends in time, reads a bounded
 * response, and rejects private, loopback and link-local addresses, even behind a public name.
 */
export function outboundFetch(
	address: string,
	request: OutboundRequest,
	options: OutboundOptions,
): Promise<OutboundAnswer> {
	return new Promise((resolve, reject) => {
		let url: URL;
		try {
			url = new URL(address);
		} catch {
			return reject(new OutboundError("This is not an address.", { wasSent: false }));
		}
		if (url.protocol !== "https:" && url.protocol !== "http:") {
			return reject(new OutboundError("Only http and https addresses can be reached.", { wasSent: false }));
		}
		const host = url.hostname.replace(/^\[|\]$/g, "");
		if (!options.allowPrivate && isIP(host) && isPrivateAddress(host)) {
			return reject(new OutboundError(blockedMessage, { wasSent: false, isBlocked: true }));
		}
		// Before anything listens to the request: its end would have no one to go to, and end the process.
		if (options.signal?.aborted) return reject(new OutboundError(stoppedMessage, { wasSent: false }));
		const limit = options.maxAnswerBytes ?? 2_000_000;
		let isConnected = false;
		let isDone = false;
		const body = bytesOf(request);
		let outgoing: http.ClientRequest;
		try {
			outgoing = (url.protocol === "https:" ? https : http).request(url, {
				method: request.method,
				headers: {
					"user-agent": "Muster/0.1",
					...request.headers,
					...(body ? { "content-length": String(body.length) } : {}),
				},
				// One connection per request. A reused one that was closed meanwhile cannot distinguish sent from not sent;
				// counting those as sent would be safe, but a second answer that a proxy still had in the pipe would be
				// read as the answer to the next request, which may be another account's.
				agent: false,
				...(options.allowPrivate ? {} : { lookup: checkedLookup }),
			});
		} catch (cause) {
			// A token with a letter that HTTP has no place for, for example.
			return reject(new OutboundError(unsendableMessage, { wasSent: false, isBlocked: true, cause }));
		}
		const fail = (message: string, cause?: unknown): void => {
			if (isDone) return;
			isDone = true;
			clearTimeout(timer);
			clearTimeout(connectTimer);
			options.signal?.removeEventListener("abort", onAbort);
			outgoing.destroy();
			if (cause instanceof OutboundError) reject(cause);
			else reject(new OutboundError(message, { wasSent: isConnected, cause }));
		};
		const timer = setTimeout(
			() => fail(`No answer within ${Math.round(options.timeoutMs / 1000)} seconds.`),
			options.timeoutMs,
		);
		const connectTimer = setTimeout(
			() => fail("The connection took too long to open."),
			Math.min(options.connectMs ?? options.timeoutMs, options.timeoutMs),
		);
		const onAbort = (): void => fail(stoppedMessage);
		options.signal?.addEventListener("abort", onAbort);
		outgoing.on("socket", (socket) => {
			socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => {
				isConnected = true;
				clearTimeout(connectTimer);
			});
		});
		outgoing.on("error", (error) => fail(plainReason(error), error));
		outgoing.on("response", (incoming) => {
			const chunks: Buffer[] = [];
			let size = 0;
			incoming.on("data", (chunk: Buffer) => {
				size += chunk.length;
				if (size > limit) fail("The answer is too long.");
				else chunks.push(chunk);
			});
			incoming.on("error", (error) => fail(plainReason(error), error));
			incoming.on("aborted", () => fail("The connection was cut in the middle of the answer."));
			incoming.on("end", () => {
				if (isDone) return;
				isDone = true;
				clearTimeout(timer);
				options.signal?.removeEventListener("abort", onAbort);
				const headers: Record<string, string> = {};
				for (const [name, value] of Object.entries(incoming.headers)) {
					if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
				}
				resolve({ status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString("utf8") });
			});
		});
		outgoing.end(body);
	});
}

function plainReason(error: Error): string {
	const code = "code" in error && typeof error.code === "string" ? error.code : "";
	switch (code) {
		case "ENOTFOUND":
		case "EAI_AGAIN":
			return "The name of the address is not known.";
		case "ECONNREFUSED":
			return "No one listens at this address.";
		case "ECONNRESET":
		case "EPIPE":
			return "The connection was cut.";
		case "ETIMEDOUT":
		case "EHOSTUNREACH":
		case "ENETUNREACH":
			return "The address cannot be reached.";
		default:
			return /cert|ssl|tls/i.test(`${code} ${error.message}`)
				? "The certificate of the address is not valid."
				: `The connection failed${code ? ` (${code})` : ""}.`;
	}
}

function bytesOf({ body, bytes }: OutboundRequest): Buffer | undefined {
	if (bytes) return Buffer.from(bytes);
	return body === undefined ? undefined : Buffer.from(body, "utf8");
}
