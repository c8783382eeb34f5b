import { describe, expect, it } from "vitest";
import { normalizeIdentifier } from "@/lib/identity/identifier";
import { emailDomain, normalizeEmail } from "@/lib/identity/normalize-email";
import { normalizePhone } from "@/lib/identity/normalize-phone";

describe("an e-mail address", () => {
	it("is the same address in any case and with blanks around it", () => {
		expect(normalizeEmail("  Jane.Doe+News@Example.COM ")).toBe("jane.doe+news@example.com");
		expect(emailDomain("jane@mail.example.com")).toBe("mail.example.com");
	});

	it.each(["", "jane", "jane@", "@example.com", "jane@example", "ja ne@example.com", "a@b@c.de", "x@-a.com"])(
		"is refused when it is %j",
		(value) => {
			expect(normalizeEmail(value)).toBeNull();
		},
	);
});

describe("a telephone number", () => {
	it("becomes E.164 with its country", () => {
		expect(normalizePhone("+49 151 123 45678")).toEqual({ e164: "+4915112345678", country: "DE" });
		expect(normalizePhone("0049 151 12345678")).toEqual({ e164: "+4915112345678", country: "DE" });
		expect(normalizePhone("(213) 373-4253", "us")).toEqual({ e164: "+12133734253", country: "US" });
	});

	it("is refused when nobody could dial it", () => {
		expect(normalizePhone("213 373 4253")).toBeNull();
		expect(normalizePhone("+1 555")).toBeNull();
		expect(normalizePhone("call me")).toBeNull();
	});
});

describe("an identifier", () => {
	it("is trimmed but keeps its case", () => {
		expect(normalizeIdentifier("user_id", " User-7 ")).toBe("User-7");
		expect(normalizeIdentifier("email", "A@B.de")).toBe("a@b.de");
	});

	it("is refused when it stands for nobody", () => {
		for (const value of ["", "null", "undefined", "Anonymous", "00000000-0000-0000-0000-000000000000"]) {
			expect(normalizeIdentifier("user_id", value)).toBeNull();
		}
	});
});
