import { stripInvisible } from "@/lib/identity/strip-invisible";

const shape = /^[^\s@<>(),;:"[\]\\]+@([a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/**
 * The form under which an e-mail address is stored, compared and hashed: trimmed, lower case, Unicode NFC.
 * Null when it cannot be an address. Plus-tags and dots are kept: they are different mailboxes to most hosts.
 */
export function normalizeEmail(value: string): string | null {
	const email = stripInvisible(value.normalize("NFC")).toLowerCase();
	return email.length <= 254 && shape.test(email) ? email : null;
}

/** What follows the @ of a normalised address. */
export function emailDomain(email: string): string {
	return email.slice(email.lastIndexOf("@") + 1);
}
