import { expect, test } from "vitest";
import { redactRequest } from "@/lib/syncs/redact-request";

const hidden = {
	secrets: ["to ken/1", "s3cret"],
	identifiers: ["ana@example.com", 'a"b@example.com', "+14155550123"],
};

test("a request is shown without its secrets and with the beginning of each identifier", () => {
	const shown = redactRequest(
		{
			method: "POST",
			url: "https://user:pw@ads.example.com/v1/s3cret/users?access_token=abc&appsecret_proof=9f9f&who=ana%40example.com&x=to+ken%2F1",
			headers: { Authorization: "Bearer zzz", "X-Signature": "v1=77", "Content-Type": "application/json" },
			body: JSON.stringify({ rows: hidden.identifiers, proof: "to ken/1" }),
		},
		hidden,
	);
	expect(shown).toEqual({
		method: "POST",
		url: "https://ads.example.com/v1/•••/users?access_token=•••&appsecret_proof=•••&who=ana@•••&x=•••",
		headers: { Authorization: "•••", "X-Signature": "•••", "Content-Type": "application/json" },
		body: JSON.stringify({ rows: ["ana@•••", 'a"b@•••', "+141•••"], proof: "•••" }),
	});
});

test("a short identifier is not given away by its beginning", () => {
	const shown = redactRequest(
		{ method: "POST", url: "https://a.example/", headers: {}, body: '["u12","ab"]' },
		{ secrets: [], identifiers: ["u12", "ab"] },
	);
	expect(shown.body).toBe('["u•••","•••"]');
});
