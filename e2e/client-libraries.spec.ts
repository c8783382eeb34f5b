import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { expect, test } from "@/e2e/support/fixtures";
import { baseUrl } from "@/e2e/support/workspace";

const require = createRequire(import.meta.url);
const script = readFileSync(
	require.resolve("@segment/analytics-next").replace(/dist\/.*$/, "dist/umd/standalone.js"),
	"utf8",
);

/** A site of its own origin that loads Segment's browser client and sends to Muster. */
async function openSite(writeKey: string): Promise<{ server: Server; url: string }> {
	const page = `<!doctype html><title>Shop</title><h1>Shop</h1><script>
		var analytics = (window.analytics = []);
		analytics._writeKey = ${JSON.stringify(writeKey)};
		analytics._cdn = ${JSON.stringify(baseUrl)};
	</script><script src="/analytics.js"></script>`;
	const server = createServer((request, response) => {
		const isScript = request.url === "/analytics.js";
		response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
		response.end(isScript ? script : page);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	// Safe because a server that listens on a port has an address of this form.
	return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

test("Segment's browser client on another site sends here, unchanged", async ({ page, api, pageErrors }) => {
	const { token } = await (await api.post("/api/v1/sources", { data: { name: "Shop" } })).json();
	const { server, url } = await openSite(token);
	try {
		await page.goto(url);
		await page.waitForFunction(() => "initialized" in (window as never as { analytics: object }).analytics);
		await page.evaluate(async () => {
			type Client = Record<
				"identify" | "track" | "page" | "group",
				(...given: unknown[]) => Promise<unknown>
			>;
			const { analytics } = window as never as { analytics: Client };
			await analytics.page("Shop");
			await analytics.identify("browser-1", { email: "browser@example.com", plan: "pro" });
			for (let n = 0; n < 3; n++) await analytics.track("Item Added", { n });
		});
		await expect(async () => {
			const found = await (await api.get("/api/v1/profiles?q=browser@example.com")).json();
			expect(found.items).toHaveLength(1);
			const events = await (await api.get(`/api/v1/profiles/${found.items[0].uid}/events`)).json();
			const names = events.items.map((one: { event: string }) => one.event);
			expect(names.filter((name: string) => name === "Item Added")).toHaveLength(3);
			expect(names).toHaveLength(4);
		}).toPass({ timeout: 30_000 });
		expect(pageErrors).toEqual([]);
	} finally {
		server.close();
	}
});

test("what a client library posts to arrives with a slash at its end, and no answer names an inner address", async ({
	api,
	request,
}) => {
	const { token } = await (await api.post("/api/v1/sources", { data: { name: "Shop" } })).json();
	for (const path of ["/v1/track", "/v1/track/", "/api/s/track", "/api/s/track/"]) {
		const answer = await request.post(`${baseUrl}${path}`, {
			headers: { "x-write-key": `id:${token}` },
			data: { userId: "u1", event: "Item Added" },
			maxRedirects: 0,
		});
		expect(answer.status(), path).toBe(200);
		expect(answer.headers()["cross-origin-resource-policy"], path).toBe("cross-origin");
		expect(JSON.stringify(answer.headers()), path).not.toMatch(/127\.0\.0\.1|x-middleware/);
	}
	const page = await request.get(`${baseUrl}/sign-in/`, { maxRedirects: 0 });
	expect(page.status()).toBe(308);
	expect(page.headers().location).toMatch(/\/sign-in$/);
	expect(page.headers()["cross-origin-resource-policy"]).toBe("same-origin");
});
