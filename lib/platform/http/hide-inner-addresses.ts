import { subscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";

// On globalThis, because a development server loads this module again.
const holder = globalThis as { musterHidesAddresses?: boolean };

/** Next's notes to itself about where a request was passed on to: an inner host and port, which concern no one outside. */
const inner = new Set(["x-middleware-rewrite", "x-middleware-next"]);

/** Keeps headers that name inner addresses out of every answer of this process. */
export function hideInnerAddresses(): void {
	if (holder.musterHidesAddresses) return;
	holder.musterHidesAddresses = true;
	subscribe("http.server.request.start", (message) => {
		// Safe because this channel of Node always carries the response.
		const { response } = message as { response: ServerResponse };
		const setHeader = response.setHeader;
		response.setHeader = function (name, value) {
			return inner.has(name.toLowerCase()) ? this : setHeader.call(this, name, value);
		};
	});
}
