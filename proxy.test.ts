import { unstable_doesMiddlewareMatch } from "next/experimental/testing/server";
import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { config, proxy } from "./proxy";

const answer = (path: string) => proxy(new NextRequest(`http://localhost:3000${path}`));
const matches = (path: string) => unstable_doesMiddlewareMatch({ config, nextConfig: {}, url: path });

describe("a page", () => {
	it.each([
		"/",
		"/sign-in",
		"/acme/segments",
		"/icon-api-shop",
		"/icon-api-shop/segments",
		"/api-shop",
		"/apis",
		"/v1-shop/data",
		"/favicon-lovers",
		"/_nextdoor",
		"/nothing/here",
	])("%s has a policy with a nonce of its own", (path) => {
		expect(matches(path)).toBe(true);
		const policy = answer(path).headers.get("content-security-policy") ?? "";
		expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'/);
		expect(answer(path).headers.get("content-security-policy")).not.toBe(policy);
	});
});

describe("what is not a page", () => {
	it.each(["/api/health", "/api/v1/segments", "/_next/static/chunks/a.js", "/icon.svg", "/favicon.ico"])(
		"%s is left alone",
		(path) => {
			expect(matches(path)).toBe(false);
		},
	);
});

describe("what is forwarded to ingest", () => {
	const sent = (bytes: number) =>
		proxy(
			new NextRequest("http://localhost:3000/v1/batch", {
				method: "POST",
				headers: { "content-length": String(bytes) },
			}),
		);

	it.each(["/v1", "/v1/batch"])("%s goes there", (path) => {
		expect(matches(path)).toBe(true);
		expect(answer(path).headers.get("x-middleware-rewrite")).toMatch(new RegExp(`:\\d+${path}$`));
	});

	it("is refused before it is read when it is larger than what can be forwarded, and not before", async () => {
		expect(sent(8 * 1024 * 1024).headers.get("x-middleware-rewrite")).not.toBeNull();
		const refused = sent(8 * 1024 * 1024 + 1);
		expect(refused.status).toBe(413);
		expect(await refused.json()).toMatchObject({ error: { code: "too_large" } });
	});
});

describe("a path with broken percent-encoding", () => {
	it.each(["/%E0%A4%A", "/acme/%ff", "/api/v1/segments/%zz", "/api/v1/%c0%af"])(
		"%s gets the error body with headers",
		async (path) => {
			expect(matches(path)).toBe(true);
			const response = answer(path);
			expect(response.status).toBe(400);
			expect(await response.json()).toMatchObject({ error: { code: "invalid" } });
			expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
			expect(response.headers.get("x-content-type-options")).toBe("nosniff");
		},
	);

	it("is none when it is well encoded", () => {
		expect(answer("/acme/caf%C3%A9").status).toBe(200);
		expect(answer("/api/v1/segments/%20").status).toBe(200);
	});
});
