import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, signIn, test } from "@/e2e/support/fixtures";
import { createWorkspace, joinWorkspace } from "@/e2e/support/workspace";

/**
 * Addresses of all signed-in pages, read from the route folders; parameters get an id that does not exist.
 */
const pages = readdirSync("app/(dashboard)/[workspace]", { recursive: true })
	.map(String)
	.filter((file) => path.basename(file) === "page.tsx")
	.map((file) =>
		path
			.dirname(file)
			.split(path.sep)
			.filter((part) => part !== "." && !part.startsWith("(")),
	)
	.map((parts) =>
		parts.map((part) => (part.startsWith("[") ? "xyz_00000000000000000000000000" : part)).join("/"),
	)
	.sort();

test("every page redirects a stranger to sign-in, and reveals nothing", async ({ request }) => {
	const { workspace } = await createWorkspace("Secret name of a customer");
	expect(pages.length).toBeGreaterThan(4);
	for (const page of pages) {
		const address = page === "" ? `/${workspace.slug}` : `/${workspace.slug}/${page}`;
		const response = await request.get(address, { maxRedirects: 0 });
		expect(response.status(), page).toBe(307);
		expect(response.headers().location, page).toContain("/sign-in");
		expect(await response.text(), page).not.toContain(workspace.name);
	}
});

test("someone of another workspace finds no page", async ({ page, own }) => {
	const { workspace } = await createWorkspace("Secret name of a customer");
	expect(own.workspace.slug).not.toBe(workspace.slug);
	for (const address of pages) {
		const response = await page.goto(`/${workspace.slug}/${address}`);
		expect(response?.status(), address).toBe(404);
		expect(await page.content(), address).not.toContain(workspace.name);
	}
});

test("a viewer sees segments and campaigns, but no people and no settings but their own", async ({
	page,
	own,
}) => {
	await signIn(page, await joinWorkspace(own, "viewer"));
	const status = async (address: string) => (await page.goto(`/${own.workspace.slug}/${address}`))?.status();
	expect(await status("segments")).toBe(200);
	expect(await status("campaigns")).toBe(200);
	expect(await status("profiles")).toBe(404);
	expect(await status("settings/members")).toBe(404);
	expect(await status("settings/notifications")).toBe(200);
});

test("pages and responses carry the headers that keep other sites out", async ({ request }) => {
	const page = await request.get("/sign-in");
	expect(page.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
	expect(page.headers()["content-security-policy"]).toContain("nonce-");
	expect(page.headers()["x-content-type-options"]).toBe("nosniff");
	const api = await request.get("/api/v1/segments");
	expect(api.status()).toBe(401);
	expect(api.headers()["cache-control"]).toBe("no-store");
	const { openapi } = await (await request.get("/api/v1/openapi.json")).json();
	expect(openapi).toBe("3.1.0");
});
