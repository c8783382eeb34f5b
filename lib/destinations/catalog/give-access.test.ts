import { describe, expect, it } from "vitest";
import { linkedInAuth } from "@/lib/destinations/catalog/linkedin/auth";
import { tikTokAuth } from "@/lib/destinations/catalog/tiktok/auth";
import type { HttpResponse } from "@/lib/destinations/contract";

const connection = { settings: { clientId: "app 1" }, credentials: { clientSecret: "the-secret" } };
const at = new Date("2026-11-30T00:00:00Z");
const answer = (status: number, body: object): HttpResponse => ({
	status,
	headers: {},
	body: JSON.stringify(body),
});

describe("access to LinkedIn", () => {
	it("exchanges a code and refreshes a token as a form", () => {
		const exchange = linkedInAuth.exchange.build(connection, {
			code: "c1",
			redirectAddress: "https://muster.example/api/oauth/callback",
		});
		expect(`${exchange.method} ${exchange.url}`).toBe("POST https://www.linkedin.com/oauth/v2/accessToken");
		expect(exchange.headers["content-type"]).toBe("application/x-www-form-urlencoded");
		expect(Object.fromEntries(new URLSearchParams(exchange.body))).toEqual({
			grant_type: "authorization_code",
			code: "c1",
			redirect_uri: "https://muster.example/api/oauth/callback",
			client_id: "app 1",
			client_secret: "the-secret",
		});
		const refresh = linkedInAuth.refresh.build(connection, { refreshToken: "r1" });
		expect(Object.fromEntries(new URLSearchParams(refresh.body))).toEqual({
			grant_type: "refresh_token",
			refresh_token: "r1",
			client_id: "app 1",
			client_secret: "the-secret",
		});
		expect(linkedInAuth.scopes).toContain("rw_dmp_segments");
	});

	it("reads how long a token lives, with a refresh token or without", () => {
		const { read } = linkedInAuth.exchange;
		const expiresAt = at.getTime() + 5_184_000_000;
		expect(read(answer(200, { access_token: "a1", expires_in: 5_184_000, scope: "r_ads" }), at)).toEqual({
			ok: true,
			value: { accessToken: "a1", refreshToken: null, expiresAt },
		});
		const both = { access_token: "a1", expires_in: 5_184_000, refresh_token: "r1" };
		expect(read(answer(200, both), at)).toMatchObject({ value: { refreshToken: "r1", expiresAt } });
	});

	it.each([
		[400, { error: "invalid_request", error_description: "secret words" }, "auth"],
		[400, { error: "invalid_grant" }, "auth"],
		[401, { error: "invalid_client" }, "config"],
		[429, {}, "throttled"],
		[500, {}, "transient"],
		[200, {}, "config"],
	])("HTTP %i %j is %s", (status, body, expected) => {
		const read = linkedInAuth.refresh.read(answer(status, body), at);
		expect(read).toMatchObject({ ok: false, problem: { class: expected } });
		expect(JSON.stringify(read)).not.toContain("secret words");
	});
});

describe("access to TikTok", () => {
	it("names the app its own way and exchanges the code for a token that lasts", () => {
		expect(tikTokAuth.authorizeAddress(connection)).toBe(
			"https://business-api.tiktok.com/portal/auth?app_id=app%201",
		);
		const exchange = tikTokAuth.exchange.build(connection, { code: "c1" });
		expect(`${exchange.method} ${exchange.url}`).toBe(
			"POST https://business-api.tiktok.com/open_api/v1.3/oauth2/access_token/",
		);
		expect(JSON.parse(exchange.body ?? "")).toEqual({
			app_id: "app 1",
			secret: "the-secret",
			auth_code: "c1",
		});
		expect(
			tikTokAuth.exchange.read(
				answer(200, {
					code: 0,
					message: "OK",
					data: { access_token: "a1", advertiser_ids: ["1"], scope: [4] },
				}),
			),
		).toEqual({ ok: true, value: { accessToken: "a1", refreshToken: null, expiresAt: null } });
	});

	it.each([
		[200, { code: 40110, message: "secret words", data: {} }, "config"],
		[200, { code: 40002, message: "app_id: secret words", data: {} }, "config"],
		[200, { code: 50000, message: "x", data: {} }, "transient"],
		[200, { code: 0, message: "OK", data: {} }, "transient"],
		[503, {}, "transient"],
	])("HTTP %i %j is %s", (status, body, expected) => {
		const read = tikTokAuth.exchange.read(answer(status, body));
		expect(read).toMatchObject({ ok: false, problem: { class: expected } });
		expect(JSON.stringify(read)).not.toContain("secret words");
	});
});
