import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isRenewalDue, type OAuth2 } from "@/lib/destinations/auth";
import { clientCredentialsTokens, serviceAccountTokens } from "@/lib/destinations/jwt-grant";
import { listsConnection, listsNetwork } from "@/lib/destinations/testing/lists-network";
import { authorizeUrl, codeChallenge, readTokenAnswer } from "@/lib/destinations/token-endpoint";

// Safe because the network of lists is one of OAuth.
const auth = listsNetwork.auth as OAuth2;
const connection = listsConnection("https://id.example", "https://api.example");
const at = new Date("2026-11-30T10:00:00Z");
const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
	readTokenAnswer({ status, headers, body: typeof body === "string" ? body : JSON.stringify(body) }, at);

describe("the consent page's address", () => {
	it("has the challenge of RFC 7636, appendix B", () => {
		expect(codeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe(
			"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
		);
	});

	it("names the app, the way back, the scopes, the state and the challenge, and no secret", () => {
		const url = new URL(
			authorizeUrl(auth, connection, {
				state: "acme.x",
				verifier: "v".repeat(43),
				redirectAddress: "https://muster.example/api/oauth/callback",
			}),
		);
		expect(url.origin + url.pathname).toBe("https://id.example/oauth/authorize");
		expect(Object.fromEntries(url.searchParams)).toEqual({
			response_type: "code",
			client_id: "sandbox-app",
			redirect_uri: "https://muster.example/api/oauth/callback",
			scope: "lists.write",
			state: "acme.x",
			code_challenge: codeChallenge("v".repeat(43)),
			code_challenge_method: "S256",
		});
	});
});

describe("a token endpoint's answer", () => {
	it("is a token that lives from when the request left", () => {
		expect(answer(200, { access_token: "a", refresh_token: "r", expires_in: 3600 })).toEqual({
			ok: true,
			value: { accessToken: "a", refreshToken: "r", expiresAt: at.getTime() + 3_600_000 },
		});
		expect(answer(200, { access_token: "a", expires_in: "60" })).toMatchObject({
			value: { refreshToken: null, expiresAt: at.getTime() + 60_000 },
		});
		// The largest number of 64 bits stands for "never" at some networks: it can be stored.
		const never = answer(200, { access_token: "a", expires_in: 9_223_372_036_854_775_807n.toString() });
		if (!never.ok) throw new Error("no token");
		expect(new Date(never.value.expiresAt ?? Number.NaN).toISOString()).toBe("9999-01-01T00:00:00.000Z");
		for (const expires_in of [undefined, null, 0])
			expect(answer(200, { access_token: "a", expires_in })).toMatchObject({ value: { expiresAt: null } });
	});

	it.each([
		[400, { error: "invalid_grant" }, "auth"],
		[200, { error: "invalid_grant", access_token: "a" }, "auth"],
		[401, { error: "invalid_client" }, "config"],
		[400, { error: "invalid_client" }, "config"],
		[400, { error: "invalid_scope" }, "config"],
		[200, "<html>", "config"],
		[200, { access_token: "" }, "config"],
		[429, "", "throttled"],
		[400, { error: "temporarily_unavailable" }, "transient"],
		[503, "<html>", "transient"],
	])("%i %j is of the class %s", (status, body, kind) => {
		expect(answer(status, body)).toMatchObject({ ok: false, problem: { class: kind } });
	});

	it("is told without anything in it that may be a token", () => {
		const described = answer(400, {
			error: "invalid_grant",
			error_description: "Token 1//0gFu3k9xYbqLZ-secret-refresh was revoked.",
		});
		expect(JSON.stringify(described)).not.toContain("0gFu3k9x");
		expect(JSON.stringify(described)).toContain("was revoked");
		expect(answer(429, "", { "retry-after": "7" })).toMatchObject({ problem: { retryAfterMs: 7_000 } });
	});
});

describe("a token that expires in ten minutes", () => {
	const now = at.getTime();
	it.each([
		[now + 600_001, false],
		[now + 600_000, true],
		[now - 1, true],
		[null, false],
	])("at %s is renewed: %s", (expiresAt, isDue) => {
		expect(isRenewalDue(expiresAt, 600_000, now)).toBe(isDue);
	});
});

describe("a service account's key file", () => {
	const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const file = {
		type: "service_account",
		client_email: "muster@project.example",
		private_key_id: "k1",
		private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
		token_uri: "https://elsewhere.example/token",
	};
	const mint = serviceAccountTokens({
		tokenAddress: () => "https://id.example/token",
		keyField: { name: "key", label: "Key file" },
		scopes: ["one", "two"],
	});
	const withKey = (key: string) => ({ settings: {}, credentials: { key } });

	it("signs a JWT for the definition's own address, whatever the file names", () => {
		const built = mint.build(withKey(JSON.stringify(file)), at);
		if (!built.ok) throw new Error(built.problem.message);
		expect(built.value.url).toBe("https://id.example/token");
		const form = new URLSearchParams(built.value.body);
		expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
		const [header = "", claims = "", signature = ""] = form.get("assertion")?.split(".") ?? [];
		const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
		expect(decode(header)).toEqual({ alg: "RS256", typ: "JWT", kid: "k1" });
		expect(decode(claims)).toEqual({
			iss: "muster@project.example",
			scope: "one two",
			aud: "https://id.example/token",
			iat: 1_796_032_800,
			exp: 1_796_036_400,
		});
		const pem = createPublicKey(publicKey.export({ type: "spki", format: "pem" }));
		expect(
			verify("sha256", Buffer.from(`${header}.${claims}`), pem, Buffer.from(signature, "base64url")),
		).toBe(true);
	});

	it.each(["", "{}", "not JSON", JSON.stringify({ ...file, private_key: "no key" })])(
		"%s is not one, and the answer names the field",
		(text) => {
			const built = mint.build(withKey(text), at);
			expect(built).toMatchObject({ ok: false, problem: { class: "config" } });
			expect(JSON.stringify(built)).toContain("Key file is not a usable key");
		},
	);
});

it("an app signs in for itself with its ID and secret", () => {
	const mint = clientCredentialsTokens({
		tokenAddress: () => "https://id.example/token",
		appOf: () => ({ clientId: "app", clientSecret: "s" }),
		scopes: [],
	});
	const built = mint.build(connection, at);
	expect(built).toMatchObject({
		ok: true,
		value: { body: "grant_type=client_credentials&client_id=app&client_secret=s" },
	});
});
