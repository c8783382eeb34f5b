import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { sendMessages } from "@/e2e/support/send-messages";

test("after a navigation the focus is on the page's heading, and a field that takes it keeps it", async ({
	page,
	own,
}) => {
	await page.goto(`/${own.workspace.slug}`);
	const heading = (name: string) => page.getByRole("heading", { level: 1, name });
	await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Segments" }).click();
	await expect(heading("Segments")).toBeFocused();
	await page.keyboard.press("g");
	await page.keyboard.press("c");
	await expect(heading("Campaigns")).toBeFocused();
	await page.keyboard.press("Tab");
	await expect(page.locator("main :focus")).toHaveCount(1);
});

test("? lists the keys, c creates, and closing leads back to where one was", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}/data`);
	await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
	await page.keyboard.press("?");
	const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
	await expect(keys.getByText("New segment")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "keyboard-shortcuts");
	await page.keyboard.press("Escape");
	await expect(keys).toBeHidden();
	// A dialog gives the focus back in a task of its own, after it is gone.
	await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));

	const account = page.getByRole("button", { name: /account and theme/ });
	await account.focus();
	await page.keyboard.press("Enter");
	await page.getByRole("menuitem", { name: "Change password" }).press("Enter");
	await expect(page.getByRole("dialog")).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(account).toBeFocused();

	await page.keyboard.press("c");
	await page.keyboard.press("s");
	await expect(page).toHaveURL(/\/segments\/new/);
});

test("a condition just added opens its picker, is not red before it is left, and Ctrl-S saves", async ({
	page,
	own,
	api,
}) => {
	const { token } = await (await api.post("/api/v1/sources", { data: { name: "Shop" } })).json();
	await sendMessages(
		token,
		["pro", "pro", "free"].map((plan, i) => ({ type: "identify", userId: `k-${i}`, traits: { plan } })),
	);
	await expect
		.poll(async () => (await (await api.get("/api/v1/catalog")).json()).traits.length, { timeout: 30_000 })
		.toBeGreaterThan(0);

	await page.goto(`/${own.workspace.slug}/segments/new`);
	await page.getByRole("button", { name: "Add condition" }).click();
	await page.getByRole("combobox", { name: "Search events, traits and segments" }).fill("plan");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("combobox", { name: "Value of plan", exact: true })).toBeFocused();
	await expect(page.locator("main [aria-invalid=true]")).toHaveCount(0);
	await expect(page.getByRole("option", { name: /pro/ })).toBeVisible();
	await page.keyboard.press("Escape");
	// Closing gives the focus back; whoever goes on before that is called back.
	await expect(page.getByRole("button", { name: /^Value of plan/ })).toBeFocused();
	await page.getByLabel("Name").fill("Pro plans");
	await expect(page.locator("main [aria-invalid=true]").first()).toBeVisible();
	await page.getByRole("button", { name: /^Value of plan/ }).click();
	await page.getByRole("option", { name: /pro/ }).click();
	await expect(page.getByTestId("segment-size")).toHaveText("2");
	await page.keyboard.press("Control+s");
	await expect(page.getByRole("heading", { level: 1, name: "Pro plans" })).toBeVisible();
});
