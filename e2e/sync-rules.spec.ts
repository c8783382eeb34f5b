import type { APIRequestContext } from "@playwright/test";
import { expect, expectAccessible, picture, signIn, test } from "@/e2e/support/fixtures";
import { arrange, createSegment, heldBy } from "@/e2e/support/sandbox-shop";
import { joinWorkspace } from "@/e2e/support/workspace";

/** A sync by email that only runs when someone starts it. */
async function createSync(
	api: APIRequestContext,
	segmentId: string,
	more: Record<string, unknown> = {},
): Promise<string> {
	const destinations = await (await api.get("/api/v1/destinations")).json();
	const made = await api.post("/api/v1/syncs", {
		data: {
			segmentId,
			destinationId: destinations.items[0].id,
			identifierKinds: ["email"],
			schedule: { kind: "manual" },
			...more,
		},
	});
	expect(made.status(), await made.text()).toBe(201);
	return (await made.json()).id;
}

const customers = { kind: "contact", field: "email", operator: "equals", value: "person0@example.com" };

test("a marketer keeps customers out, sees in the plan what that does, and undoes it", async ({
	page,
	own,
	api,
}) => {
	test.setTimeout(180_000);
	const { segmentId } = await arrange(api);
	await createSegment(api, "Existing customers", customers);
	const syncId = await createSync(api, segmentId);
	await page.goto(`/${own.workspace.slug}/syncs/${syncId}`);
	await expect(page.getByRole("button", { name: "Send 8 people to Meta shop" })).toBeVisible({
		timeout: 30_000,
	});
	const card = page.getByRole("region", { name: "Delivery rules" });
	await expect(card.getByText("Ask above 30% and 50 people")).toBeVisible();

	// By keyboard alone: open, change, be told what is wrong beside the field, save.
	await card.getByRole("button", { name: "Change the delivery rules" }).focus();
	await page.keyboard.press("Enter");
	const dialog = page.getByRole("dialog", { name: "Delivery rules" });
	await expect(dialog).toBeVisible();
	await expectAccessible(page);
	const percent = dialog.getByLabel("More than (% of people there)");
	await percent.focus();
	await page.keyboard.press("ControlOrMeta+a");
	await page.keyboard.type("400");
	await page.keyboard.press("Enter");
	await expect(dialog.getByText("Write 1 to 100%")).toBeVisible();
	await expect(percent).toHaveAttribute("aria-invalid", "true");
	await percent.focus();
	await page.keyboard.press("ControlOrMeta+a");
	await page.keyboard.type("20");
	await dialog.getByRole("combobox", { name: "Add a segment to exclude" }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("option", { name: /Existing customers/ }).waitFor();
	await expect(page.getByRole("option", { name: /Pro customers/ })).toHaveCount(0);
	await page.keyboard.press("Enter");
	await expect(dialog.getByRole("list", { name: "Excluded segments" })).toContainText("Existing customers");
	await expectAccessible(page);
	await picture(page, "sync-rules-dialog");
	await dialog.getByRole("button", { name: "Save rules" }).focus();
	await page.keyboard.press("Enter");
	await expect(dialog).toHaveCount(0);
	await expect(card.getByRole("button", { name: "Change the delivery rules" })).toBeFocused();
	await expect(card.getByText("Ask above 20% and 50 people")).toBeVisible();
	await expect(card.getByText("Existing customers")).toBeVisible();
	await page.reload();
	await expect(page.getByRole("button", { name: "Send 7 people to Meta shop" })).toBeVisible({
		timeout: 30_000,
	});
	await expect(page.getByText("In an excluded segment")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "sync-rules");
	await page.emulateMedia({ colorScheme: "dark" });
	await picture(page, "sync-rules-dark");
	await page.emulateMedia({ colorScheme: "light" });

	// Another change, taken back.
	await card.getByRole("button", { name: "Change the delivery rules" }).click();
	await dialog.getByRole("radio", { name: /Keep them/ }).click();
	await dialog.getByRole("button", { name: "Save rules" }).click();
	await expect(card.getByText("Kept there")).toBeVisible();
	await page.getByRole("button", { name: "Undo" }).click();
	await expect(card.getByText("Removed", { exact: true })).toBeVisible();
	await expect(card.getByText("Existing customers")).toBeVisible();
});

test("a dry run shows people and requests, and sends nothing", async ({ page, own, api }) => {
	test.setTimeout(180_000);
	const place = await arrange(api);
	const syncId = await createSync(api, place.segmentId);
	await page.goto(`/${own.workspace.slug}/syncs/${syncId}`);
	await page.getByRole("button", { name: "Dry run", exact: true }).click();
	const sheet = page.getByRole("dialog", { name: "Dry run" });
	await expect(sheet.getByText("Nothing was sent.")).toBeVisible();
	await expect(sheet.getByRole("heading", { name: "People who would be added" })).toBeVisible({
		timeout: 30_000,
	});
	await expect(sheet.getByText("It would ask for confirmation first")).toBeVisible();
	await expect(sheet.getByText("No consent to advertising")).toBeVisible();
	await expect(sheet.getByRole("link")).toHaveCount(8);
	const request = sheet.getByText(/^POST .*\/users/);
	await expect(request).toBeVisible();
	// Its shape, without anyone's identifier and without the token.
	await expect(request).toContainText("•••");
	await expect(request).not.toContainText(/[0-9a-f]{64}/);
	await expect(request).not.toContainText(`token-${place.accountId}`);
	await expectAccessible(page);
	await picture(page, "sync-dry-run");
	await page.emulateMedia({ colorScheme: "dark" });
	await picture(page, "sync-dry-run-dark");
	await page.emulateMedia({ colorScheme: "light" });
	await page.keyboard.press("Escape");
	await expect(page.getByRole("button", { name: "Dry run", exact: true })).toBeFocused();
	expect(await heldBy(place)).toBe(0);
	const runs = await (await api.get(`/api/v1/syncs/${syncId}/runs`)).json();
	expect(runs.items).toEqual([]);
});

test("of two audiences the one that comes first gets whoever is in both", async ({ page, own, api }) => {
	test.setTimeout(180_000);
	const { segmentId } = await arrange(api);
	const customersId = await createSegment(api, "Existing customers", customers);
	const prospects = await createSync(api, segmentId, { name: "Prospects" });
	const loyal = await createSync(api, customersId, { name: "Loyal" });
	await page.goto(`/${own.workspace.slug}/syncs/${prospects}`);
	const card = page.getByRole("region", { name: "Delivery rules" });
	await card.getByRole("button", { name: "Set priority" }).click();
	const dialog = page.getByRole("dialog", { name: "Audience priority" });
	await expect(dialog.getByText(/An order needs two syncs/)).toBeVisible();
	await expect(dialog.getByRole("button", { name: "Save order" })).toBeDisabled();
	await dialog.getByRole("combobox", { name: "Add a sync" }).click();
	await page.getByRole("option", { name: "Loyal" }).click();
	// Alt with an arrow moves the row that has the focus, and the focus moves with it.
	await dialog.getByRole("button", { name: "Move Loyal up" }).focus();
	await page.keyboard.press("Alt+ArrowUp");
	await expect(dialog.getByRole("listitem").first()).toContainText("Loyal");
	await expect(dialog.getByRole("button", { name: "Move Loyal down" })).toBeFocused();
	await expectAccessible(page);
	await picture(page, "sync-order-dialog");
	await page.keyboard.press("Alt+ArrowDown");
	await expect(dialog.getByRole("listitem").first()).toContainText("Prospects");
	await page.keyboard.press("Alt+ArrowUp");
	await dialog.getByRole("button", { name: "Save order" }).click();
	await expect(card.getByText("this is 2nd of 2")).toBeVisible();
	await page.goto(`/${own.workspace.slug}/syncs/${loyal}`);
	await expect(page.getByText("this is 1st of 2")).toBeVisible();
	// The person in both now belongs to the first.
	await page.goto(`/${own.workspace.slug}/syncs/${prospects}`);
	await expect(page.getByText("In a higher-priority audience")).toBeVisible({ timeout: 30_000 });
	await expect(page.getByRole("button", { name: "Send 7 people to Meta shop" })).toBeVisible();
});

test("rules can be set when a sync is created, and are folded away until then", async ({
	page,
	own,
	api,
}) => {
	test.setTimeout(180_000);
	const { segmentId } = await arrange(api);
	const destinations = await (await api.get("/api/v1/destinations")).json();
	await page.goto(
		`/${own.workspace.slug}/syncs/new?segment=${segmentId}&destination=${destinations.items[0].id}`,
	);
	await expect(page.getByLabel("Minimum audience size (people)")).toHaveCount(0);
	await page.getByText("Delivery rules (optional)").click();
	await page.getByLabel("Minimum audience size (people)").fill("many");
	await page.getByRole("radio", { name: /Keep them/ }).click();
	await expectAccessible(page);
	await picture(page, "sync-rules-new");
	await page.getByRole("button", { name: "Create sync" }).click();
	await expect(page.getByText("“many” is not a number")).toBeVisible();
	await page.getByLabel("Minimum audience size (people)").fill("1,000");
	await page.getByRole("button", { name: "Create sync" }).click();
	const card = page.getByRole("region", { name: "Delivery rules" });
	await expect(card.getByText("1,000 people")).toBeVisible({ timeout: 30_000 });
	await expect(card.getByText("Kept there")).toBeVisible();
});

test("a viewer sees the rules of a sync and changes none; an analyst may look at a dry run", async ({
	page,
	own,
	api,
}) => {
	test.setTimeout(180_000);
	const { segmentId } = await arrange(api);
	const syncId = await createSync(api, segmentId);
	const path = `/${own.workspace.slug}/syncs/${syncId}`;
	await page.context().clearCookies();
	await signIn(page, await joinWorkspace(own, "viewer"));
	await page.goto(path);
	const card = page.getByRole("region", { name: "Delivery rules" });
	await expect(card.getByText("Ask above 30% and 50 people")).toBeVisible();
	await expect(card.getByRole("button")).toHaveCount(0);
	await expect(page.getByRole("button", { name: "Dry run", exact: true })).toHaveCount(0);
	await expectAccessible(page);

	await page.context().clearCookies();
	await signIn(page, await joinWorkspace(own, "analyst"));
	await page.goto(path);
	await expect(card.getByText("Ask above 30% and 50 people")).toBeVisible();
	await expect(card.getByRole("button")).toHaveCount(0);
	await page.getByRole("button", { name: "Dry run", exact: true }).click();
	await expect(
		page.getByRole("dialog", { name: "Dry run" }).getByRole("heading", { name: "Requests" }),
	).toBeVisible({ timeout: 30_000 });
});
