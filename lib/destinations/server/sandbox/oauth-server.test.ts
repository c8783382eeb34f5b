import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { serviceAccountTokens } from "@/lib/destinations/jwt-grant";
import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const verifier = "v".repeat(50);
const redirect = "http://localhost:3999/api/oauth/callback";
const challenge = createHash("sha256").update(verifier).digest("base64url");
const asked = {
	response_type: "code",
	client_id: "sandbox-app",
	redirect_uri: redirect,
	scope: "lists",
	state: "s1",
	code_challenge: challenge,
	code_challenge_method: "S256",
};
const app = { client_id: "sandbox-app", client_secret: "sandbox-app-secret" };

async function post(path: string, form: Record<string, string>): Promise<Response> {
	return await fetch(`${sandbox.url}/oauth/${path}`, {
		method: "POST",
		body: new URLSearchParams(form),
		redirect: "manual",
	});
}
async function codeFor(account: string): Promise<string> {
	const answer = await post("authorize", { ...asked, account });
	const back = new URL(answer.headers.get("location") ?? "");
	expect(back.searchParams.get("state")).toBe("s1");
	return back.searchParams.get("code") ?? "";
}
async function token(form: Record<string, string>) {
	const answer = await post("token", { ...app, ...form });
	return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}
const exchange = (code: string, given: Record<string, string> = {}) =>
	token({
		grant_type: "authorization_code",
		code,
		code_verifier: verifier,
		redirect_uri: redirect,
		...given,
	});
const refresh = (refresh_token = "") => token({ grant_type: "refresh_token", refresh_token });

describe("the consent page", () => {
	it("has a button for each account, and one to cancel", async () => {
		const text = await (await fetch(`${sandbox.url}/oauth/authorize?${new URLSearchParams(asked)}`)).text();
		expect(text).toContain("Allow for Sandbox shop (111)");
		expect(text).toContain("Allow for Sandbox agency (222)");
		const denied = await post("authorize", { ...asked, deny: "1" });
		expect(denied.headers.get("location")).toBe(`${redirect}?error=access_denied&state=s1`);
	});

	it.each([
		{ client_id: "other" },
		{ redirect_uri: "http://localhost:3999/api/oauth/other" },
		{ redirect_uri: "https://evil.example/api/oauth/callback" },
	])("sends nobody anywhere with %j", async (given) => {
		const answer = await post("authorize", { ...asked, ...given, account: "111" });
		expect(answer.status).toBe(400);
		expect(answer.headers.get("location")).toBeNull();
	});

	it.each([{ code_challenge_method: "plain" }, { code_challenge: "short" }, { response_type: "token" }])(
		"refuses %j",
		async (given) => {
			const answer = await post("authorize", { ...asked, ...given, account: "111" });
			expect(answer.headers.get("location")).toContain("error=invalid_request");
		},
	);
});

describe("a code", () => {
	it("gives a token of the chosen account, once", async () => {
		const code = await codeFor("222");
		const { status, body } = await exchange(code);
		expect(status).toBe(200);
		expect(sandbox.oauth.accountOf(body.access_token ?? "")).toEqual({ id: "222", name: "Sandbox agency" });
		expect(await exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
	});

	it("is worth nothing without its verifier, its redirect address or its app, nor after a minute", async () => {
		const wrong: Record<string, string>[] = [
			{ code_verifier: "w".repeat(50) },
			{ redirect_uri: "http://127.0.0.1/api/oauth/callback" },
		];
		for (const given of wrong)
			expect(await exchange(await codeFor("111"), given)).toMatchObject({ body: { error: "invalid_grant" } });
		expect(await exchange(await codeFor("111"), { client_secret: "wrong" })).toMatchObject({
			status: 401,
			body: { error: "invalid_client" },
		});
		const code = await codeFor("111");
		sandbox.setClock(60_000);
		expect(await exchange(code)).toMatchObject({ body: { error: "invalid_grant" } });
	});
});

describe("a refresh token", () => {
	it("is replaced by each use, and its second use takes back everything of its family", async () => {
		const first = (await exchange(await codeFor("111"))).body;
		const second = (await refresh(first.refresh_token)).body;
		expect(second.refresh_token).not.toBe(first.refresh_token);
		expect(sandbox.oauth.accountOf(first.access_token ?? "")).not.toBeNull();
		expect(await refresh(first.refresh_token)).toMatchObject({ body: { error: "invalid_grant" } });
		expect(await refresh(second.refresh_token)).toMatchObject({ body: { error: "invalid_grant" } });
		expect(sandbox.oauth.accountOf(second.access_token ?? "")).toBeNull();
	});

	it("outlives the access token, until the account takes its access back", async () => {
		const { body } = await exchange(await codeFor("111"));
		sandbox.setClock(3_600_000);
		expect(sandbox.oauth.accountOf(body.access_token ?? "")).toBeNull();
		const next = (await refresh(body.refresh_token)).body;
		expect(sandbox.oauth.accountOf(next.access_token ?? "")?.id).toBe("111");
		sandbox.oauth.revoke("111");
		expect(await refresh(next.refresh_token)).toMatchObject({ body: { error: "invalid_grant" } });
	});
});

it("a JWT is taken only with the right signature and for a short time", async () => {
	const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const email = "muster@project.example";
	sandbox.change({
		type: "oauth_service_account",
		serviceAccount: {
			email,
			accountId: "222",
			publicKeyPem: pair.publicKey.export({ type: "spki", format: "pem" }).toString(),
		},
	});
	const mint = serviceAccountTokens({
		tokenAddress: () => `${sandbox.url}/oauth/token`,
		keyField: { name: "key", label: "Key" },
		scopes: ["lists"],
	});
	const ask = async (key: typeof pair.privateKey, at: Date) => {
		const file = { client_email: email, private_key: key.export({ type: "pkcs8", format: "pem" }) };
		const built = mint.build({ settings: {}, credentials: { key: JSON.stringify(file) } }, at);
		if (!built.ok) throw new Error(built.problem.message);
		const { url, headers, body = "" } = built.value;
		return (await (await fetch(url, { method: "POST", headers, body })).json()) as Record<string, string>;
	};
	const good = await ask(pair.privateKey, new Date());
	expect(sandbox.oauth.accountOf(good.access_token ?? "")?.id).toBe("222");
	expect(await ask(other.privateKey, new Date())).toMatchObject({ error: "invalid_grant" });
	expect(await ask(pair.privateKey, new Date(Date.now() - 3_700_000))).toMatchObject({
		error: "invalid_grant",
	});
});

it("the control side shortens lives, takes access back and plays faults, and shows no token", async () => {
	const control = (body: object) =>
		fetch(`${sandbox.url}/_sandbox/oauth`, { method: "POST", body: JSON.stringify(body) });
	await control({ lifeSeconds: 5 });
	const { body } = await exchange(await codeFor("111"));
	expect(Number(body.expires_in)).toBe(5);
	await control({ expire: true });
	expect(sandbox.oauth.accountOf(body.access_token ?? "")).toBeNull();
	sandbox.faults.add(fault.parse({ network: "oauth", kind: "error_500_after", audience: "refresh_token" }));
	expect((await refresh(body.refresh_token)).status).toBe(500);
	expect(await refresh(body.refresh_token)).toMatchObject({ body: { error: "invalid_grant" } });
	const shown = await (await fetch(`${sandbox.url}/_sandbox/oauth`)).text();
	expect(JSON.parse(shown)).toMatchObject({
		requests: { authorization_code: 1, refresh_token: 1 },
		grants: [{ accountId: "111", isRevoked: true }],
	});
	for (const secret of [body.access_token, body.refresh_token]) expect(shown).not.toContain(secret);
	expect((await control({ lifeSeconds: -1 })).status).toBe(400);
});

it("tokens survive a restart", async () => {
	const folder = await mkdtemp(path.join(tmpdir(), "muster-oauth-"));
	const own = await startSandbox({ port: 0, folder });
	own.change({
		type: "oauth_token",
		token: { value: "t", grantId: null, accountId: "111", expiresAt: Date.now() + 60_000 },
	});
	await own.close();
	const again = await startSandbox({ port: 0, folder });
	expect(again.oauth.accountOf("t")?.id).toBe("111");
	await again.close();
	await rm(folder, { recursive: true });
});
