import http from "node:http";
import { expect, openApi, test } from "@/e2e/support/fixtures";
import { baseUrl, createWorkspace } from "@/e2e/support/workspace";

test("a copied cookie is worth nothing once its owner has signed out", async () => {
	const visitor = await createWorkspace("Signing out");
	const [own, thief] = [await openApi(visitor), await openApi(visitor)];
	expect((await thief.get("/api/v1/workspace")).status()).toBe(200);
	const { csrfToken } = await (await own.get("/api/auth/csrf")).json();
	const token = (await own.storageState()).cookies.find(({ name }) => name.endsWith("csrf-token"));
	const answer = await own.post("/api/auth/signout", {
		form: { csrfToken, json: "true" },
		// The context's own cookie header overrides its cookie jar.
		headers: { cookie: `${token?.name}=${token?.value}; next-auth.session-token=${visitor.session}` },
	});
	expect(answer.status()).toBe(200);
	expect((await thief.get("/api/v1/workspace")).status()).toBe(401);
	await Promise.all([own.dispose(), thief.dispose()]);
});

/**
 * The response headers for a client that connects from one of this machine's addresses and claims another.
 */
async function ask(path: string, localAddress: string, claimed: string): Promise<http.IncomingHttpHeaders> {
	const url = new URL(path, baseUrl.replace("localhost", "127.0.0.1"));
	const method = path.startsWith("/v1") ? "POST" : "GET";
	return await new Promise((resolve, reject) => {
		http
			.request(url, { method, localAddress, headers: { "x-forwarded-for": claimed } }, (response) => {
				response.resume();
				resolve(response.headers);
			})
			.on("error", reject)
			.end(method === "POST" ? "{}" : undefined);
	});
}

for (const path of ["/api/v1/openapi.json", "/v1/track"]) {
	test(`requests to ${path} are counted by where they come from, not by where they say`, async () => {
		// Only Linux responds on every address of 127.0.0.0/8.
		test.skip(process.platform !== "linux");
		const left = async (from: string, claimed: string) =>
			Number(/"address";r=(\d+)/.exec(String((await ask(path, from, claimed)).ratelimit))?.[1]);
		await expect(async () => {
			const first = await left("127.0.0.7", "198.51.100.1");
			expect(await left("127.0.0.7", "198.51.100.2")).toBe(first - 1);
			expect(await left("127.0.0.8", "198.51.100.1")).toBeGreaterThan(first - 1);
			expect(await left("127.0.0.7", "198.51.100.1")).toBe(first - 2);
		}).toPass({ timeout: 30_000 });
	});
}
