import { describe, expect, it } from "vitest";
import { normalizeIdentifier } from "@/lib/identity/identifier";
import { emailDomain, normalizeEmail } from "@/lib/identity/normalize-email";
import { normalizePhone } from "@/lib/identity/normalize-phone";
import { trimInvisible } from "@/lib/kernel/visible-text";

describe("an email address", () => {
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

	const marks = [
		..."\u00ad \u034f \u061c \u180e \u200e \u200f \u2061 \u2062 \u2063 \u2064 \ufe0f \ufe0e \u206a \u206f".split(
			" ",
		),
		..."\u202a \u202b \u202c \u202d \u202e \u2066 \u2067 \u2068 \u2069".split(" "),
	];
	it.each(marks)(
		"is the same with the mark %j anywhere in it, as is a phone and an id with it around",
		(mark) => {
			for (const address of [
				`${mark}ana@example.com`,
				`ana@example.com${mark}`,
				` ${mark} ana@example.com\u200b${mark} `,
				`a${mark}na@exam${mark}ple.com`,
			]) {
				expect(normalizeEmail(address)).toBe("ana@example.com");
				expect(normalizeIdentifier("email", address)).toBe("ana@example.com");
			}
			expect(normalizeIdentifier("user_id", `${mark}User-7 ${mark}`)).toBe("User-7");
			expect(normalizeIdentifier("user_id", `${mark}null${mark}`)).toBeNull();
			expect(normalizeIdentifier("phone", `${mark}+49 151 12345678${mark}`)).toBe("+4915112345678");
			expect(trimInvisible(`${mark} a${mark}b ${mark}`)).toBe(`a${mark}b`);
		},
	);

	it("keeps what belongs to a letter or a picture", () => {
		for (const text of [
			"\u2764\ufe0f",
			"Jo \u2764\ufe0f",
			"\u2764\ufe0f Jo",
			"\u{1f469}\u200d\u{1f680}",
			"n\u0303a",
		]) {
			expect(trimInvisible(` ${text} `)).toBe(text);
		}
		expect(normalizeIdentifier("user_id", "\u2764\ufe0f")).toBe("\u2764\ufe0f");
	});

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

describe("an address that is written where there is none", () => {
	it.each([
		..."null@null.com NULL@Null.org none@none.com undefined@undefined.com na@na.com unknown@unknown.de nil@null.net".split(
			" ",
		),
		..."noemail@noemail.com no-email@noemail.com no.email@none.com noemail@example.com no_mail@example.org".split(
			" ",
		),
		..."none@nowhere.invalid null@x.test undefined@shop.example none@mail.example.com null@mail.null.com".split(
			" ",
		),
		..."noreply@shop.com no-reply@shop.com donotreply@shop.de do.not.reply@mail.shop.com".split(" "),
	])("is no one's: %s", (address) => {
		expect(normalizeEmail(address)).toBeNull();
		expect(normalizeIdentifier("email", address)).toBeNull();
	});

	it.each([
		..."test@test.com a@a.com ana@example.com test@example.com ana@null.com null@gmail.com none@shop.com".split(
			" ",
		),
		..."undefined@gmail.com nora@nora.com unknown@company.com noemailer@example.com info@info.com no@no.com".split(
			" ",
		),
		..."noreply+7@shop.com x@users.noreply.github.com".split(" "),
	])("may be someone's: %s", (address) => {
		expect(normalizeEmail(address)).toBe(address);
	});
});

describe("a telephone number", () => {
	it("becomes E.164 with its country", () => {
		expect(normalizePhone("+49 151 123 45678")).toEqual({ e164: "+4915112345678", country: "DE" });
		expect(normalizePhone("0049 151 12345678")).toEqual({ e164: "+4915112345678", country: "DE" });
		expect(normalizePhone("(213) 373-4253", "us")).toEqual({ e164: "+12133734253", country: "US" });
	});

	it("is refused when no one could dial it", () => {
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

	it("is refused when it identifies no one", () => {
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
		for (const value of [
			..."{user_id} {userId} {user.id} {$user_id} {!Contact.Id} {Kundennummer} <user_id> <USER ID> <null>".split(
				/ (?=[{<])/,
			),
			..."%USER_ID% [user_id] [UserID] [none] [redacted] __USER_ID__ ##user_id## @@user_id@@ [[userid]]".split(
				" ",
			),
			..."{{ }} {} <> [] %% '' \"\" ? . -- __ #".split(" "),
			..."#N/A #NULL! #REF! #VALUE! #NAME? #DIV/0! n.a. N.A n/d \\N".split(" "),
			..."0.0 0.00 0,0 -0 +0 -1.0 00:00:00:00:00:00 Infinity -Infinity".split(" "),
			...`"null" 'undefined' "0" \`none\` ("null") <"null"> [object Undefined] [object HTMLElement]`.split(
				/ (?!Und|HTML)/,
			),
			..."user_id userId customer_id USER_ID".split(" "),
			"ffffffff-ffff-ffff-ffff-ffffffffffff",
			"not available",
			"(not provided)",
		]) {
			expect(normalizeIdentifier("user_id", value), value).toBeNull();
		}
		for (const value of [
			..."[anna] __anna__ <7> {12} %20 100% 0.5 0a -12 n.a.meyer #1 #na @anna user_7 user_id_7 id7".split(
				" ",
			),
			..."null-7 nullarbor undefined7 \"7\" 'abc' f ffff ff-7 infinity7 guest7 😀".split(" "),
		]) {
			expect(normalizeIdentifier("user_id", value), value).toBe(value);
		}
		for (const value of ["1", "10", "trueman", "{3f2504e0-4f89-11d3-9a0c-0305e82c3301}", "(7)"]) {
			expect(normalizeIdentifier("user_id", value), value).toBe(value);
		}
	});
});
