import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { sha256Hex } from "@/lib/kernel/sha256";

/**
 * How an e-mail address is written before it is hashed. plain: trimmed, lower case. strict: also without the dots and
 * the +suffix before the @, at every host. TikTok has a rule of its own that it shows to its partners only; public
 * integrations follow one or the other.
 */
export type TikTokEmailRule = "plain" | "strict";

/** The normalized address, or "" when nothing usable is left. */
export function normalizeTikTokEmail(raw: string, rule: TikTokEmailRule): string {
	const email = raw.trim().toLowerCase();
	const at = email.lastIndexOf("@");
	const name = email.slice(0, Math.max(0, at));
	const written = rule === "plain" ? email : name.replace(/\+.*$/, "").replaceAll(".", "") + email.slice(at);
	return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(written) ? written : "";
}

/** E.164 with its +, as TikTok documents. A number without a country code is read as of `country`. */
export function normalizeTikTokPhone(raw: string, country: string): string {
	const text = raw.trim().replace(/^00/, "+");
	const upper = country.toUpperCase();
	const region: CountryCode | undefined = isSupportedCountry(upper) ? upper : undefined;
	const phone =
		parsePhoneNumberFromString(text, region ? { defaultCountry: region } : {})?.number ??
		(text.startsWith("+") ? `+${text.replace(/\D/g, "").replace(/^0+/, "")}` : "");
	return /^\+[1-9]\d{6,14}$/.test(phone) ? phone : "";
}

/** SHA-256, lower-case hex, of a normalized value; "" stays "". */
export function hashForTikTok(normalized: string): string {
	return normalized && sha256Hex(normalized);
}
