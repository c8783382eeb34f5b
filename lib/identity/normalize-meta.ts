import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { sha256Hex } from "@/lib/kernel/sha256";

// Meta's rules, from its guide "Customer File Custom Audiences" (normalization table), read 2026-09-12. Every
// function returns the normalized text, or "" when nothing usable is left.

/** Trimmed and lower-cased; Gmail dots and +suffixes stay as they are. */
export function normalizeMetaEmail(raw: string): string {
	const email = raw.trim().toLowerCase();
	return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : "";
}

/** Digits only, with country code, without + and leading zeros. A number without + is read as of `country`. */
export function normalizeMetaPhone(raw: string, country: string): string {
	const text = raw.trim();
	if (!text) return "";
	const upper = country.toUpperCase();
	const region: CountryCode | undefined = isSupportedCountry(upper) ? upper : undefined;
	const parsed = parsePhoneNumberFromString(text, region ? { defaultCountry: region } : {});
	const digits = parsed
		? parsed.number.slice(1)
		: text.startsWith("+") || text.startsWith("00")
			? text.replace(/\D/g, "").replace(/^0+/, "")
			: "";
	return /^[1-9]\d{6,14}$/.test(digits) ? digits : "";
}

/** Lower case, no punctuation, letters of any script kept. */
export function normalizeMetaName(raw: string): string {
	return raw
		.normalize("NFC")
		.trim()
		.toLowerCase()
		.replace(/[\p{P}\p{S}]/gu, "");
}

/** Letters a to z only: no spaces, digits, accents or punctuation. */
export function normalizeMetaCity(raw: string): string {
	return raw
		.normalize("NFKD")
		.toLowerCase()
		.replace(/[^a-z]/g, "");
}

/** Lower case; in the United States the two-letter code is expected. No spaces or punctuation. */
export function normalizeMetaState(raw: string): string {
	return raw
		.trim()
		.toLowerCase()
		.replace(/[\p{P}\p{S}\p{Z}\d]/gu, "");
}

/** Lower case without spaces; in the United States the first five digits, in the United Kingdom area, district and sector. */
export function normalizeMetaZip(raw: string, country: string): string {
	const zip = raw
		.trim()
		.toLowerCase()
		.replace(/[\s-].*$/, (rest) => (country.toUpperCase() === "US" ? "" : rest.replace(/[\s-]/g, "")));
	if (country.toUpperCase() === "US") return zip.slice(0, 5);
	if (country.toUpperCase() === "GB") return zip.replace(/^([a-z]{1,2}\d[a-z\d]?)(\d)[a-z]{2}$/, "$1$2");
	return zip;
}

/** Two-letter code, lower case. */
export function normalizeMetaCountry(raw: string): string {
	const country = raw.trim().toLowerCase();
	return /^[a-z]{2}$/.test(country) ? country : "";
}

/** m or f. */
export function normalizeMetaGender(raw: string): string {
	const first = raw.trim().toLowerCase().charAt(0);
	return first === "m" || first === "f" ? first : "";
}

/** Device advertising id: lower case, hyphens kept, not hashed. */
export function normalizeMetaDeviceId(raw: string): string {
	const id = raw.trim().toLowerCase();
	return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : "";
}

/**
 * SHA-256, lower-case hex, of a normalised value; "" stays "". A value that is a hash already (64 hex digits, nothing
 * more) is only lower-cased.
 */
export function hashForMeta(normalized: string): string {
	if (!normalized) return "";
	return /^[0-9a-fA-F]{64}$/.test(normalized) ? normalized.toLowerCase() : sha256Hex(normalized);
}
