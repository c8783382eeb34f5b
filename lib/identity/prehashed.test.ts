import { describe, expect, it } from "vitest";
import { hashForMeta, normalizeMetaPhone } from "@/lib/identity/normalize-meta";
import { hashForTikTok, normalizeTikTokPhone } from "@/lib/identity/normalize-tiktok";
import { fitsHashRule, readPrehashed } from "@/lib/identity/prehashed";

// printf '%s' 14155550123 | sha256sum
const digits = "413ba75461ab5f99d36820e561ea97e2bd80f9cb586f7ecea6cf4c496518950a";

describe("a value that was hashed before it came here", () => {
	it.each([
		[digits],
		[digits.toUpperCase()],
		[` ${digits}`],
		[`${digits}\r\n`],
		[`\t${digits.toUpperCase()} `],
	])("%j is sent trimmed and in lower case", (raw) => {
		expect(readPrehashed(raw)).toEqual({ ok: true, hash: digits });
	});

	it.each([
		["63 digits", digits.slice(1), "this one has 63"],
		["65 digits", `${digits}0`, "this one has 65"],
		["an MD5 hash", "0cba00ca3da1b283a57287bcceb17e35", "this one has 32"],
		["a hash with something behind it", `${digits} x`, "not hashed"],
		["a hash with a prefix", `sha256:${digits}`, "not hashed"],
		["two hashes", `${digits}\n${digits}`, "not hashed"],
		["a raw phone", "+14155550123", "not hashed"],
		["the digits of a phone", "14155550123", "not hashed"],
		["a raw address", "jane.doe@example.com", "not hashed"],
		["64 letters", "g".repeat(64), "not hashed"],
		["nothing", "  ", "is empty"],
	])("is rejected if it is %s, without repeating it", (_name, raw, reason) => {
		const read = readPrehashed(raw);
		expect(read).toEqual({ ok: false, reason: expect.stringContaining(reason) });
		if (raw.trim()) expect(JSON.stringify(read)).not.toContain(raw.trim());
	});

	it("fits only networks that write it the same way", () => {
		expect(hashForMeta(normalizeMetaPhone("+1 415 555 0123", ""))).toBe(digits);
		expect(hashForTikTok(normalizeTikTokPhone("+1 415 555 0123", ""))).not.toBe(digits);
		const fits = (rule: Parameters<typeof fitsHashRule>[1]) =>
			["google", "meta", "linkedin", "tiktok", "webhook"].filter((network) => fitsHashRule(network, rule));
		expect(fits("phone_digits")).toEqual(["meta"]);
		expect(fits("phone_plus")).toEqual(["google", "tiktok"]);
		expect(fits("email_lower")).toEqual(["meta", "linkedin", "tiktok"]);
		expect(fits("email_google")).toEqual(["google"]);
		expect(fits("email_strict")).toEqual([]);
		expect(fitsHashRule("tiktok", "email_strict", { emailRule: "strict" })).toBe(true);
		expect(fitsHashRule("tiktok", "email_lower", { emailRule: "strict" })).toBe(false);
		expect(fitsHashRule("constructor", "email_lower")).toBe(false);
	});
});
