import { request } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { arrange, heldBy } from "@/e2e/support/sandbox-shop";

test("a marketer sees the plan, sends it, and reads the outcome for everyone", async ({ page, own, api }) => {
	test.setTimeout(180_000);
	const place = await arrange(api);
	const slug = own.workspace.slug;
	await page.goto(`/${slug}/syncs`);
	await page.getByRole("link", { name: "New sync" }).first().click();
	await page.getByLabel("Segment").click();
	await page.getByRole("option", { name: /Pro customers/ }).click();
	await page.getByLabel("Destination", { exact: true }).click();
	await page.getByRole("option", { name: /Meta shop/ }).click();
	await page.getByLabel("Phone").uncheck();
	await page.getByLabel("Your customer ID").uncheck();
	await expectAccessible(page);
	await picture(page, "syncs-new");
	await page.getByRole("button", { name: "Create sync" }).click();

	// The plan, before anything is sent.
	const send = page.getByRole("button", { name: "Send 8 people to Meta shop" });
	await expect(send).toBeVisible({ timeout: 30_000 });
	await expect(page.getByText("No consent to advertising")).toBeVisible();
	expect(await heldBy(place)).toBe(0);
	await picture(page, "syncs-plan");
	await send.click();

	await expect(page.getByText("8 people there").first()).toBeVisible({ timeout: 90_000 });
	expect(await heldBy(place)).toBe(8);
	await expect(page.getByRole("heading", { name: "8 people to be at Meta shop" })).toBeVisible();
	await page.getByText("Details").first().click();
	await page.getByText("Accepted").first().click();
	await expect(page.getByText(/^POST .*\/users/)).toBeVisible();
	await expectAccessible(page);
	await picture(page, "syncs-detail");
	await page.emulateMedia({ colorScheme: "dark" });
	await picture(page, "syncs-detail-dark");
	await page.emulateMedia({ colorScheme: "light" });
	await page.getByRole("tab", { name: "People" }).click();
	await expect(page.getByText(/accepted it/).first()).toBeVisible();
	// Why one of them is there.
	const [person] = await page.getByRole("table").getByRole("link").allInnerTexts();
	await page.getByRole("searchbox").fill(person ?? "");
	await page.getByRole("searchbox").press("Enter");
	await expect(page.getByText(/^At Meta shop, by email\./)).toBeVisible();
	await expectAccessible(page);
	await picture(page, "syncs-people");

	// Nothing changed: the next plan has nothing to do, and pausing stops even that.
	await page.getByRole("button", { name: "Check again now" }).click();
	await page.getByRole("tab", { name: "Runs" }).click();
	const bars = page.getByRole("toolbar", { name: "2 runs over time: 2 finished" }).getByRole("button");
	await expect(bars).toHaveCount(2, { timeout: 60_000 });
	await bars.first().click();
	await expect(page.getByText("Accepted").first()).toBeVisible();
	await expectAccessible(page);
	await picture(page, "syncs-runs");
	await page.getByRole("button", { name: "Pause" }).click();
	await expect(page.getByText("Paused: nothing is sent.")).toBeVisible();
	await page.getByRole("button", { name: "Resume" }).click();
	await expect(page.getByText("Active").first()).toBeVisible();
	await page.goto(`/${slug}/syncs`);
	await expect(page.getByRole("link", { name: /Pro customers to Meta shop/ })).toBeVisible();
	await picture(page, "syncs-list");
});

test("a sync that cannot deliver says why and what to do", async ({ page, own, api }) => {
	test.setTimeout(180_000);
	const place = await arrange(api);
	const { segmentId, accountId, sandboxUrl } = place;
	const destinations = await (await api.get("/api/v1/destinations")).json();
	const made = await api.post("/api/v1/syncs", {
		data: {
			segmentId,
			destinationId: destinations.items[0].id,
			identifierKinds: ["email"],
			schedule: { kind: "manual" },
		},
	});
	expect(made.status(), await made.text()).toBe(201);
	const { id } = await made.json();
	// Meta revokes the token.
	const sandbox = await request.newContext({ baseURL: sandboxUrl });
	await sandbox.post("/_sandbox/meta/accounts", {
		data: { id: accountId, accessToken: `other-${accountId}` },
	});
	await sandbox.dispose();
	await page.goto(`/${own.workspace.slug}/syncs/${id}`);
	await page.getByRole("button", { name: "Send 8 people to Meta shop" }).click();
	await expect(page.getByText("This sync is not delivering")).toBeVisible({ timeout: 90_000 });
	await expect(page.getByText("Paste a new one in the destination.").first()).toBeVisible();
	expect(await heldBy(place)).toBe(0);
	await picture(page, "syncs-failing");
});
