import type { APIRequestContext, Page } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { sendShop } from "@/e2e/support/send-shop";

/** Thirty customers; customer n ordered n times, once a day; every third on the pro plan; even orders were shoes. */
const sendCustomers = (api: APIRequestContext) =>
	sendShop(api, {
		customers: 30,
		traits: (n) => ({ email: `customer${n}@example.com`, plan: n % 3 === 0 ? "pro" : "free" }),
		properties: (k) => ({ amount: 10 + k, category: k % 2 === 0 ? "shoes" : "hats" }),
	});

/** The size on screen, once it belongs to the rule on screen. */
function sizeOf(page: Page) {
	return page.locator("output[data-current=true]").getByTestId("segment-size");
}

test("a marketer defines a segment, sees the exact size follow, saves, and sees the people", async ({
	page,
	own,
	api,
}) => {
	await sendCustomers(api);
	await page.goto(`/${own.workspace.slug}/segments`);
	await expect(page.getByText("No segments yet")).toBeVisible();
	await page.getByRole("link", { name: "New segment" }).first().click();

	await page.getByLabel("Name", { exact: true }).fill("Loyal customers");
	await page.getByRole("button", { name: "Add condition" }).click();
	await page.getByRole("option", { name: "Order Completed" }).click();
	const size = sizeOf(page);
	// Everyone but the one who never ordered.
	await expect(size).toHaveText("29");
	await page.getByLabel("How many times").fill("20");
	await expect(size).toHaveText("10");
	await expect(
		page.getByText("People with at least 20 Order Completed events in the last 30 days."),
	).toBeVisible();

	await page.getByRole("button", { name: "where…" }).click();
	await page.getByRole("option", { name: /^category/ }).click();
	// The values are offered at once.
	await page.getByRole("option", { name: /^shoes/ }).click();
	await expect(size).toHaveText("0");
	await page.getByLabel("How many times").fill("10");
	// Customers 19 to 29 bought shoes ten times or more.
	await expect(size).toHaveText("11");

	await page.getByRole("button", { name: "Add condition" }).last().click();
	await page.getByRole("option", { name: /^plan/ }).click();
	await expect(page.getByText("· Last valid count")).toBeVisible();
	await expect(page.getByRole("button", { name: "Save segment" })).toBeDisabled();
	await page.getByRole("option", { name: /^pro/ }).click();
	// 21, 24 and 27.
	await expect(size).toHaveText("3");
	await expect(page.getByRole("group", { name: "Condition 2" })).toContainText("10");
	await expectAccessible(page);
	await picture(page, "segment-builder");

	await page.getByRole("button", { name: "Save segment" }).click();
	await expect(page.getByRole("heading", { name: "Loyal customers" })).toBeVisible();
	await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 60_000 });
	await page.getByRole("tab", { name: "People" }).click();
	await expect(page.getByText("3 of 3 shown")).toBeVisible();
	await expect(page.getByText("customer24@example.com").first()).toBeVisible();
	await picture(page, "segment-people");

	await page.getByRole("tab", { name: "History" }).click();
	await expect(page.getByRole("figure", { name: "Size over time" })).toBeVisible();
	await expect(page.getByRole("cell", { name: "+3" })).toBeVisible();
	await expectAccessible(page);
	await picture(page, "segment-history");
});

test("nothing typed is lost: a change can be undone, and a reload keeps the draft", async ({
	page,
	own,
	api,
}) => {
	await sendCustomers(api);
	await page.goto(`/${own.workspace.slug}/segments/new`);
	await page.getByRole("button", { name: "Add condition" }).click();
	await page.getByRole("option", { name: "Order Completed" }).click();
	const times = page.getByLabel("How many times");
	await times.fill("7");
	await expect(sizeOf(page)).toHaveText("23");
	await page.reload();
	await expect(times).toHaveValue("7");
	// Steps closer together than a word are one.
	await page.waitForTimeout(700);
	await times.fill("25");
	await expect(sizeOf(page)).toHaveText("5");
	await page.keyboard.press("ControlOrMeta+z");
	await expect(times).toHaveValue("7");
	await page.keyboard.press("ControlOrMeta+Shift+z");
	await expect(times).toHaveValue("25");
});

test("groups are nested, negated and copied; the list finds a segment by its state", async ({
	page,
	own,
	api,
}) => {
	await sendCustomers(api);
	await page.goto(`/${own.workspace.slug}/segments/new`);
	await page.getByLabel("Name", { exact: true }).fill("Not the free ones");
	await page.getByRole("button", { name: "Add group" }).click();
	const group = page.getByRole("group", { name: "Group 1" });
	await group.getByRole("button", { name: "Add condition" }).click();
	await page.getByRole("option", { name: /^plan/ }).click();
	await page.getByRole("option", { name: /^free/ }).click();
	const size = sizeOf(page);
	await expect(size).toHaveText("20");
	await group.getByLabel("How the conditions are joined").selectOption("not-and");
	await expect(size).toHaveText("10");
	await page.getByRole("button", { name: "More for this group" }).click();
	await page.getByRole("menuitem", { name: "Duplicate group" }).click();
	await expect(page.getByRole("group", { name: "Group 2" })).toBeVisible();
	await expect(size).toHaveText("10");
	await page.getByRole("button", { name: "Save segment" }).click();
	await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 60_000 });

	await page.goto(`/${own.workspace.slug}/segments?state=live`);
	await expect(page.getByRole("link", { name: "Not the free ones" })).toBeVisible();
	await page.goto(`/${own.workspace.slug}/segments?state=stale`);
	await expect(page.getByText("Nothing matches this search")).toBeVisible();
	await page.getByRole("button", { name: "Clear search and filters" }).click();
	const row = page.getByRole("link", { name: "Not the free ones" });
	await expect(row).toBeVisible();
	await page.keyboard.press("j");
	await expect(row).toBeFocused();
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { name: "Not the free ones" })).toBeVisible();
	await picture(page, "segment-rule");
});
