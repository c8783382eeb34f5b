import { prepareClub } from "@/e2e/support/club-members";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";

test("a campaign with variants is planned from its segment, scheduled, seen in the calendar, and launched exactly", async ({
	page,
	own,
	api,
}) => {
	const { segmentId, destinationId } = await prepareClub(api);
	await page.goto(`/${own.workspace.slug}/segments/${segmentId}`);
	const link = page.getByRole("link", { name: "Use in a campaign" }).first();
	await page.goto((await link.getAttribute("href")) ?? "");
	await expect(page.getByLabel("Who", { exact: true })).toContainText("Club members");
	await page.getByLabel("Name", { exact: true }).fill("Spring sale");
	await page.getByLabel("Hypothesis (optional)").fill("Free shipping brings members back sooner.");
	await page.getByRole("button", { name: "Test variants" }).click();
	const names = page.getByLabel("Variant", { exact: true });
	await names.first().fill("Free shipping");
	await names.last().fill("Ten off");
	await page.getByRole("radio", { name: /^10%/ }).click();
	await page.getByLabel("Share (%)").first().fill("49.9");
	await page.getByLabel("Goal", { exact: true }).click();
	await page.getByRole("option", { name: "Order Completed" }).click();
	await page.getByRole("button", { name: /^Save/ }).click();
	await expect(page.getByText("The weights add up to 99.9%; they must add up to 100%.")).toBeVisible();
	await page.getByRole("button", { name: "Split evenly" }).click();
	await expect(page.getByText("180 people", { exact: true })).toHaveCount(2);
	// The picture is drawn once it is seen.
	await page.getByText("Lift you can see, in points, by share held out").scrollIntoViewIfNeeded();
	await expect(page.locator(".recharts-line")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "campaign-plan-new");
	await page.emulateMedia({ colorScheme: "dark" });
	await page.screenshot({ path: ".test-artefacts/screens/campaign-plan-new-dark.png", fullPage: true });
	await page.emulateMedia({ colorScheme: "light" });
	await page.getByRole("button", { name: /^Save/ }).click();

	await expect(page.getByRole("button", { name: "Schedule", exact: true })).toBeVisible();
	await page.getByRole("link", { name: "Edit", exact: true }).click();
	await page.getByLabel("Conversion window (days)").fill("10");
	await expectAccessible(page);
	await picture(page, "campaign-edit");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await expect(page.getByRole("region", { name: "Measurement" })).toContainText("within 10 days");
	await page.reload();
	await page.getByRole("button", { name: "Schedule", exact: true }).click();
	const dialog = page.getByRole("dialog");
	const start = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
	await dialog.getByLabel("Starts at", { exact: true }).fill(`${start} 09:00`);
	await expectAccessible(page);
	await page.screenshot({ path: ".test-artefacts/screens/campaign-schedule-1440.png" });
	await dialog.getByRole("button", { name: "Schedule" }).click();
	await expect(page.getByText("Scheduled", { exact: true })).toBeVisible();
	await expect(page.getByRole("button", { name: "Take off the schedule" })).toBeVisible();
	await picture(page, "campaign-scheduled");

	// Another campaign of the same people says so before it is launched.
	const other = await api.post("/api/v1/campaigns", {
		data: { name: "Winter sale", segmentId, destinationId, goalEvent: "Order Completed" },
	});
	expect(other.status(), await other.text()).toBe(201);
	const { id: otherId } = await other.json();
	await page.goto(`/${own.workspace.slug}/campaigns/${otherId}`);
	await expect(page.getByText("Another campaign has some of these people")).toBeVisible();
	await expect(page.getByText(/400 people are in both; it would treat 360 of them\./)).toBeVisible();
	await expect(page.getByText(/will reach about 36 of the 40 people held out here/)).toBeVisible();
	await picture(page, "campaign-conflict");

	await page.goto(`/${own.workspace.slug}/campaigns`);
	await expect(page.getByRole("link", { name: "Calendar", exact: true })).toBeVisible();
	await page.goto(`/${own.workspace.slug}/campaigns/calendar`);
	await expect(page.getByRole("link", { name: /Spring sale.*Scheduled/ })).toBeVisible();
	await expect(page).toHaveTitle(/Campaign calendar/);
	await expectAccessible(page);
	await picture(page, "campaign-calendar");
	await page.getByRole("link", { name: /Spring sale.*Scheduled/ }).click();

	await page.getByRole("button", { name: /^Launch now/ }).click();
	await expect(dialog).toContainText("180 people get Free shipping");
	await dialog.getByRole("button", { name: /^Launch/ }).click();
	await expect(page.getByText("Running", { exact: true })).toBeVisible();
	const groups = page.getByRole("region", { name: "Groups" });
	await expect(groups).toContainText("10.0% of 400 assigned");
	await expect(groups).toContainText("Free shipping");
	await expect(groups.getByText("180 people")).toHaveCount(2);
	await expect(page.getByRole("link", { name: "Spring sale: Ten off" })).toBeVisible();
	await picture(page, "campaign-variants");
	await page.emulateMedia({ colorScheme: "dark" });
	await page.screenshot({ path: ".test-artefacts/screens/campaign-variants-dark.png", fullPage: true });
	await page.emulateMedia({ colorScheme: "light" });
	await page.goto(`/${own.workspace.slug}/campaigns/calendar`);
	await expect(page.getByRole("link", { name: /Spring sale.*Running/ })).toBeVisible();
	await page.emulateMedia({ colorScheme: "dark" });
	await picture(page, "campaign-calendar-dark");
	await page.emulateMedia({ colorScheme: "light" });

	const campaignId = /campaigns\/(cmp_\w+)/.exec(
		(await page.getByRole("link", { name: /Spring sale.*Running/ }).getAttribute("href")) ?? "",
	)?.[1];
	const arms = await Promise.all(
		[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(async (i) => {
			const answer = await api.get(`/api/v1/campaigns/${campaignId}/arm?externalId=c-${i}`);
			expect(answer.status(), await answer.text()).toBe(200);
			return await answer.json();
		}),
	);
	for (const { arm, variant } of arms)
		expect(arm === "holdout" ? variant === null : ["Free shipping", "Ten off"].includes(variant.name)).toBe(
			true,
		);
	expect((await api.get(`/api/v1/campaigns/${campaignId}/arm?externalId=no-one`)).status()).toBe(404);
	expect((await api.get(`/api/v1/campaigns/${campaignId}/arm`)).status()).toBe(400);
});
