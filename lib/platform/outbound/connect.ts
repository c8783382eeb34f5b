import { lookup } from "node:dns";
import { connect, isIP, type Socket } from "node:net";
import { blockedMessage, checkedLookup, OutboundError } from "@/lib/platform/outbound/fetch";
import { isPrivateAddress } from "@/lib/platform/outbound/private-address";

/** A connection for what does not speak HTTP, with the same rule of where it may lead as every request. */
export function outboundConnect(
	{ host, port }: { host: string; port: number },
	{ connectMs, allowPrivate }: { connectMs: number; allowPrivate: boolean },
): Promise<Socket> {
	return new Promise((resolve, reject) => {
		if (!allowPrivate && isIP(host) && isPrivateAddress(host)) {
			return reject(new OutboundError(blockedMessage, { wasSent: false, isBlocked: true }));
		}
		const socket = connect({ host, port, ...(allowPrivate ? {} : { lookup: checkedLookup }) });
		const fail = (error: Error): void => {
			clearTimeout(timer);
			socket.destroy();
			reject(
				error instanceof OutboundError
					? error
					: new OutboundError("The server cannot be reached.", { wasSent: false, cause: error }),
			);
		};
		const timer = setTimeout(() => fail(new Error("too slow")), connectMs);
		socket.once("error", fail);
		socket.once("connect", () => {
			clearTimeout(timer);
			socket.off("error", fail);
			// Whoever speaks over it has listeners of their own; an error between must not end the process.
			socket.on("error", () => {});
			resolve(socket);
		});
	});
}

/** The address a name stands for, for clients that connect by themselves: by the same rule, and looked up once. */
export function resolvePublic(host: string, allowPrivate: boolean): Promise<string> {
	return new Promise((resolve, reject) => {
		if (!allowPrivate && isIP(host) && isPrivateAddress(host)) {
			return reject(new OutboundError(blockedMessage, { wasSent: false, isBlocked: true }));
		}
		if (isIP(host)) return resolve(host);
		const done = (error: Error | null, address: string | { address: string }[]): void => {
			if (!error && typeof address === "string") resolve(address);
			else if (error instanceof OutboundError) reject(error);
			else reject(new OutboundError("The name of the address is not known.", { wasSent: false }));
		};
		if (allowPrivate) lookup(host, {}, done);
		else checkedLookup(host, {}, done);
	});
}
