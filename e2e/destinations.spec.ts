import { request } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { arrange, heldBy } from "@/e2e/support/sandbox-shop";

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

	test("an account that is gone is disconnected, and whoever was still to be removed there is told", async ({
		page,
		own,
		api,
	}) => {
		test.setTimeout(240_000);
		const slug = own.workspace.slug;
		const place = await arrange(api);
		const { items } = await (await api.get("/api/v1/destinations")).json();
		const destinationId = items[0].id;
		const made = await api.post("/api/v1/syncs", {
			data: {
				segmentId: place.segmentId,
				destinationId,
				identifierKinds: ["email"],
				schedule: { kind: "manual" },
			},
		});
		expect(made.status(), await made.text()).toBe(201);
		const { id: syncId } = await made.json();
		await page.goto(`/${slug}/syncs/${syncId}`);
		await page.getByRole("button", { name: "Send 8 people to Meta shop" }).click({ timeout: 30_000 });
		await expect(async () => expect(await heldBy(place)).toBe(8)).toPass({ timeout: 90_000 });
		await api.delete(`/api/v1/syncs/${syncId}?audience=leave`);
		// The account's token works no more, and one of its people asks to be erased.
		const sandbox = await request.newContext({ baseURL: place.sandboxUrl });
		const changed = await sandbox.post("/_sandbox/meta/accounts", {
			data: { id: place.accountId, accessToken: "another-token", name: "Shop" },
		});
		expect(changed.ok(), await changed.text()).toBe(true);
		await sandbox.dispose();
		const found = await (await api.get("/api/v1/profiles?q=person1@example.com")).json();
		const erased = await api.post(`/api/v1/profiles/${found.items[0].uid}/erasure`, {
			data: { confirm: "erase" },
		});
		expect(erased.status(), await erased.text()).toBe(202);
		const { id: erasureId } = await erased.json();

		await page.goto(`/${slug}/destinations/${destinationId}`);
		await page.getByRole("button", { name: "Disconnect", exact: true }).click();
		const dialog = page.getByRole("dialog", { name: "Disconnect Meta shop?" });
		await expect(dialog.getByText("One person must still be removed")).toBeVisible();
		await expectAccessible(page);
		await picture(page, "destination-disconnect");
		await page.emulateMedia({ colorScheme: "dark" });
		await picture(page, "destination-disconnect-dark");
		await page.emulateMedia({ colorScheme: "light" });
		await dialog.getByRole("button", { name: "Give up 1 removal and disconnect" }).click();
		await expect(page).toHaveURL(new RegExp(`/${slug}/destinations$`));

		await page.goto(`/${slug}/profiles/erasures/${erasureId}`);
		await expect(page.getByText("1 identifier may still be there. Meta shop was disconnected")).toBeVisible();
		await expect(page.getByText("Erased in part")).toBeVisible({ timeout: 120_000 });
		await expectAccessible(page);
		await picture(page, "erasure-given-up");
		await page.goto(`/${slug}/profiles/erasures`);
		await expect(page.getByText("0 of 1 confirmed, 1 given up")).toBeVisible();
		await picture(page, "erasures-given-up");
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
