import { describe, expect, it } from "vitest";
import { metaDefinition } from "@/lib/destinations/catalog/meta/definition";
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import { addressProblem, isSameOrigin } from "@/lib/destinations/check-address";
import { checkConnection } from "@/lib/destinations/check-connection";
import type { Connection } from "@/lib/destinations/contract";
import { networks } from "@/lib/destinations/registry";

const never = () => false;
const secret = `whsec_${"a".repeat(32)}`;

describe("an address that people or secrets are sent to", () => {
	it.each([
		["https://example.com/hook", null],
		["https://example.com:8443/a?b=c", null],
		["http://example.com/hook", "https"],
		["https://user:password@example.com/", "user name"],
		["https://user@example.com/", "user name"],
		["ftp://example.com/", "https://"],
		["not an address", "https://"],
	])("%s", (text, problem) => {
		const found = addressProblem(text, never);
		if (problem === null) expect(found).toBeNull();
		else expect(found).toContain(problem);
	});

	it("is plain http only where that is trusted, by the parsed origin", () => {
		const sandbox = (url: URL) => url.origin === "http://127.0.0.1:3002";
		expect(addressProblem("http://127.0.0.1:3002/webhooks/demo", sandbox)).toBeNull();
		for (const disguised of [
			"http://127.0.0.1:3002.example.com/",
			"http://127.0.0.1:30021/",
			"http://127.0.0.1:3002@example.com/",
		]) {
			expect(addressProblem(disguised, sandbox), disguised).not.toBeNull();
		}
	});

	it("is the same place only with the same scheme, host and port", () => {
		expect(isSameOrigin("https://a.example/x", "https://A.example:443/y")).toBe(true);
		expect(isSameOrigin("https://a.example/", "http://a.example/")).toBe(false);
		expect(isSameOrigin("https://a.example/", "https://a.example:444/")).toBe(false);
		expect(isSameOrigin("https://a.example/", "https://a.example.evil.example/")).toBe(false);
		expect(isSameOrigin("nonsense", "nonsense")).toBe(false);
	});
});

describe("a stored secret", () => {
	const webhook: Connection = {
		settings: { url: "https://hooks.example.com/a" },
		credentials: { signingSecret: secret },
	};
	const meta: Connection = {
		settings: { adAccountId: "act_1" },
		credentials: { accessToken: "long-access-token", appSecret: "long-app-secret" },
	};
	const check = (network: typeof webhookDefinition, values: Record<string, string>, before: Connection) =>
		checkConnection(network, values, { before, trustsPlainHttp: never });

	it("stays while the address leads to the same server", () => {
		const kept = check(webhookDefinition, { url: "https://hooks.example.com/b" }, webhook);
		expect(kept).toMatchObject({ ok: true, connection: { credentials: { signingSecret: secret } } });
		expect(check(webhookDefinition, {}, webhook).ok).toBe(true);
	});

	it.each(networks.map((network) => [network.slug, network] as const))(
		"of %s is asked for again when any of its addresses leads elsewhere",
		(_slug, network) => {
			const before = network.sandboxConnection("https://sandbox.example");
			const addresses = network.fields.filter((field) => field.kind === "url");
			expect(addresses.length).toBeGreaterThan(0);
			for (const field of addresses) {
				const values = { [field.name]: `${field.scheme ?? "https:"}//evil.example/a` };
				const moved = check(network, values, before);
				expect(moved.ok ? [] : moved.issues.map((issue) => issue.path).sort()).toEqual(
					Object.keys(before.credentials)
						.map((name) => `values.${name}`)
						.sort(),
				);
				const fresh = before.credentials;
				expect(check(network, { ...values, ...fresh }, before)).toMatchObject({
					ok: true,
					connection: { credentials: fresh },
				});
			}
		},
	);

	it("is required again when a changed address is reset to the default", () => {
		const proxied = { ...meta, settings: { ...meta.settings, baseUrl: "https://proxy.example" } };
		expect(check(metaDefinition, { baseUrl: "" }, proxied).ok).toBe(false);
		expect(check(metaDefinition, { baseUrl: "https://graph.facebook.com/" }, meta).ok).toBe(true);
	});

	it.each([
		["a".repeat(31), false],
		["a".repeat(32), true],
		["a".repeat(33), false],
		["a".repeat(34), true],
		[`${"a".repeat(34)}==`, true],
		[`${"a".repeat(35)}=`, true],
		[`${"a".repeat(34)}=`, false],
		[`${"a".repeat(36)}=`, false],
		[`${"a".repeat(86)}==`, true],
		["a".repeat(88), false],
	])("of a webhook must be base64 that can be decoded: whsec_%s", (text, isFit) => {
		for (const signingSecret of [`whsec_${text}`, `whsec_${text} ${secret}`, `${secret} whsec_${text}`]) {
			const { ok } = checkConnection(
				webhookDefinition,
				{ url: "https://hooks.example.com/a", signingSecret },
				{ trustsPlainHttp: never },
			);
			expect(ok).toBe(isFit);
		}
	});

	it("is not read from the prototype of what was sent", () => {
		const values = JSON.parse('{"__proto__": {"signingSecret": "x"}, "url": "https://hooks.example.com/a"}');
		expect(checkConnection(webhookDefinition, values, { trustsPlainHttp: never }).ok).toBe(false);
	});
});
