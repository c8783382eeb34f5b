import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "@/lib/platform/env";
import {
	addressGroup,
	clientAddress,
	clientAddressHeader,
	notedClientAddress,
} from "@/lib/platform/http/client-address";
import { mergeAllowances, type RequestLimit, requestLimit } from "@/lib/platform/http/request-limit";

export type IngestLimits = { perKey: number; perAddress: number; windowSeconds?: number };

/**
 * The sender: the address the web app recorded when forwarding, else the socket's own or a trusted proxy's
 * claim.
 */
function senderOf(request: IncomingMessage): string {
	const noted = request.headers[clientAddressHeader];
	const address = notedClientAddress(Array.isArray(noted) ? noted[0] : noted);
	if (address !== "unknown") return address;
	const forwarded = request.headers["x-forwarded-for"];
	return clientAddress(
		request.socket.remoteAddress,
		Array.isArray(forwarded) ? forwarded.join(",") : forwarded,
		env.MUSTER_TRUSTED_PROXIES,
	);
}

/** Counts the requests of one ingest process, by sender before anything is read and by write key after. */
export class RequestLimits {
	private readonly byKey: RequestLimit;
	private readonly byAddress: RequestLimit;

	constructor({ perKey, perAddress, windowSeconds }: IngestLimits) {
		this.byKey = requestLimit("key", perKey, windowSeconds);
		this.byAddress = requestLimit("address", perAddress, windowSeconds);
	}

	/** Counts a request for its sender's address; false when it must be refused. The answer's headers say so. */
	async takeAddress(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
		return await this.take(this.byAddress, addressGroup(senderOf(request)), response);
	}

	/** Counts a request for its write key; false when it must be refused. The answer's headers say so. */
	async takeKey(keyId: string, response: ServerResponse): Promise<boolean> {
		return await this.take(this.byKey, keyId, response);
	}

	private async take(limit: RequestLimit, subject: string, response: ServerResponse): Promise<boolean> {
		const allowance = await limit(subject);
		for (const [name, value] of Object.entries(mergeAllowances([allowance]))) {
			response.appendHeader(name, value);
		}
		if (!allowance.isAllowed) response.setHeader("retry-after", allowance.retryAfterSeconds);
		return allowance.isAllowed;
	}
}
