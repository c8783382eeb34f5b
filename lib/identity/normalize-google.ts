import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { sha256Hex } from "@/lib/kernel/sha256";

// Google's rules, from its guide "Format user data" (Data Manager API), read 2026-11. Every normalizing function
// returns the normalized text, or "" when nothing usable is left.

const gmailDomains = new Set(["gmail.com", "googlemail.com"]);

/**
 * Lower case without any white space. Only of Gmail addresses, the dots and the +suffix of the mailbox are left out:
 * Gmail delivers all of them to the same person.
 */
export function normalizeGoogleEmail(raw: string): string {
	const email = raw.replace(/\s/gu, "").toLowerCase();
	const at = email.lastIndexOf("@");
	const domain = email.slice(at + 1);
	let mailbox = email.slice(0, Math.max(0, at));
	if (gmailDomains.has(domain)) mailbox = mailbox.replace(/\+.*$/, "").replaceAll(".", "");
	return mailbox && !mailbox.includes("@") && /^[^@.]+(?:\.[^@.]+)+$/.test(domain)
		? `${mailbox}@${domain}`
		: "";
}

/** E.164: a plus sign, the country code and digits only. A number without + is read as of `country`. */
export function normalizeGooglePhone(raw: string, country: string): string {
	const text = raw.trim().replace(/^00/, "+");
	const upper = country.toUpperCase();
	const region: CountryCode | undefined = isSupportedCountry(upper) ? upper : undefined;
	const number = parsePhoneNumberFromString(text, region)?.number ?? "";
	return /^\+[1-9]\d{6,14}$/.test(number) ? number : "";
}

/** A value that is a hash already: 64 hex digits and nothing else. */
function hashIn(raw: string): string | null {
	const text = raw.trim().toLowerCase();
	return /^[0-9a-f]{64}$/.test(text) ? text : null;
}

function hashOf(normalized: string): string {
	return normalized && sha256Hex(normalized);
}

/** SHA-256 of the normalized address, in lower-case hex; "" when it is none. A hash stays as it is. */
export function hashGoogleEmail(raw: string): string {
	return hashIn(raw) ?? hashOf(normalizeGoogleEmail(raw));
}

/** The same for a phone number. */
export function hashGooglePhone(raw: string, country: string): string {
	return hashIn(raw) ?? hashOf(normalizeGooglePhone(raw, country));
}
