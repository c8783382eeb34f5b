import { describe, expect, it } from "vitest";
import { normalizeIdentifier } from "@/lib/identity/identifier";
import { normalizeDomain, normalizeEmail } from "@/lib/identity/normalize-email";
import { normalizePhone } from "@/lib/identity/normalize-phone";
import { measureGrowth } from "@/lib/kernel/testing/measure-growth";
import { withoutEmails } from "@/lib/profiles/mask-emails";
import { isNeverStored } from "@/lib/profiles/never-stored";
import { personalFieldOf } from "@/lib/profiles/read-personal-name";
import { cleanProperties } from "@/lib/sources/clean-properties";
import { correctEventTime } from "@/lib/sources/event-time";
import { findTooDeep } from "@/lib/sources/messages/find-too-deep";
import { readBatch } from "@/lib/sources/messages/read-batch";
import { readJson } from "@/lib/sources/messages/read-json";
import { normalizePersonal, readTraits } from "@/lib/sources/read-traits";
import { coerceTraitValue, inferTraitValue, readIsoDate } from "@/lib/sources/trait-value";

/** Every function that reads text as it comes with a message. */
const readers: [string, (text: string) => unknown][] = [
	["an email address", normalizeEmail],
	["a domain", normalizeDomain],
	["a phone number", (text) => normalizePhone(text)],
	["an identifier", (text) => normalizeIdentifier("user_id", text)],
	["contact data", (text) => normalizePersonal("email", text)],
	["a phone of contact data", (text) => normalizePersonal("phone", text)],
	["a birthday", (text) => normalizePersonal("birthday", text)],
	["a name", (text) => normalizePersonal("name", text)],
	["text with addresses", withoutEmails],
	["a date", readIsoDate],
	["a timestamp", (text) => correctEventTime({ timestamp: text, sentAt: text }, 0)],
	["the name of a field", (text) => [personalFieldOf(text), isNeverStored(text)]],
	["a value", inferTraitValue],
	["text as a number", (text) => coerceTraitValue({ type: "string", value: text }, "number")],
	["text as yes or no", (text) => coerceTraitValue({ type: "string", value: text }, "boolean")],
	["traits", (text) => readTraits({ [text]: text, a: { [text]: [text, text] } }, "traits")],
	["properties", (text) => cleanProperties({ [text]: text, a: { [text]: [text, [text]] } })],
	["JSON", (text) => readJson(JSON.stringify({ text, n: "1".repeat(16) }))],
];

const texts: [string, (size: number) => string][] = [
	["an address of many parts", (n) => `${'"a"'.repeat(n / 4)}@${"a.".repeat(n / 8)}`],
	["an address that never ends", (n) => `a@${"a-".repeat(n / 2)}`],
	["many signs", (n) => "@".repeat(n)],
	["many encoded signs", (n) => "%40!".repeat(n / 4)],
	["many addresses", (n) => "a@b.cd".repeat(n / 6)],
	["one long word", (n) => `${"a".repeat(n)}!`],
	["digits", (n) => `${"1".repeat(n)}x`],
	["digits with points", (n) => `1${".1".repeat(n / 2)}`],
	["blanks", (n) => `x${" ".repeat(n)}x`],
	["quotes and backslashes", (n) => '\\"'.repeat(n / 2)],
	["combining marks", (n) => `a${"\u0301\u0327".repeat(n / 2)}`],
	["underscores", (n) => `x${"_".repeat(n)}x`],
	["letters of another script", (n) => `ü@${"ü.".repeat(n / 2)}`],
	["dashes of a date", (n) => `2026-01-01T00:00:00.${"0".repeat(n)}Z`],
];

describe("four times as much text is read in at most six times as long", () => {
	it.each(readers)("%s", (_, read) => {
		for (const [name, make] of texts) {
			expect(measureGrowth(make, read, 16_000), name).toBeLessThanOrEqual(6);
		}
	});

	it("levels of nesting", () => {
		const make = (levels: number) => readJson(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
		expect(measureGrowth(make, findTooDeep, 20_000)).toBeLessThanOrEqual(6);
	});

	it("a batch of messages that say all of this", () => {
		const make = (size: number) => ({
			batch: texts.flatMap(([name, text]) =>
				Array.from({ length: size / 1_000 }, () => ({
					type: "identify",
					userId: "u",
					traits: { [name]: text(1_000), email: text(1_000), phone: text(1_000) },
				})),
			),
		});
		const read = (body: object) => readBatch(body, { path: "batch", receivedAt: 0, newMessageId: () => "m" });
		expect(measureGrowth(make, read, 4_000)).toBeLessThanOrEqual(6);
	});
});
