import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";

/** The size on screen, once it belongs to the rule on screen. */
function sizeOf(page: Page): Locator {
	return page.locator("output[data-current=true]").getByTestId("segment-size");
}

/** The rule in words, as shown in the panel. */
function wordsOf(page: Page): Locator {
	return page.getByRole("region", { name: "The rule in words" });
}

async function openNew(page: Page, slug: string): Promise<void> {
	await page.goto(`/${slug}/segments/new`);
	await expect(page.getByRole("button", { name: "Add condition" })).toBeVisible();
}

/** Adds a condition by keyboard alone: the button has the focus or gets it. */
async function addByKeyboard(page: Page, button: Locator, typed: string): Promise<void> {
	await button.focus();
	await page.keyboard.press("Enter");
	await page.keyboard.type(typed);
	await expect(page.getByRole("option", { name: typed }).first()).toBeVisible();
	await page.keyboard.press("Enter");
}

async function dragTo(page: Page, grip: Locator, target: Locator, place: "above" | "below"): Promise<void> {
	await grip.scrollIntoViewIfNeeded();
	const from = await grip.boundingBox();
	const to = await target.boundingBox();
	if (!from || !to) throw new Error("what is dragged and where to must be on screen");
	await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
	await page.mouse.down();
	await page.mouse.move(from.x + 20, from.y + 20);
	await page.mouse.move(to.x + 40, place === "above" ? to.y + 2 : to.y + to.height - 2, { steps: 8 });
	await page.mouse.up();
}

test("a nested rule is built, moved and named without a mouse", async ({ page, demo }) => {
	await openNew(page, demo.workspace.slug);
	await addByKeyboard(page, page.getByRole("button", { name: "Add condition" }), "Order Completed");
	// The number is what to fill in next.
	await expect(page.getByLabel("How many times")).toBeFocused();
	await page.keyboard.press("ControlOrMeta+a");
	await page.keyboard.type("2");
	await expect(wordsOf(page)).toContainText("with at least 2 Order Completed events in the last 30 days");
	await expect(sizeOf(page)).toHaveText(/\d/);

	// Enter adds the next condition.
	await page.keyboard.press("Enter");
	await page.keyboard.type("Product Viewed");
	await expect(page.getByRole("option", { name: "Product Viewed" })).toBeVisible();
	await page.keyboard.press("Enter");
	const second = page.getByRole("group", { name: "Condition 2" });
	await expect(second.getByLabel("How many times")).toBeFocused();

	// Into a group of its own, beside another one.
	await page.keyboard.press("Alt+Shift+ArrowRight");
	const group = page.getByRole("group", { name: "Group 2" });
	await expect(group.getByRole("group", { name: "Condition 1" })).toContainText("Product Viewed");
	await expect(page.locator("[aria-live=polite].sr-only")).toHaveText(/Moved to place 1 of 1 in group 2/);
	await expect(group.getByLabel("How many times")).toBeFocused();
	await addByKeyboard(page, group.getByRole("button", { name: "Add condition" }), "Product Added");
	await expect(wordsOf(page)).toContainText(
		"with at least one Product Viewed event in the last 30 days or with at least one Product Added event",
	);
	await group.getByLabel("How the conditions are joined").focus();
	await group.getByLabel("How the conditions are joined").selectOption("not-or");
	await expect(wordsOf(page)).toContainText("who are not among those");

	await page.getByRole("button", { name: "More for this group" }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("menuitem", { name: "Name the group" }).press("Enter");
	await page.getByLabel("Name of the group").fill("Lookers");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("group", { name: "Group 2: Lookers" })).toBeVisible();

	// Up among its neighbors, keeping the focus.
	await page.getByRole("button", { name: "More for this group" }).focus();
	await page.keyboard.press("Alt+ArrowUp");
	await expect(page.getByRole("group", { name: "Group 1: Lookers" })).toBeVisible();
	await expect(page.getByRole("button", { name: "More for this group" })).toBeFocused();
	await page.keyboard.press("ControlOrMeta+z");
	await expect(page.getByRole("group", { name: "Group 2: Lookers" })).toBeVisible();
	await page.keyboard.press("ControlOrMeta+Shift+z");
	await expect(page.getByRole("group", { name: "Group 1: Lookers" })).toBeVisible();

	await expect(page.getByRole("heading", { name: "How each condition narrows the audience" })).toBeVisible();
	await expect(sizeOf(page)).toHaveText(/\d/);
	await expectAccessible(page);
	await picture(page, "segment-builder-nested");
});

test("conditions are dragged into groups and out of them, copied and pasted, and everything can be undone", async ({
	page,
	demo,
}) => {
	await openNew(page, demo.workspace.slug);
	const outermost = page.getByRole("group", { name: "All conditions" });
	for (const name of ["Order Completed", "Product Viewed"]) {
		await outermost.getByRole("button", { name: "Add condition" }).first().click();
		await page.getByRole("option", { name }).click();
	}
	await page.getByRole("button", { name: "Add group" }).click();
	const group = page.getByRole("group", { name: "Group 3" });
	await group.getByRole("button", { name: "Add condition" }).click();
	await page.getByRole("option", { name: "Signed Up" }).click();
	await expect(sizeOf(page)).toHaveText(/\d/);

	const signedUp = group.getByRole("group", { name: "Condition 1" });
	const first = outermost.getByRole("group", { name: "Condition 1" }).first();
	await dragTo(page, first.locator("[data-grip]").first(), signedUp, "below");
	const moved = page.getByRole("group", { name: "Group 2" });
	await expect(moved.getByRole("group", { name: "Condition 2" })).toContainText("Order Completed");
	await expect(wordsOf(page)).toContainText(
		"(with at least one Signed Up event in the last 30 days or with at least one Order Completed event in the last 30 days)",
	);
	await page.getByRole("button", { name: "Undo" }).click();
	await expect(page.getByRole("group", { name: "Group 3" })).toBeVisible();
	await page.getByRole("button", { name: "Redo" }).click();

	// Moving out the last one removes its group.
	await page.keyboard.press("ControlOrMeta+z");
	await dragTo(page, signedUp.locator("[data-grip]").first(), first, "above");
	await expect(page.getByRole("group", { name: "Group 3" })).toHaveCount(0);
	await expect(outermost.getByRole("group", { name: "Condition 1" })).toContainText("Signed Up");

	await outermost.getByRole("button", { name: "More for condition 1" }).focus();
	await page.keyboard.press("ControlOrMeta+c");
	await outermost.getByRole("button", { name: "More for condition 3" }).focus();
	await page.keyboard.press("ControlOrMeta+v");
	await expect(outermost.getByRole("group", { name: "Condition 4" })).toContainText("Signed Up");
});

test("a template uses the workspace's own names; what it cannot know is chosen", async ({ page, demo }) => {
	await openNew(page, demo.workspace.slug);
	await page.getByLabel("Find a template").fill("cart");
	const cart = page.getByRole("button", { name: /^Abandoned cart/ });
	await expect(cart).not.toContainText("to choose");
	await expectAccessible(page);
	await picture(page, "segment-templates");
	await cart.click();
	await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Abandoned cart");
	await expect(page.getByRole("group", { name: "Step 2" })).toContainText("Order Completed");
	await expect(sizeOf(page)).toHaveText(/\d/);

	await page.getByRole("button", { name: "Undo" }).click();
	await page.getByRole("button", { name: /^Onboarding not finished/ }).click();
	const save = page.getByRole("button", { name: "Save segment" });
	await expect(save).toBeDisabled();
	await page
		.getByRole("button", { name: /choose the event that means that onboarding was finished/ })
		.click();
	await page.getByRole("option", { name: "Feature Used" }).click();
	await expect(wordsOf(page)).toContainText("with no Feature Used event");
	await expect(save).toBeEnabled();
	await expect(sizeOf(page)).toHaveText(/\d/);
});

test("a sequence is built step by step, and shows what is missing at its control", async ({ page, demo }) => {
	await openNew(page, demo.workspace.slug);
	await page.getByRole("button", { name: "Add condition" }).click();
	await page.getByRole("option", { name: /^Did these in order/ }).click();
	await page.getByRole("button", { name: /choose the first step/ }).click();
	await page.getByRole("option", { name: /^Trial Started/ }).click();
	await expect(page.getByRole("button", { name: "Save segment" })).toBeDisabled();
	await page.getByRole("button", { name: /choose the next step/ }).click();
	await page.getByRole("option", { name: /^Feature Used/ }).click();
	await expect(sizeOf(page)).toHaveText(/\d/);

	const second = page.getByRole("group", { name: "Step 2" });
	await second.getByLabel("When this step happens").selectOption("within");
	await second.getByLabel("Within", { exact: true }).fill("3");
	await second.getByRole("button", { name: /where…/ }).click();
	await page.getByRole("option", { name: /^minutes number/ }).click();
	// What was just added is not marked as incomplete until it loses focus.
	await expect(second.getByLabel("Value of minutes")).toBeFocused();
	await expect(second.getByText("Choose a value")).toBeHidden();
	await second.getByLabel("Within", { exact: true }).focus();
	await expect(second.getByText("Choose a value")).toBeVisible();
	await second.getByLabel("Value of minutes").fill("10");
	await expect(second.getByText("Choose a value")).toBeHidden();

	await page.getByRole("button", { name: "Add step" }).click();
	await page.getByRole("button", { name: /^Event of step 3/ }).click();
	await page.getByRole("option", { name: /^Subscription Started/ }).click();
	await page
		.getByRole("group", { name: "Step 3" })
		.getByLabel("Whether this step happens")
		.selectOption("not");
	await expect(page.getByRole("group", { name: "Step 3" }).getByLabel("Within", { exact: true })).toHaveValue(
		"7",
	);
	await expect(wordsOf(page)).toContainText("Trial Started");
	await expect(sizeOf(page)).toHaveText(/\d/);
	await expectAccessible(page);
	await picture(page, "segment-sequence");
});

test("what is probably not intended is shown beside the size and fixed with one click; a phone has it too", async ({
	page,
	demo,
}) => {
	await openNew(page, demo.workspace.slug);
	await page.getByRole("button", { name: "Add condition" }).click();
	await page.getByRole("option", { name: "Order Completed" }).click();
	await expect(sizeOf(page)).toHaveText(/\d/);
	await page.getByRole("button", { name: "More for condition 1" }).click();
	await page.getByRole("menuitem", { name: "Duplicate" }).click();
	await expect(page.getByRole("group", { name: "Condition 2" })).toBeVisible();
	const check = page.getByRole("region", { name: "What to check" });
	const fix = check.getByRole("button", { name: "Remove the second" });
	await expect(fix).toBeVisible();
	await picture(page, "segment-findings");
	await fix.click();
	await expect(page.getByRole("group", { name: "Condition 2" })).toHaveCount(0);
	await expect(fix).toBeHidden();

	await page.setViewportSize({ width: 390, height: 844 });
	await page.getByRole("button", { name: /Show all about the size/ }).click();
	const sheet = page.getByRole("dialog", { name: "Size of the segment" });
	await expect(sheet.getByText("In plain English")).toBeVisible();
	await expectAccessible(page);
	await page.keyboard.press("Escape");
	await expect(sheet).toBeHidden();
});
