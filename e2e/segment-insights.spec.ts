import type { APIRequestContext } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { sendShop } from "@/e2e/support/send-shop";

const day = 86_400_000;

/** Twelve customers; customer n ordered n times, once a day; every third is on the pro plan. */
const sendCustomers = (api: APIRequestContext) =>
	sendShop(api, {
		customers: 12,
		traits: (n) => ({ email: `customer${n}@example.com`, plan: n % 3 === 0 ? "pro" : "free" }),
		properties: (k) => ({ amount: 10 + k }),
	});

async function build(api: APIRequestContext, name: string, leaf: object): Promise<string> {
	const created = await api.post("/api/v1/segments", {
		data: { name, rule: { combinator: "and", rules: [leaf] } },
	});
	expect(created.status(), await created.text()).toBe(201);
	const { id } = await created.json();
	const refreshed = await api.post(`/api/v1/segments/${id}/refresh`);
	expect(refreshed.status(), await refreshed.text()).toBe(200);
	return id;
}

const bought = (times: number) => ({
	kind: "event",
	field: "Order Completed",
	aggregate: { kind: "count" },
	operator: ">=",
	value: times,
	window: { kind: "last", amount: 30, unit: "days" },
});
const isPro = { kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" };

test("a marketer asks why someone is out, pins a customer, and is warned before a change breaks it", async ({
	page,
	own,
	api,
}) => {
	await sendCustomers(api);
	const loyal = await build(api, "Loyal customers", bought(6));
	await page.goto(`/${own.workspace.slug}/segments/${loyal}?tab=people`);
	await expect(page.getByText("6 of 6 shown")).toBeVisible();
	await expect(page.getByText("6 with email address · 0 agreed to email")).toBeVisible();

	await page.getByLabel(/^Is someone in/).fill("customer4@example.com");
	await page.getByRole("button", { name: "Ask why" }).click();
	const drawer = page.getByRole("dialog");
	await expect(drawer.getByText("customer4@example.com does not belong to Loyal customers.")).toBeVisible();
	await expect(drawer.getByText("Found: 4 times; needs at least 6")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "segment-explain");
	await page.keyboard.press("Escape");

	await page.getByRole("button", { name: "Why: customer7@example.com" }).click();
	await expect(drawer.getByText(/Without anything new, leaves/)).toBeVisible();
	await drawer.getByRole("button", { name: "Must be in" }).click();
	await expect(drawer.getByText("Must be in. A rule change that breaks this")).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(page.getByRole("heading", { name: "Test profiles" })).toBeVisible();

	await page.getByRole("tab", { name: "Rule" }).click();
	await page.getByLabel("How many times").fill("9");
	await page.getByRole("button", { name: "Save version 2" }).click();
	await expect(drawer.getByText("6 people now, 3 with the new rule; 3 stay.")).toBeVisible();
	await expect(drawer.getByText("50% of current members leave.")).toBeVisible();
	await expect(drawer.getByText("customer6@example.com")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "segment-publish");
	await drawer.getByRole("button", { name: "Save version 2" }).click();
	await expect(
		drawer.getByText(/customer7@example.com must be in: .*7 times; needs at least 9/),
	).toBeVisible();
	await drawer.getByLabel("I understand. Save anyway").check();
	await drawer.getByRole("button", { name: "Save version 2" }).click();
	await expect(page.getByText("Version 2 is saved")).toBeVisible();

	await page.getByRole("tab", { name: "People" }).click();
	await expect(page.getByText("3 of 3 shown")).toBeVisible({ timeout: 60_000 });
	await page.getByRole("tab", { name: "History" }).click();
	const then = new Date(Date.now() - 2 * day);
	const local = new Date(then.getTime() - then.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
	await page.getByLabel("Date and time", { exact: true }).fill(local);
	await expect(page.getByText(/The segment first went live/)).toBeVisible();
	await page.getByLabel(/Recalculated with current data/).click();
	// Two days ago, customer n had n − 2 orders: 11 had nine.
	await expect(page.getByTestId("size-then")).toHaveText("1 person");
	await expectAccessible(page);
	await picture(page, "segment-time-travel");
});

test("a marketer sees who is in which combination of segments", async ({ page, own, api }) => {
	await sendCustomers(api);
	const loyal = await build(api, "Loyal customers", bought(6));
	await build(api, "Pro customers", isPro);
	await page.goto(`/${own.workspace.slug}/segments`);
	await page.getByRole("link", { name: "Overlap" }).click();
	// The two largest by default.
	await expect(page.getByRole("figure", { name: /8 people in 2 segments/ })).toBeVisible();
	await page.goto(`/${own.workspace.slug}/segments/overlap?ids=`);
	await expect(page.getByText("Choose at least two segments")).toBeVisible();
	await page.goto(`/${own.workspace.slug}/segments/overlap?ids=${loyal}`);
	await page.getByRole("button", { name: "Add a segment" }).click();
	await page.getByRole("option", { name: /^Pro customers/ }).click();
	// 6 to 11 are loyal; 0, 3, 6 and 9 are pro.
	await expect(page.getByRole("figure", { name: /8 people in 2 segments/ })).toBeVisible();
	await page.getByRole("application").focus();
	await page.keyboard.press("ArrowRight");
	await expect(page.getByText(/^4 people in Loyal customers only ·/)).toBeVisible();
	await expectAccessible(page);
	await picture(page, "segment-overlap");
	await page.getByRole("button", { name: "Table" }).click();
	await expect(page.getByRole("cell", { name: "Loyal customers and Pro customers" })).toBeVisible();

	await page.getByRole("button", { name: "Chart" }).click();
	await page.getByRole("link", { name: "Create a segment of these people" }).click();
	await expect(page.getByRole("group", { name: "Condition 1" })).toContainText("Loyal customers");
	await expect(page.getByRole("group", { name: "Condition 2" })).toContainText("Pro customers");
	await expect(page.getByTestId("segment-size")).toHaveText("4");
});
