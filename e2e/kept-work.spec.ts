import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "@/e2e/support/fixtures";
import { endSessions, setPassword } from "@/e2e/support/workspace";

async function nameSegment(page: Page, name: string): Promise<void> {
	await page.getByLabel("Name", { exact: true }).fill(name);
	await expect(page.getByText("Not saved; kept in this browser")).toBeVisible();
}

test("unfinished work survives a reload, and a second tab asks before it replaces it", async ({
	page,
	own,
}) => {
	const { slug } = own.workspace;
	await page.goto(`/${slug}/campaigns/new`);
	await page.getByLabel("Name", { exact: true }).fill("Half a campaign");
	await page.getByLabel("Cost (optional)").fill("12,5");
	await page.getByLabel("Name", { exact: true }).focus();
	await expect(page.getByText("“12,5” can be read in two ways: write 12.5 or 125")).toBeVisible();
	await page.reload();
	await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Half a campaign");
	await expect(page.getByLabel("Cost (optional)")).toHaveValue("12,5");

	await page.goto(`/${slug}/segments/new`);
	await nameSegment(page, "From the first tab");
	const second = await page.context().newPage();
	await second.goto(`/${slug}/segments/new`);
	await expect(second.getByLabel("Name", { exact: true })).toHaveValue("From the first tab");
	await nameSegment(second, "From the second tab");
	const notice = page.getByText("Another tab has changed this draft");
	await expect(notice).toBeVisible();
	await expect(page.getByLabel("Name", { exact: true })).toHaveValue("From the first tab");
	await expectAccessible(page);
	await page.getByRole("button", { name: "Show what the other tab has" }).click();
	await expect(page.getByLabel("Name", { exact: true })).toHaveValue("From the second tab");
	await expect(notice).toBeHidden();
	await second.close();
});

test("a session that ends while a segment is created is renewed in place, and the segment is saved", async ({
	page,
	own,
}) => {
	await setPassword(own, "the password of this story");
	await page.goto(`/${own.workspace.slug}/segments/new`);
	await nameSegment(page, "Saved after all");
	await page.getByRole("button", { name: "Add condition" }).click();
	await page.getByRole("option", { name: /^Everyone/ }).click();
	await endSessions(own);
	// The size still being counted may ask first; either way there is one prompt.
	await page.locator("button", { hasText: "Save segment" }).dispatchEvent("click");
	const dialog = page.getByRole("dialog", { name: "You are signed out" });
	await expect(dialog.getByLabel("Password")).toBeFocused();
	await expectAccessible(page);
	await dialog.getByLabel("Password").fill("the password of this story");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { name: "Saved after all" })).toBeVisible();
	await expect(dialog).toBeHidden();
});
