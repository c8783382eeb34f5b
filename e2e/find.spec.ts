import { readFile } from "node:fs/promises";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { sendMessages } from "@/e2e/support/send-messages";

test("people are found by part and by segment, the segment is copied, and its people are downloaded", async ({
	page,
	own,
	api,
}) => {
	const { token } = await (await api.post("/api/v1/sources", { data: { name: "Website" } })).json();
	const batch = ["Mira Stone", "Mark Sandberg", "Lena Holmberg"].map((name, at) => ({
		type: "identify",
		userId: `cust-000${at}`,
		traits: { name, email: `p${at}@shop.example`, plan: at === 1 ? "free" : "pro" },
	}));
	await sendMessages(token, batch);
	const rule = {
		combinator: "and",
		rules: [{ kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" }],
	};
	const made = await (await api.post("/api/v1/segments", { data: { name: "Pro", rule } })).json();
	expect((await api.post(`/api/v1/segments/${made.id}/refresh`)).status()).toBe(200);

	await page.goto(`/${own.workspace.slug}/profiles`);
	await page.getByLabel("Find a person").fill("berg");
	await expect(page.getByRole("link", { name: "Mark Sandberg" })).toBeVisible();
	await expect(page.getByRole("link", { name: "Mira Stone" })).toBeHidden();
	await page.getByRole("combobox", { name: "Segment" }).click();
	await page.getByRole("option", { name: "Pro" }).click();
	await expect(page.getByRole("link", { name: "Lena Holmberg" })).toBeVisible();
	await expect(page.getByRole("link", { name: "Mark Sandberg" })).toBeHidden();
	await expectAccessible(page);
	await picture(page, "people-found");
	await page.evaluate(() => document.documentElement.classList.add("dark"));
	await picture(page, "people-found-dark");

	await page.goto(`/${own.workspace.slug}/segments`);
	await expect(page.getByRole("link", { name: "Pro" })).toBeVisible();
	await picture(page, "segments-with-menus");
	await page.getByRole("button", { name: "More for Pro" }).click();
	await page.getByRole("menuitem", { name: "Duplicate" }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Copy of Pro" })).toBeVisible();

	await page.goto(`/${own.workspace.slug}/segments/${made.id}?tab=people`);
	await page.getByRole("button", { name: "Download CSV" }).click();
	await picture(page, "segment-download");
	const [file] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("menuitem", { name: "Everyone" }).click(),
	]);
	expect(file.suggestedFilename()).toBe("Pro.csv");
	const text = await readFile(await file.path(), "utf8");
	expect(text.split("\r\n").filter((line) => line.startsWith("cust-"))).toHaveLength(2);
});

test("a segment is tagged, the list is filtered by the tag, and the tag is found from anywhere", async ({
	page,
	own,
	api,
}) => {
	const rule = {
		combinator: "and",
		rules: [{ kind: "contact", field: "email", operator: "isSet", value: null }],
	};
	const made = await (
		await api.post("/api/v1/segments", { data: { name: "Reachable", rule, tags: ["Retention"] } })
	).json();
	await api.post("/api/v1/segments", { data: { name: "Other", rule } });

	await page.goto(`/${own.workspace.slug}/segments/${made.id}`);
	await page.getByRole("button", { name: "More for this segment" }).click();
	await page.getByRole("menuitem", { name: "Name, tags and schedule" }).click();
	const field = page.getByLabel("Tags", { exact: true });
	await field.fill("win-back");
	await field.press("Enter");
	await expectAccessible(page);
	await picture(page, "segment-tags");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await expect(page.getByRole("dialog")).toBeHidden();
	await expect(page.getByText("win-back")).toBeVisible();

	await page.goto(`/${own.workspace.slug}/segments?tag=win-back`);
	await expect(page.getByRole("link", { name: /Reachable/ })).toBeVisible();
	await expect(page.getByRole("link", { name: /Other/ })).toBeHidden();
	await expect(page.getByRole("combobox", { name: "Tag" })).toHaveText("win-back");
	await expectAccessible(page);

	await page.keyboard.press("Control+k");
	await page.getByRole("combobox", { name: "Search and commands" }).fill("retent");
	await page.getByRole("option", { name: /Reachable/ }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Reachable" })).toBeVisible();
});
