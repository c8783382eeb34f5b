import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";

test.describe("Destinations", () => {
	test("an admin connects the sandbox network after a test that names what is wrong", async ({
		page,
		own,
	}) => {
		await page.goto(`/${own.workspace.slug}/destinations`);
		await expect(page.getByRole("heading", { name: "Nothing is connected yet" })).toBeVisible();
		await picture(page, "destinations-empty");
		await page.getByRole("link", { name: "Connect Meta Custom Audiences" }).click();
		await expect(page.getByRole("heading", { name: "Connect Meta Custom Audiences" })).toBeVisible();
		// Nothing filled in: each field shows what it needs.
		await page.getByRole("button", { name: "Test connection" }).click();
		await expect(page.getByText("Ad account number is needed")).toBeVisible();
		await page.getByRole("button", { name: "Use the sandbox" }).click();
		await page.getByLabel("Access token").fill("not-the-right-token");
		await page.getByRole("button", { name: "Test connection" }).click();
		await expect(page.getByText("Meta no longer accepts the access token")).toBeVisible();
		await expectAccessible(page);
		await picture(page, "destinations-connect");
		await page.getByRole("button", { name: "Use the sandbox" }).click();
		await page.getByRole("button", { name: "Test connection" }).click();
		await expect(page.getByText("Connected to Sandbox ad account.")).toBeVisible();
		await page.getByRole("button", { name: "Connect", exact: true }).click();
		await expect(page.getByRole("heading", { name: "Meta Custom Audiences (sandbox)" })).toBeVisible();
		// Secrets are never returned, neither on screen nor by the API.
		await expect(page.getByText("Stored, encrypted").first()).toBeVisible();
		await expect(page.getByText("sandbox-access-token")).toHaveCount(0);
		await page.getByRole("button", { name: "Test connection" }).click();
		await expect(page.getByText("The connection works")).toBeVisible();
		await picture(page, "destinations-detail");
		await page.goto(`/${own.workspace.slug}/destinations`);
		await expect(page.getByRole("link", { name: /Meta Custom Audiences \(sandbox\)/ })).toBeVisible();
		await expectAccessible(page);
	});

	test("a webhook gets a generated secret, and an invalid URL is refused", async ({ page, own }) => {
		await page.goto(`/${own.workspace.slug}/destinations/connect/webhook`);
		await page.getByRole("button", { name: "Create a new secret" }).click();
		await expect(page.getByLabel("Signing secret")).toHaveValue(/^whsec_/);
		await page.getByLabel("Address").fill("ftp://example.com");
		await page.getByRole("button", { name: "Connect", exact: true }).click();
		await expect(page.getByText("Address must be an address that begins with https://")).toBeVisible();
		await page.getByLabel("Address").fill("https://169.254.169.254/latest/meta-data");
		await page.getByRole("button", { name: "Test connection" }).click();
		await expect(page.getByText("leads to a private network")).toBeVisible();
	});

	test("the API never returns a credential", async ({ own, api }) => {
		const networks = await (await api.get("/api/v1/destinations/networks")).json();
		const meta = networks.items.find((one: { slug: string }) => one.slug === "meta");
		const made = await api.post("/api/v1/destinations", {
			data: { network: "meta", name: "Ads", values: meta.sandboxValues },
		});
		expect(made.status()).toBe(201);
		const body = await made.text();
		expect(body).not.toContain(meta.sandboxValues.accessToken);
		expect(own.workspace.slug).toBeTruthy();
		const { id } = JSON.parse(body);
		expect(await (await api.get(`/api/v1/destinations/${id}`)).text()).not.toContain("sandbox-app-secret");
		const refused = await api.post("/api/v1/destinations", {
			data: { network: "meta", name: "Ads", values: { adAccountId: "x" } },
		});
		expect(refused.status()).toBe(400);
		expect((await refused.json()).error.issues.map((one: { path: string }) => one.path)).toEqual([
			"values.adAccountId",
			"values.accessToken",
		]);
	});
});
