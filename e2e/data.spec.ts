import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { baseUrl } from "@/e2e/support/workspace";

const file = [
	"Customer ID,Email,First name,Plan,Seats,Joined",
	...Array.from(
		{ length: 40 },
		(_, i) =>
			`${i + 1},person${i + 1}@example.com,Jo,${i % 2 ? "pro" : "free"},${i % 7},2026-01-${String((i % 28) + 1).padStart(2, "0")}`,
	),
	"41,not an address,Al,pro,1,2026-01-05",
	"42,person42@example.com,Bo,pro,many,2026-01-05",
].join("\n");
const upload = { name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(file) };

test("a marketer imports customers from a file, sees the outcome of every row, and imports it again without change", async ({
	page,
	own,
}) => {
	await page.goto(`/${own.workspace.slug}/data?tab=imports`);
	await expect(page.getByText("No file imported yet")).toBeVisible();
	await picture(page, "data-imports-empty");
	await page.getByRole("link", { name: "Import a file" }).first().click();
	await expect(page.getByRole("heading", { name: "Import a file" })).toBeVisible();
	await expectAccessible(page);
	await picture(page, "data-upload");
	await page.getByLabel("File to import").setInputFiles(upload);

	await expect(page.getByRole("heading", { name: "What each column becomes" })).toBeVisible();
	await expect(page.getByRole("combobox", { name: "Customer ID becomes" })).toHaveText("Customer or user ID");
	await expect(page.getByRole("combobox", { name: "Email becomes" })).toHaveText("Email address");
	await expect(page.getByRole("combobox", { name: "First name becomes" })).toHaveText("First name");
	await page.getByRole("combobox", { name: "Type of Seats" }).click();
	await page.getByRole("option", { name: "Number" }).click();
	await expect(page.getByText("person1@example.com").first()).toBeVisible();
	await expectAccessible(page);
	await picture(page, "data-mapping");

	await page.getByRole("button", { name: /Import about 42 rows/ }).click();
	await expect(page.getByText("Choose an answer first.")).toBeVisible();
	await page.getByLabel("Yes, all of them").check();
	await page.getByRole("checkbox", { name: /Advertising/ }).check();
	await page
		.getByLabel("How and when did they agree?")
		.fill("Ticked the box on the order form, text of March 2026.");
	await page.getByRole("button", { name: /Import about 42 rows/ }).click();
	await expect(page.getByRole("dialog")).toContainText("Consent for advertising is recorded for everyone");
	await picture(page, "data-confirm");
	await page.getByRole("button", { name: "Start the import" }).click();

	await expect(page.getByText("Finished")).toBeVisible({ timeout: 60_000 });
	await expect(page.getByText("2 problems")).toBeVisible();
	await expect(page.getByRole("row", { name: /42.*Email.*is not an email address/ })).toBeVisible();
	await expect(page.getByRole("row", { name: /43.*Seats.*"many" is not a number/ })).toBeVisible();
	await expectAccessible(page);
	await picture(page, "data-import-finished");
	const download = page.waitForEvent("download");
	await page.getByRole("link", { name: "Download as CSV" }).click();
	expect((await download).suggestedFilename()).toBe("customers-problems.csv");

	await page.goto(`/${own.workspace.slug}/data/imports/new`);
	await page.getByLabel("File to import").setInputFiles(upload);
	await page.getByRole("combobox", { name: "Type of Seats" }).click();
	await page.getByRole("option", { name: "Number" }).click();
	await page.getByLabel("No, or I do not know").check();
	await page.getByRole("button", { name: /Import about 42 rows/ }).click();
	await page.getByRole("button", { name: "Start the import" }).click();
	await expect(page.getByText("Everything in this file was already known.")).toBeVisible({
		timeout: 60_000,
	});
});

test("a source shows its key once, accepts messages with it, and none after the key is revoked", async ({
	page,
	own,
}) => {
	await page.goto(`/${own.workspace.slug}/data`);
	await expect(page.getByText("No live source yet")).toBeVisible();
	await picture(page, "data-sources-empty");
	await page.getByLabel("New source").fill("Website");
	await page.getByRole("button", { name: "Create source" }).click();
	const dialog = page.getByRole("dialog");
	await expect(dialog).toContainText("shown only this once");
	const key = (await dialog.locator("code").first().textContent())?.trim() ?? "";
	expect(key).toMatch(/^wk_/);
	await expectAccessible(page);
	await picture(page, "data-new-key");
	await page.getByRole("button", { name: "I have copied the key" }).click();

	const send = () =>
		page.request.post(`${baseUrl}/v1/track`, {
			headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` },
			data: { userId: "42", event: "Order Completed", properties: { total: 49.5 } },
		});
	expect((await send()).status()).toBe(200);
	await page.getByRole("link", { name: "Website", exact: true }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Website" })).toBeVisible();
	const messages = page.getByRole("list", { name: "Messages, newest first" });
	await expect(messages.getByText("Order Completed")).toBeVisible({ timeout: 30_000 });
	await messages.getByText("Order Completed").first().click();
	await expect(messages.getByText('"total": 49.5')).toBeVisible();
	await expectAccessible(page);
	await picture(page, "data-source");
	await expect(async () => {
		await page.goto(`/${own.workspace.slug}/data?tab=catalogue`);
		await expect(page.getByRole("row", { name: /Order Completed/ })).toContainText("1", { timeout: 8_000 });
	}).toPass({ timeout: 60_000 });
	await expectAccessible(page);
	await picture(page, "data-catalogue");

	await page.getByRole("tab", { name: "Live sources" }).click();
	await page.getByRole("button", { name: /Revoke/ }).click();
	await page.getByRole("button", { name: "Revoke the key" }).click();
	await expect(page.getByText("Revoked")).toBeVisible();
	await picture(page, "data-sources");
	await expect(async () => expect((await send()).status()).toBe(401)).toPass({ timeout: 15_000 });
});
