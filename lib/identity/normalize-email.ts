import { isPlaceholder, isPlaceholderEmail } from "@/lib/identity/placeholder";
import { plainAddress } from "@/lib/identity/plain-text";

const maxLength = 254;
// U+FFFD replaces unreadable bytes: two addresses may have lost different letters.
const localPart = /^[^\s@<>(),;:"[\]\\\ufffd\ud800-\udfff]+$/u;
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const topLevel = /^[a-z][a-z0-9-]*[a-z0-9]$/;

/**
 * The canonical form in which an email address is stored, compared and hashed: nothing invisible, trimmed,
 * lower case, Unicode NFC, an international domain in ASCII (`bücher.example` is `xn--bcher-kva.example`).
 * Null when it cannot be an address, or is a placeholder for a missing one. Plus-tags and dots are kept: they
 * are different mailboxes to most hosts.
 */
export function normalizeEmail(value: string): string | null {
	// Much longer than an address can be: not worth reading.
	if (value.length > 4 * maxLength) return null;
	const text = plainAddress(value).toLowerCase();
	const at = text.lastIndexOf("@");
	if (at < 1 || text.length > maxLength || !localPart.test(text.slice(0, at))) return null;
	const domain = normalizeDomain(text.slice(at + 1));
	if (domain === null || at + 1 + domain.length > maxLength) return null;
	if (isPlaceholderEmail(text.slice(0, at), domain)) return null;
	return `${text.slice(0, at)}@${domain}`;
}

/** Whether text in place of an address means that there is none, like `n/a` and `null@null.com`. */
export function isPlaceholderAddress(value: string): boolean {
	if (value.length > 4 * maxLength) return false;
	const text = plainAddress(value).toLowerCase();
	const at = text.lastIndexOf("@");
	return isPlaceholder(text) || (at > 0 && isPlaceholderEmail(text.slice(0, at), text.slice(at + 1)));
}

/** A domain as used in addresses: lower case, in ASCII. Null when it is not one. */
export function normalizeDomain(value: string): string | null {
	if (value.length > 4 * maxLength) return null;
	const domain = inAscii(plainAddress(value).toLowerCase());
	const labels = domain?.split(".") ?? [];
	const last = labels.at(-1) ?? "";
	return domain !== null && labels.length > 1 && labels.every((one) => label.test(one)) && topLevel.test(last)
		? domain
		: null;
}

/** Other scripts' letters as `xn--…`. */
function inAscii(domain: string): string | null {
	if (/^[a-z0-9.-]*$/.test(domain)) return domain;
	// The parts of an address that are not its host would be read as such.
	if (/[\s/?#@:%\\[\]<>^|]/.test(domain)) return null;
	try {
		return new URL(`http://${domain}`).hostname;
	} catch {
		return null;
	}
}

/** The part after the @ of a normalized address. */
export function emailDomain(email: string): string {
	return email.slice(email.lastIndexOf("@") + 1);
}
