import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";

/**
 * A telephone number as E.164 (`+4915112345678`) with the country it belongs to (ISO 3166, null when shared).
 * Numbers without a country prefix need `defaultCountry`. Null when it cannot be dialled.
 */
export function normalizePhone(
	value: string,
	defaultCountry?: string,
): { e164: string; country: string | null } | null {
	const country = defaultCountry?.toUpperCase();
	const hint: CountryCode | undefined = country && isSupportedCountry(country) ? country : undefined;
	const trimmed = value.trim();
	const phone = parsePhoneNumberFromString(trimmed.startsWith("00") ? `+${trimmed.slice(2)}` : trimmed, hint);
	if (!phone?.isValid()) return null;
	return { e164: phone.number, country: phone.country ?? null };
}
