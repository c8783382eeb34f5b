import { describe, expect, it } from "vitest";
import { hashForTikTok, normalizeTikTokEmail, normalizeTikTokPhone } from "@/lib/identity/normalize-tiktok";

describe("TikTok's normalization", () => {
	// Hashes computed with sha256sum.
	it.each([
		[" Jane.Doe@Example.com ", "86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d"],
		["Mary@Example.com", "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79"],
		["Jane.Doe+Promo@Gmail.com", "5f0d1df1fc49e30424381b57b1d4c73e067772a4267dde043a19b026935602c8"],
	])("hashes the email %j", (raw, hash) => {
		expect(hashForTikTok(normalizeTikTokEmail(raw, "plain"))).toBe(hash);
	});

	it.each([
		["Jane.Doe+Promo@Gmail.com", "janedoe@gmail.com"],
		["j.a.n.e+a+b@Mail.Example.com", "jane@mail.example.com"],
		["mary@example.com", "mary@example.com"],
		["+@example.com", ""],
		["...@example.com", ""],
	])("writes the email %j by the strict rule as %j", (raw, expected) => {
		expect(normalizeTikTokEmail(raw, "strict")).toBe(expected);
	});

	it.each(["", "  ", "jane", "a b@example.com", "jane@example", "@", "a@b@c.de"])(
		"turns the useless email %j into nothing, by either rule",
		(raw) => {
			expect(normalizeTikTokEmail(raw, "plain")).toBe("");
			expect(normalizeTikTokEmail(raw, "strict")).toBe("");
		},
	);

	it.each([
		["(415) 555-0123", "US", "36a2cef4ff9bf7a1abd2a93359136b870393be4106e6c5d19b72ff564f9deca4"],
		["+1 415 555 0123", "", "36a2cef4ff9bf7a1abd2a93359136b870393be4106e6c5d19b72ff564f9deca4"],
		["001 415-555-0123", "de", "36a2cef4ff9bf7a1abd2a93359136b870393be4106e6c5d19b72ff564f9deca4"],
		["(800) 555-0100", "US", "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30"],
	])("hashes the phone %j (%s) with its +", (raw, country, hash) => {
		expect(hashForTikTok(normalizeTikTokPhone(raw, country))).toBe(hash);
	});

	it.each(["", "   ", "+0000000000", "0", "n/a", "+", "12", "415 555 0123"])(
		"turns the useless phone %j into nothing",
		(raw) => {
			expect(normalizeTikTokPhone(raw, "")).toBe("");
		},
	);
});
