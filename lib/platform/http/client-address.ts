import { timingSafeEqual } from "node:crypto";
import { isIP, isIPv6 } from "node:net";
import { keyedHash } from "@/lib/platform/secrets/keyring";

/** Set by this deployment's own servers on every request they take; see `note-client-addresses.ts`. */
export const clientAddressHeader = "x-muster-client";

const unknown = "unknown";
let proof: Buffer | undefined;

/** Only processes that share the hash key can write it, so outsiders cannot send the header. */
function proofOf(): Buffer {
	proof ??= Buffer.from(Buffer.from(keyedHash("web", "client address")).toString("base64url"));
	return proof;
}

/** The header's value for an address, trusted by every process of this deployment. */
export function sealClientAddress(address: string): string {
	return `${proofOf().toString()} ${address}`;
}

/**
 * The address our server recorded on the request; `unknown` when none did, whatever else the headers claim.
 */
export function notedClientAddress(value: string | null | undefined): string {
	const [given = "", address = ""] = (value ?? "").split(" ", 2);
	const bytes = Buffer.from(given);
	const isOurs = bytes.length === proofOf().length && timingSafeEqual(bytes, proofOf());
	return isOurs && address ? address : unknown;
}

function bare(text: string): string {
	const port = /^\[(.+)\](?::\d+)?$/.exec(text) ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text);
	const address = port?.[1] ?? text;
	return address.toLowerCase().startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/**
 * The client's address: the socket's or, behind `trustedProxies` proxies of one's own, what the outermost of
 * them wrote into X-Forwarded-For. Everything left of that is the visitor's own claim.
 */
export function clientAddress(
	socketAddress: string | undefined,
	forwardedFor: string | undefined,
	trustedProxies: number,
): string {
	const socket = bare(socketAddress ?? "") || unknown;
	if (trustedProxies === 0) return socket;
	const hops = (forwardedFor ?? "").split(",").map((hop) => bare(hop.trim()));
	const candidate = hops[Math.max(0, hops.length - trustedProxies)] ?? "";
	return isIP(candidate) ? candidate : socket;
}

/** The key an address is counted under: one IPv6 customer has a whole /64. */
export function addressGroup(address: string): string {
	if (!isIPv6(address)) return address;
	const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
	const left = head.split(":").filter(Boolean);
	const right = (tail ?? "").split(":").filter(Boolean);
	const gap = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
	return `${[...left, ...gap, ...right]
		.slice(0, 4)
		.map((part) => Number.parseInt(part, 16).toString(16))
		.join(":")}::/64`;
}
