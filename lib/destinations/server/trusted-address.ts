import { isIP } from "node:net";
import { env } from "@/lib/platform/env";
import { isPrivateAddress } from "@/lib/platform/outbound/private-address";

/** The sandbox's own origin; null when none runs. */
export function sandboxOrigin(): string | null {
	return env.SANDBOX_URL ? new URL(env.SANDBOX_URL).origin : null;
}

/** Whether an address leads to the sandbox, by its parsed origin: text with the same beginning does not. */
export function isSandboxAddress(text: string): boolean {
	return URL.canParse(text) && new URL(text).origin === sandboxOrigin();
}

/** The sandbox is reached at any address; everything else only at public ones, unless the operator says otherwise. */
export function mayBePrivate(text: string): boolean {
	return env.ALLOW_PRIVATE_DESTINATIONS === "true" || isSandboxAddress(text);
}

/** Unencrypted only to the sandbox and, where the operator allows own networks, to an address that is plainly in one. */
export function trustsPlainHttp(url: URL): boolean {
	if (isSandboxAddress(url.href)) return true;
	const host = url.hostname.replace(/^\[|\]$/g, "");
	return (
		env.ALLOW_PRIVATE_DESTINATIONS === "true" &&
		(host === "localhost" || (isIP(host) !== 0 && isPrivateAddress(host)))
	);
}
