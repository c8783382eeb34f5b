import type { SuppressedKind } from "@/lib/consent/suppressions";
import { keyedHash } from "@/lib/platform/secrets/keyring";

type Hash = Uint8Array<ArrayBuffer>;

/**
 * The hashes by which a normalized value is found: as the vault holds contact data (a customer ID: as the
 * identifiers hold it), and as the identifiers hold it.
 */
export function suppressionHashes(kind: SuppressedKind, value: string): { value: Hash; identifier: Hash } {
	const identifier = keyedHash(value, `identifier:${kind}`);
	return { value: kind === "user_id" ? identifier : keyedHash(value, `vault:${kind}`), identifier };
}
