import type { Page } from "@playwright/test";
import { expect, test } from "@/e2e/support/fixtures";
import { holdCode } from "@/e2e/support/hold-code";
import { findMainScreens } from "@/e2e/support/main-screens";
import type { Visitor } from "@/e2e/support/workspace";

/** Opens a main screen and holds back all scripts it requests from then on, until `release` is called. */
async function openAsleep(page: Page, demo: Visitor, name: string) {
	const screen = (await findMainScreens(demo)).find((each) => each.name === name);
	const part = page.locator("[data-asleep]");
	// If the warehouse is briefly busy, the page fetches its data itself: then it is awake at once.
	await expect(async () => {
		await page.goto(`/${demo.workspace.slug}/${screen?.path}`);
		await page.waitForLoadState("networkidle");
		expect(await part.count()).toBe(1);
	}).toPass();
	return await holdCode(page);
}

/** The position of every part of the page. */
const places = (page: Page) =>
	page.getByRole("main").evaluate((main) =>
		[...main.querySelectorAll("button, input, h1, h2, p, li, svg")].map((node) => {
			const { x, y, width, height } = node.getBoundingClientRect();
			return `${node.tagName} ${[x, y, width, height].map(Math.round).join(" ")}`;
		}),
	);

test("keys and clicks that come before the builder's code are replayed when it loads", async ({
	page,
	demo,
}) => {
	const release = await openAsleep(page, demo, "segment");
	await page.getByRole("button", { name: "Add condition" }).click();
	await page.keyboard.type("Order C");
	await page.keyboard.press("Enter");
	await expect(page.getByLabel("How many times")).toHaveCount(0);
	release();
	await expect(page.getByLabel("How many times")).toBeVisible();
	await expect(page.getByRole("main").getByText("Order Completed").first()).toBeVisible();
});

test("a number typed before the builder's code loads stays, and is counted", async ({ page, demo }) => {
	const release = await openAsleep(page, demo, "segment");
	const days = page.getByRole("main").getByLabel("How long", { exact: true });
	await days.click();
	await page.keyboard.press("ControlOrMeta+a");
	await page.keyboard.type("12");
	release();
	await expect(page.getByText("Not saved; kept in this browser")).toBeVisible();
	await expect(days).toHaveValue("12");
	await expect(days).toBeFocused();
	await page.keyboard.type("3");
	await expect(days).toHaveValue("123");
});

test("nothing moves when the builder wakes", async ({ page, demo }) => {
	const release = await openAsleep(page, demo, "segment");
	const before = await places(page);
	release();
	await page.getByRole("button", { name: "Add condition" }).hover();
	await expect(page.locator("[data-asleep]")).toHaveCount(0);
	expect(await places(page)).toEqual(before);
});

test("a draft kept in this browser is there without asking for it", async ({ page, demo }) => {
	const release = await openAsleep(page, demo, "segment");
	release();
	await page.getByRole("button", { name: "Add condition" }).click();
	await page.keyboard.type("Order C");
	await page.keyboard.press("Enter");
	await expect(page.getByText("Not saved; kept in this browser")).toBeVisible();
	await page.reload();
	await expect(page.getByText("Not saved; kept in this browser")).toBeVisible();
});

test("a name typed before a new segment's code loads stays", async ({ page, demo }) => {
	const release = await openAsleep(page, demo, "builder");
	await page.getByLabel("Name").click();
	await page.keyboard.type("Loyal ones");
	await page.getByRole("button", { name: "Add condition" }).click();
	release();
	await page.getByRole("option", { name: "Order Completed" }).first().click();
	await expect(page.getByLabel("How many times")).toBeVisible();
	await expect(page.getByLabel("Name")).toHaveValue("Loyal ones");
});

test("a lift chart is static until someone interacts with it, and nothing in it moves then", async ({
	page,
	demo,
}) => {
	const release = await openAsleep(page, demo, "lift of a campaign");
	release();
	const chart = page.getByRole("figure", { name: /Treated against held out/ });
	const words = () =>
		chart.evaluate((figure) =>
			[...figure.querySelectorAll("text")]
				.map((text) => {
					const { x, y, width } = text.getBoundingClientRect();
					return `${text.textContent} ${[x, y, width].map(Math.round).join(" ")}`;
				})
				.sort(),
		);
	// Focusing it scrolls to it.
	await chart.scrollIntoViewIfNeeded();
	const before = await words();
	expect(before.length).toBeGreaterThan(8);
	await chart.hover();
	await expect(chart.getByRole("application")).toBeVisible();
	await chart.hover({ position: { x: 300, y: 100 } });
	await expect(chart.getByText(/^Within \d+ days?$/)).toBeVisible();
	expect(await words()).toEqual(before);
});
