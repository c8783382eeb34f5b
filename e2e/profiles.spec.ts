import { request } from "@playwright/test";
import { expect, expectAccessible, openApi, picture, signIn, test } from "@/e2e/support/fixtures";
import { baseUrl, joinWorkspace, type Visitor } from "@/e2e/support/workspace";

/** Sends a few events of one person and a visitor through ingest, as a website would. */
async function sendStory(own: Visitor): Promise<void> {
	const api = await openApi(own);
	const made = await api.post("/api/v1/sources", { data: { name: "Website" } });
	const { token } = await made.json();
	await api.dispose();
	const site = await request.newContext({ baseURL: baseUrl });
	const day = 86_400_000;
	const now = Date.now();
	const batch = [
		{
			type: "identify",
			userId: "u-42",
			anonymousId: "device-7",
			traits: {
				email: "Mira.Stone@example.com",
				firstName: "Mira",
				lastName: "Stone",
				plan: "pro",
				seats: 12,
			},
			timestamp: new Date(now - 3 * day).toISOString(),
		},
		...Array.from({ length: 150 }, (_, i) => ({
			type: "track",
			userId: "u-42",
			event: "Product Viewed",
			properties: { category: "shoes", position: i },
			timestamp: new Date(now - 2 * day + i * 1000).toISOString(),
		})),
		{ type: "track", anonymousId: "device-8", event: "Page Viewed", properties: { path: "/" } },
	];
	const answer = await site.post("/v1/batch", {
		headers: { authorization: `Basic ${Buffer.from(`${token}:`).toString("base64")}` },
		data: { batch },
	});
	expect(answer.status(), await answer.text()).toBe(200);
	await site.dispose();
}

test("an empty workspace says how people get in", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}/profiles`);
	await expect(page.getByText("No people yet")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "people-empty");
	await page.getByRole("link", { name: "Bring data in" }).click();
	await expect(page).toHaveURL(/\/data/);
});

test("a person is found by part of email, name or id, in any case, and their story is shown", async ({
	page,
	own,
}) => {
	await sendStory(own);
	await page.goto(`/${own.workspace.slug}/profiles`);
	await expect(page.getByText("2 people: 1 known, 1 anonymous")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "people");

	await page.keyboard.press("/");
	await page.keyboard.type("mira.STONE@example.com");
	await expect(page.getByRole("link", { name: "Mira Stone" })).toBeVisible();
	await expect(page).toHaveURL(/q=mira/);
	await page.getByLabel("Find a person").fill("mira.stove");
	await expect(page.getByText("No one is found by “mira.stove”")).toBeVisible();
	await page.getByLabel("Find a person").fill("@EXAMPLE.com tone");
	await expect(page.getByRole("link", { name: "Mira Stone" })).toBeVisible();
	await page.getByLabel("Find a person").blur();
	await page.keyboard.press("j");
	await page.keyboard.press("Enter");

	await expect(page.getByRole("heading", { level: 1, name: "Mira Stone" })).toBeVisible();
	await expect(page.getByText("mira.stone@example.com", { exact: true })).toBeVisible();
	const traits = page.getByRole("table", { name: "Traits" });
	await expect(traits.getByRole("row", { name: /^Plan/ })).toContainText("pro");
	await expect(traits.getByRole("row", { name: /^Plan/ })).toContainText("Website");
	const events = page.getByRole("region", { name: "Events, newest first" });
	await expect(events.getByRole("button").first()).toContainText("position: 149");
	await events.getByRole("button").first().click();
	await expect(events.getByText("exact time")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "person");
});

test("a long timeline loads older events as it is scrolled, and draws only those in sight", async ({
	page,
	own,
}) => {
	await sendStory(own);
	await page.goto(`/${own.workspace.slug}/profiles?q=u-42`);
	await page.getByRole("link", { name: "Mira Stone" }).click();
	const events = page.getByRole("region", { name: "Events, newest first" });
	await expect(events.getByRole("button").first()).toContainText("position: 149");
	expect(await events.getByRole("listitem").count()).toBeLessThan(60);
	await expect(async () => {
		await events.evaluate((element) => element.scrollTo(0, element.scrollHeight));
		await expect(events.getByText(/position: 0$/)).toBeVisible({ timeout: 1000 });
	}).toPass();
});

test("the command palette finds a person by part of the user id", async ({ page, own }) => {
	await sendStory(own);
	await page.goto(`/${own.workspace.slug}`);
	await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox", { name: "Search and commands" }).fill("-42");
	await expect(page.getByRole("option", { name: /Mira Stone/ })).toBeVisible();
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { level: 1, name: "Mira Stone" })).toBeVisible();
});

test("a viewer gets no personal data anywhere", async ({ page, own }) => {
	await sendStory(own);
	const viewer = await joinWorkspace(own, "viewer");
	await signIn(page, viewer);
	expect((await page.goto(`/${own.workspace.slug}/profiles`))?.status()).toBe(404);
	const api = await openApi(viewer);
	for (const path of [
		"profiles",
		"profiles?q=u-42",
		"profiles/1",
		"profiles/1/events",
		"profiles/1/segments",
	]) {
		expect((await api.get(`/api/v1/${path}`)).status(), path).toBe(403);
	}
	await api.dispose();
});

test("a person who does not exist is not found", async ({ page, own, api }) => {
	await page.goto(`/${own.workspace.slug}/profiles/999`);
	await expect(page.getByText("Page not found")).toBeVisible();
	expect((await api.get("/api/v1/profiles/999")).status()).toBe(404);
	expect((await api.get("/api/v1/profiles/4294967296")).status()).toBe(400);
	expect((await api.get("/api/v1/profiles/1/events?cursor=x")).status()).toBe(404);
});
