import { describe, expect, it } from "vitest";
import { showRequest } from "@/lib/syncs/mapping/show-request";

const connection = {
	settings: {},
	credentials: { accessToken: "token-of-a-system-user", appSecret: "the-app-secret" },
};

describe("a request shown to people", () => {
	it("has no secret and nothing made from one", () => {
		const shown = showRequest(
			{
				method: "POST",
				url: "https://graph.example.com/v25.0/238/users?fields=id&appsecret_proof=5d6f0a41&t=the-app-secret",
				headers: {
					authorization: "Bearer token-of-a-system-user",
					"content-type": "application/json",
					"webhook-id": "msg_1",
					"webhook-signature": "v1,abc",
					"x-custom": "anything",
				},
				body: '{"a":1,"secret":"the-app-secret"}',
			},
			connection,
		);
		expect(shown.url).toBe("https://graph.example.com/v25.0/238/users?fields=id&appsecret_proof=•••&t=•••");
		expect(shown.headers).toEqual([
			{ name: "authorization", value: "•••" },
			{ name: "content-type", value: "application/json" },
			{ name: "webhook-id", value: "msg_1" },
			{ name: "webhook-signature", value: "•••" },
			{ name: "x-custom", value: "•••" },
		]);
		expect(shown.body).toBe('{\n  "a": 1,\n  "secret": "•••"\n}');
		expect(JSON.stringify(shown)).not.toMatch(/system-user|app-secret|5d6f0a41|v1,abc/);
	});

	it("shows a body that is not JSON as it is, and none as none", () => {
		const request = { method: "GET" as const, url: "https://example.com/a", headers: {} };
		expect(showRequest({ ...request, body: "a,b" }, connection).body).toBe("a,b");
		expect(showRequest(request, connection)).toMatchObject({ url: "https://example.com/a", body: null });
	});
});
