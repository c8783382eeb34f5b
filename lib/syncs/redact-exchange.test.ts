import { describe, expect, it } from "vitest";
import { keptBytes, redactLine, redactText } from "@/lib/syncs/redact-exchange";

const hash = "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b";
const given = {
	identifiers: new Set(["customer-17", "4711", "ann o'neill", "id 9/x", hash]),
	secrets: ["EAAB/token+of=us", "abc"],
};
const redacted = (text: string) => redactText(text, given);

describe("what is kept of an answer", () => {
	it.each([
		["an identifier that was sent", '{"id":"customer-17"}', '{"id":"[identifier]"}'],
		["an identifier at the end of a sentence", "No such id: 4711.", "No such id: [identifier]."],
		["an identifier in a path", "see /users/4711/x", "see /users/[identifier]/x"],
		["an identifier after its kind", "id:4711", "id:[identifier]"],
		["an identifier of several words", "no ann o'neill here", "no [identifier] here"],
		["an identifier that ends with a mark", "n. customer-17!", "n. [identifier]!"],
		["a hash, sent or not", `{"key":"${"ab".repeat(32)}"}`, '{"key":"[long value]"}'],
		["an address", "ann@example.com is invalid", "[address] is invalid"],
		["an address in an URL", "/users/ann%40example.com/x", "/users/[address]/x"],
		["a phone number", "+49 (151) 234-56789 is invalid", "[number] is invalid"],
		["a credential", "bad EAAB/token+of=us", "bad [secret]"],
		["a credential in an URL", "x=EAAB%2Ftoken%2Bof%3Dus", "x=[secret]"],
		["a secret by its name", '{"access_token":"short1","n":1}', '{"access_token":"[secret]","n":1}'],
		["a bearer token of someone else", `Bearer ${"x1".repeat(20)}`, "Bearer [long value]"],
	])("is not %s", (_what, text, kept) => {
		expect(redacted(text)).toBe(kept);
	});

	it.each([
		'{"num_received":10000,"num_invalid_entries":3,"session_id":17}',
		'{"error":{"message":"Session expired on 2026-11-30T09:00:00","code":190,"fbtrace_id":"AbC1"}}',
		'{"n":47110,"m":"147112"}',
		"abc: too short to be a secret",
	])("is the rest, as it came: %s", (text) => {
		expect(redacted(text)).toBe(text);
	});

	it("is bounded, and cut neither through a character nor before an identifier was taken out", () => {
		const exact = "x ".repeat(keptBytes / 2);
		expect(redacted(exact)).toBe(exact);
		const long = redacted(`${"ä ".repeat(5_000)}`);
		expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(keptBytes);
		expect(long).toMatch(/ ?ä? ?…$/);
		for (let shift = 0; shift < 70; shift++) {
			// Ever more hashes before it, and one at the place where the text is cut.
			const kept = redacted(`${" ".repeat(shift)}${`"${hash}",`.repeat(400)}`);
			expect(kept).not.toMatch(/[0-9a-f]{12}/);
		}
	});
});

describe("what is kept of a request", () => {
	it("is its method and address, without parameters, identifiers and secrets", () => {
		const line = (url: string) => redactLine({ method: "POST", url }, given);
		expect(line("https://graph.example/v25.0/23850/users?access_token=abc&x=1")).toBe(
			"POST https://graph.example/v25.0/23850/users?…",
		);
		expect(line("https://api.example/users/customer-17/lists")).toBe(
			"POST https://api.example/users/[identifier]/lists",
		);
		expect(line("https://api.example/users/id%209%2Fx")).toBe("POST https://api.example/users/[identifier]");
		expect(line("https://api.example/users/ann@example.com")).toBe(
			"POST https://api.example/users/[address]",
		);
	});
});
