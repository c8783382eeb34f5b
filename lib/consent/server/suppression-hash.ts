import type { SuppressedKind } from "@/lib/consent/suppressions";
import { keyedHash } from "@/lib/platform/secrets/keyring";

/** The hash under which the vault (contact data) or the identifiers (customer IDs) hold a normalized value. */
export function suppressionHash(kind: SuppressedKind, value: string): Uint8Array<ArrayBuffer> {
	return keyedHash(value, kind === "user_id" ? "identifier:user_id" : `vault:${kind}`);
}
