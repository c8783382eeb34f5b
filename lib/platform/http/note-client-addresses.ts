import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { env } from "@/lib/platform/env";
import { clientAddress, clientAddressHeader, sealClientAddress } from "@/lib/platform/http/client-address";

// On globalThis, because a development server loads this module again.
const holder = globalThis as { musterNotesAddresses?: boolean };

/**
 * Makes every HTTP server of this process record the client's address on each request, before any handler
 * sees it: a Request object no longer knows its socket, and a header from the wire would be the visitor's
 * claim.
 */
export function noteClientAddresses(): void {
	if (holder.musterNotesAddresses) return;
	holder.musterNotesAddresses = true;
	subscribe("http.server.request.start", (message) => {
		// Safe because this channel of Node always carries the request.
		const { request } = message as { request: IncomingMessage };
		const forwarded = request.headers["x-forwarded-for"];
		const address = clientAddress(
			request.socket.remoteAddress,
			Array.isArray(forwarded) ? forwarded.join(",") : forwarded,
			env.MUSTER_TRUSTED_PROXIES,
		);
		request.headers[clientAddressHeader] = sealClientAddress(address);
	});
}
