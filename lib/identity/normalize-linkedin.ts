import { sha256Hex } from "@/lib/kernel/sha256";

// LinkedIn's rule for e-mail addresses, from its guide "DMP Segment Users", read 2026-10. It matches no phone numbers.

/** Lower case, without white space anywhere; "" when nothing usable is left. */
export function normalizeLinkedInEmail(raw: string): string {
	const email = raw.replace(/\s/gu, "").toLowerCase();
	return /^[^@]+@[^@]+\.[^@]+$/.test(email) ? email : "";
}

/** SHA-256, lower-case hex, of a normalized value; "" stays "". */
export function hashForLinkedIn(normalized: string): string {
	return normalized && sha256Hex(normalized);
}
