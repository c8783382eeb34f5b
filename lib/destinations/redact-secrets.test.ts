import { describe, expect, it } from "vitest";
import type { Connection, RequestDescription } from "@/lib/destinations/contract";
import { listSecrets, redactBody, redactSecrets } from "@/lib/destinations/redact-secrets";

const connection: Connection = {
	settings: { adAccountId: "act_1234567" },
	credentials: { accessToken: "EAAB/token+of=us", signingSecret: "whsec_first whsec_second" },
};
const request: RequestDescription = {
	method: "POST",
	url: "https://api.example/act_1234567?fields=everything&appsecret_proof=0123456789abcdef",
	headers: {
		authorization: "Bearer other-token",
		"x-api-key": "key-of-ours",
		"webhook-signature": "v1,c2lnbmF0dXJl",
		"content-type": "application/json",
	},
};
const secrets = listSecrets(connection, request);

describe("what must not come back in an error", () => {
	it.each([
		"EAAB/token+of=us",
		"EAAB%2Ftoken%2Bof%3Dus",
		"EAAB&#x2F;token&#x2B;of&#x3D;us",
		"whsec_first",
		"whsec_second",
		"other-token",
		"key-of-ours",
		"c2lnbmF0dXJl",
		"0123456789abcdef",
	])("is blacked out: %s", (secret) => {
		expect(redactSecrets(`Invalid value "${secret}" given.`, secrets)).toBe('Invalid value "•••" given.');
	});

	it("is nothing that everyone may read", () => {
		const text = "act_1234567: fields=everything, application/json, Bearer expected";
		expect(redactSecrets(text, secrets)).toBe(text);
	});

	it("is found in JSON however its letters are escaped, in names and in values", () => {
		const body = String.raw`{"error":{"message":"no EAAB\/token\u002bof=us"},"other-token":[1,"key-of-ours"]}`;
		expect(JSON.parse(redactBody(body, secrets))).toEqual({
			error: { message: "no •••" },
			"•••": [1, "•••"],
		});
		const clean = '{ "id": 12345678901234567890, "a": "b" }';
		expect(redactBody(clean, secrets)).toBe(clean);
		expect(redactBody("<p>other-token</p>", secrets)).toBe("<p>•••</p>");
	});

	it("has six characters at least: a shorter one would black out ordinary words", () => {
		const with_ = (key: string) =>
			listSecrets({ settings: {}, credentials: { key } }, { ...request, headers: {} });
		expect(redactSecrets("abcde abcdef", with_("abcde"))).toBe("abcde abcdef");
		expect(redactSecrets("abcde abcdef", with_("abcdef"))).toBe("abcde •••");
	});

	it("is blacked out whole when one secret begins another", () => {
		const both = listSecrets({ settings: {}, credentials: { a: "secret", b: "secret-and-more" } }, request);
		expect(redactSecrets("secret-and-more", both)).toBe("•••");
	});
});
