import type { APIRequestContext } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { sendShop } from "@/e2e/support/send-shop";

/** Twelve customers; customer n ordered n times, once a day, for 10 each. */
const sendCustomers = (api: APIRequestContext) =>
	sendShop(api, {
		customers: 12,
		traits: (n) => ({ name: `Customer ${n}` }),
		properties: (k) => ({ total: 10, category: k % 2 === 0 ? "shoes" : "hats" }),
	});

test("a marketer computes a trait for everyone, sees it on a profile, uses it in a formula and cannot lose it", async ({
	page,
	own,
	api,
}) => {
	test.setTimeout(180_000);
	await sendCustomers(api);
	await page.goto(`/${own.workspace.slug}/data?tab=computed`);
	await expect(page.getByText("No computed traits yet")).toBeVisible();
	await page.getByRole("link", { name: "New computed trait" }).first().click();
	await expectAccessible(page);
	await picture(page, "trait-kinds");
	await page.getByRole("link", { name: /^Aggregate/ }).click();

	await page.getByLabel("Name", { exact: true }).fill("revenue");
	await page.getByRole("button", { name: /^Event: choose/ }).click();
	await page.getByRole("option", { name: /^Order Completed/ }).click();
	await page.getByLabel("What to measure").selectOption("sum");
	const current = page.locator("output[data-current=true]");
	await expect(current.getByTestId("trait-people")).toHaveText("12");
	await expect(page.getByText("Sum of total of Order Completed, in the last 90 days.")).toBeVisible();
	await expect(page.getByRole("figure", { name: "Distribution of values" })).toBeVisible();
	await expectAccessible(page);
	await picture(page, "trait-editor");
	await page.getByRole("button", { name: "Save and compute" }).click();

	await expect(page.getByRole("heading", { name: "revenue" })).toBeVisible();
	await expect(page.getByText("12 people with a value")).toBeVisible({ timeout: 60_000 });
	await expect(page.getByText("Nothing yet. You can change or archive it freely.")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "trait");

	// A formula over it, with a typo on the way.
	await page.goto(`/${own.workspace.slug}/traits/new?kind=formula`);
	await page.getByLabel("Name", { exact: true }).fill("revenue in euros");
	await page.getByLabel("Formula").fill("round(revenu * 0.9, 2)");
	await expect(page.getByText('No trait is called "revenu"; did you mean "revenue"?')).toBeVisible();
	await expect(page.getByRole("button", { name: "Save and compute" })).toBeDisabled();
	await expectAccessible(page);
	await page.getByRole("button", { name: "Use “revenue”" }).click();
	await expect(current.getByTestId("trait-people")).toHaveText("12");
	await picture(page, "trait-formula");
	await page.getByRole("button", { name: "Save and compute" }).click();
	await expect(page.getByText("12 people with a value")).toBeVisible({ timeout: 60_000 });

	// It is on a profile with its kind and a link to it.
	const people = await (await api.get("/api/v1/profiles?q=c-11")).json();
	await page.goto(`/${own.workspace.slug}/profiles/${people.items[0].uid}`);
	const row = page.getByRole("row", { name: /^Revenue in euros/ });
	await expect(row).toContainText("99");
	await expect(row.getByRole("link", { name: "Formula" })).toBeVisible();
	await page
		.getByRole("row", { name: /^Revenue 110/ })
		.getByRole("link", { name: "Aggregate" })
		.click();

	// While the formula uses it, it cannot be archived.
	await expect(page.getByRole("link", { name: /revenue in euros/ })).toBeVisible();
	await page.getByRole("button", { name: "Archive" }).click();
	await expect(page.getByText("It is still used by revenue in euros.")).toBeVisible();
	await page.getByRole("button", { name: "Archive trait" }).click();
	await expect(
		page.getByText("Still used by the trait revenue in euros: remove it there first."),
	).toBeVisible();
	await page.getByRole("button", { name: "Cancel" }).click();

	// A new version: the old one can still be viewed.
	await page.getByRole("link", { name: "Edit" }).click();
	await page.getByLabel("How long").fill("2");
	await expect(current).toBeVisible();
	await page.getByRole("button", { name: "Save version 2" }).click();
	await expect(page.getByText("Version 2", { exact: true })).toBeVisible();
	await expect(page.getByText("Sum of total of Order Completed, in the last 90 days.")).toBeVisible();
});

test("a marketer sorts people into stages and scores them", async ({ page, own, api }) => {
	test.setTimeout(180_000);
	await sendCustomers(api);
	await page.goto(`/${own.workspace.slug}/traits/new?kind=stage`);
	await page.getByLabel("Name", { exact: true }).fill("lifecycle");
	await page.getByLabel("Name of stage 1").fill("Loyal");
	await page.getByRole("button", { name: "Add condition" }).click();
	await page.getByRole("option", { name: /^Order Completed/ }).click();
	await page.getByLabel("How many times").fill("6");
	await page.getByRole("button", { name: "Add stage" }).click();
	await page.getByLabel("Name of stage 2").fill("Buyer");
	await page.getByRole("button", { name: "Add condition" }).last().click();
	await page.getByRole("option", { name: /^Order Completed/ }).click();
	const current = page.locator("output[data-current=true]");
	// Everyone but the one who never ordered: six loyal, five buyers.
	await expect(current.getByTestId("trait-people")).toHaveText("11");
	await expectAccessible(page);
	await picture(page, "trait-lifecycle");
	await page.getByRole("button", { name: "Save and compute" }).click();
	await expect(page.getByText("11 people with a value")).toBeVisible({ timeout: 60_000 });
	await expect(
		page.getByText("No one has moved since the stages were first computed.", { exact: false }),
	).toBeVisible();
	await expectAccessible(page);

	await page.goto(`/${own.workspace.slug}/traits/new?kind=score`);
	await page.getByLabel("Name", { exact: true }).fill("engagement");
	await page.getByRole("button", { name: /^Event 1: choose/ }).click();
	await page.getByRole("option", { name: /^Order Completed/ }).click();
	await expect(page.getByText("Events count immediately.", { exact: false })).toBeVisible();
	await expect(current.getByTestId("trait-people")).toHaveText("12");
	await expectAccessible(page);
	await picture(page, "trait-score");
	await page.getByRole("button", { name: "Save and compute" }).click();
	// Leaving before the response would cancel the request.
	await expect(page).toHaveURL(/traits\/(?!new)/);
	await page.goto(`/${own.workspace.slug}/traits`);
	await expect(page.getByRole("link", { name: /^engagement/ })).toBeVisible();
	await expectAccessible(page);
	await picture(page, "traits");
});

test("lifecycle moves of the demo company are shown", async ({ page, demo }) => {
	await page.goto(`/${demo.workspace.slug}/traits`);
	await page.getByRole("link", { name: /^lifecycle/ }).click();
	await expect(page.getByText("Stages and moves in the last 30 days")).toBeVisible();
	await expect(page.getByRole("table", { name: "Moves between stages, most frequent first" })).toBeVisible();
	await expectAccessible(page);
	await picture(page, "lifecycle-moves");
});
