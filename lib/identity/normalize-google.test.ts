import { describe, expect, it } from "vitest";
import {
	hashGoogleEmail,
	hashGooglePhone,
	normalizeGoogleEmail,
	normalizeGooglePhone,
} from "@/lib/identity/normalize-google";

describe("Google's normalization of emails", () => {
	it.each([
		// Google's own examples, from "Format user data".
		["cloudy.sanfrancisco+shopping@gmail.com", "cloudysanfrancisco@gmail.com", null],
		[
			"user.name+NYC@Example.com",
			"user.name+nyc@example.com",
			"f109a2a632fbcea5fc82049f50beed3d8621bf9034399f437fb622222acccdac",
		],
		// printf '%s' janedoe@gmail.com | sha256sum, and so on.
		[
			"Jane.Doe+Promo@Gmail.com",
			"janedoe@gmail.com",
			"d6117306485ed0e50afab3ac871e98f81699151f30281527d63ff5f233656c69",
		],
		[
			"my.email@gmail.com ",
			"myemail@gmail.com",
			"333a3a0b40ced94b974f756f87363b7843ce63632611d9654a18ad7f26d767b8",
		],
		[
			" My.Email+Sale@GMAIL.com\t",
			"myemail@gmail.com",
			"333a3a0b40ced94b974f756f87363b7843ce63632611d9654a18ad7f26d767b8",
		],
		["a.b.c@gmail.com", "abc@gmail.com", "48ddb93f0b30c475423fe177832912c5bcdce3cc72872f8051627967ef278e08"],
		[
			"test.user@googlemail.com",
			"testuser@googlemail.com",
			"06bfc6aa38674253530e62f2b585d63e3786cbb759b81b73df34ae80894d8813",
		],
		[
			"a.b@mygmail.com",
			"a.b@mygmail.com",
			"0fb8d479324131c465ac12eb2552cbc2026799bf1b0b74f1d44ec3ad4274e547",
		],
		[
			"a.b@gmail.com.example",
			"a.b@gmail.com.example",
			"08f6649b709789ded0a49a3916aaaac75d4d96b3143d7de1d551b3a745805b3f",
		],
		["u1@example.com", "u1@example.com", "6228d577ed8b4c57b0388fbef9d63caed2ca3c1cca39bc8db1253cf22f80beae"],
		["jane . doe@exam ple.com", "jane.doe@example.com", null],
	])("makes %j into %s", (raw, normalized, hash) => {
		expect(normalizeGoogleEmail(raw)).toBe(normalized);
		if (hash !== null) expect(hashGoogleEmail(raw)).toBe(hash);
	});

	it.each(["", "  ", "ana", "@gmail.com", "+x@gmail.com", "...@gmail.com", "a@b", "a@b@gmail.com", "a@.com"])(
		"makes nothing of %j",
		(raw) => {
			expect(normalizeGoogleEmail(raw)).toBe("");
			expect(hashGoogleEmail(raw)).toBe("");
		},
	);
});

describe("Google's normalization of phone numbers", () => {
	it.each([
		[
			"(800) 555-0100",
			"US",
			"+18005550100",
			"fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30",
		],
		[
			"+1 (800) 555-0100",
			"",
			"+18005550100",
			"fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30",
		],
		[
			"415-555-0123",
			"us",
			"+14155550123",
			"36a2cef4ff9bf7a1abd2a93359136b870393be4106e6c5d19b72ff564f9deca4",
		],
		["0049 1511 2345678", "US", "+4915112345678", null],
	])("makes %s in %j into %s", (raw, country, normalized, hash) => {
		expect(normalizeGooglePhone(raw, country)).toBe(normalized);
		if (hash !== null) expect(hashGooglePhone(raw, country)).toBe(hash);
	});

	it.each([
		["(800) 555-0100", ""],
		["+0000000000", "US"],
		["n/a", "US"],
		["", "US"],
		["+", ""],
	])("makes nothing of %j in %j", (raw, country) => {
		expect(normalizeGooglePhone(raw, country)).toBe("");
		expect(hashGooglePhone(raw, country)).toBe("");
	});
});

it("leaves a value that is a hash already as it is, and nothing that only contains one", () => {
	const hash = "F109A2A632FBCEA5FC82049F50BEED3D8621BF9034399F437FB622222ACCCDAC";
	for (const hashed of [hashGoogleEmail, (raw: string) => hashGooglePhone(raw, "")]) {
		expect(hashed(hash)).toBe(hash.toLowerCase());
		expect(hashed(` ${hash} `)).toBe(hash.toLowerCase());
		expect(hashed(`${hash}0`)).toBe("");
		expect(hashed(hash.slice(1))).toBe("");
		expect(hashed(`x${hash}`)).toBe("");
	}
});
