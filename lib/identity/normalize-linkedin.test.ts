import { describe, expect, it } from "vitest";
import { hashForLinkedIn, normalizeLinkedInEmail } from "@/lib/identity/normalize-linkedin";

describe("LinkedIn's normalization", () => {
	// Hashes computed with sha256sum.
	it.each([
		[" Jane.Doe@Example.com ", "86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d"],
		["Jane. Doe @Example.com", "86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d"],
		[
			"jane.doe@\texample\u00a0.com\u3000",
			"86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d",
		],
		["Mary@Example.com", "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79"],
		// Not Google's rule: a Gmail address keeps its dots and its +suffix.
		["Jane.Doe+Promo@Gmail.com", "5f0d1df1fc49e30424381b57b1d4c73e067772a4267dde043a19b026935602c8"],
	])("hashes the email %j as LinkedIn does", (raw, hash) => {
		expect(hashForLinkedIn(normalizeLinkedInEmail(raw))).toBe(hash);
	});

	it.each(["", "   ", "jane", "jane@", "@example.com", "jane@example", "a@b@c.de", "+1 415 555 0123"])(
		"turns the useless email %j into nothing",
		(raw) => {
			expect(normalizeLinkedInEmail(raw)).toBe("");
			expect(hashForLinkedIn(normalizeLinkedInEmail(raw))).toBe("");
		},
	);
});
