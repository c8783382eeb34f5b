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

describe("an address that was copied from somewhere", () => {
	it.each(["\u00a0", "\u200b", "\ufeff", "\u2060", "\u200d", "\0", " \u200b "])(
		"is the same with %j around it",
		(invisible) => {
			expect(normalizeEmail(`${invisible}ana@example.com${invisible}`)).toBe("ana@example.com");
			expect(normalizeIdentifier("user_id", `${invisible}User-7${invisible}`)).toBe("User-7");
		},
	);

	it("is the same composed and decomposed", () => {
		expect(normalizeEmail("jose\u0301@example.com")).toBe(normalizeEmail("jos\u00e9@example.com"));
	});

	it("is the same in letters and in ASCII when its domain is international", () => {
		expect(normalizeEmail("ana@b\u00fccher.example")).toBe("ana@xn--bcher-kva.example");
		expect(normalizeEmail("Ana@BU\u0308CHER.example")).toBe("ana@xn--bcher-kva.example");
		expect(normalizeEmail("ana@xn--bcher-kva.example")).toBe("ana@xn--bcher-kva.example");
		expect(normalizeEmail("ana@例え.テスト")).toBe("ana@xn--r8jz45g.xn--zckzah");
	});

	it.each([
		"ana@b\u00fccher.example/x",
		"ana@b\u00fccher.example:80",
		"ana@x\u00fc@y.de",
		"a@\u2460.\u2461",
		"ana@\u00fc",
	])("is refused when it is %j", (value) => {
		expect(normalizeEmail(value)).toBeNull();
	});

	it("is refused when it is longer than 254 characters, and not before", () => {
		const domain = `${"a.".repeat(100)}example.com`;
		expect(normalizeEmail(`${"x".repeat(254 - domain.length - 1)}@${domain}`)).toHaveLength(254);
		expect(normalizeEmail(`${"x".repeat(255 - domain.length - 1)}@${domain}`)).toBeNull();
	});
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
		for (const value of [
			"0",
			"000",
			"true",
			"-1",
			"nil",
			"(null)",
			"(not set)",
			"{{user_id}}",
			`\${id}`,
			"%%id%%",
		]) {
			expect(normalizeIdentifier("user_id", value), value).toBeNull();
		}
		for (const value of ["1", "10", "trueman", "{3f2504e0-4f89-11d3-9a0c-0305e82c3301}", "(7)"]) {
			expect(normalizeIdentifier("user_id", value), value).toBe(value);
		}
	});
});
