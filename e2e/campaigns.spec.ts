import { prepareClub } from "@/e2e/support/club-members";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";

test("a finished campaign is imported from a file, and its lift is read in words", async ({ page, own }) => {
	const rows = Array.from({ length: 3000 }, (_, i) => {
		const isTreated = i % 2 === 0;
		const bought = i % (isTreated ? 8 : 15) === 0 ? 1 : 0;
		return `p${i},${isTreated ? "Email" : "No email"},${bought},${bought * (20 + (i % 30))}`;
	});
	const text = ["customer_id,group,bought,spend", ...rows, "p9999,Email,perhaps,0"].join("\n");
	await page.goto(`/${own.workspace.slug}/campaigns`);
	await page.getByRole("link", { name: "Import a finished campaign" }).click();
	await page
		.getByLabel("File of the campaign")
		.setInputFiles({ name: "spring-mailing.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
	await expect(page.getByLabel("Name of the campaign")).toHaveValue("spring-mailing");
	await expect(page.getByRole("combobox", { name: "Group No email was" })).toContainText("Held out");
	await page.getByLabel("Assigned on", { exact: true }).fill("2026-01-05");
	await page.getByLabel("Cost (optional)").fill("100");
	await picture(page, "campaign-import");
	await page.getByRole("button", { name: /^Import about/ }).click();
	await expect(page.getByText("spring-mailing.csv is imported")).toBeVisible({ timeout: 60_000 });
	await expect(page.getByText("3,000 people imported")).toBeVisible();
	await expect(page.getByRole("link", { name: /^1 problem/ })).toBeVisible();
	await page.getByRole("link", { name: "See the results" }).click();

	await expect(page.getByTestId("verdict")).toContainText(
		"This campaign works and brings in more than it costs.",
	);
	await expect(page.getByTestId("verdict")).toContainText(
		"25.0% of those treated against 6.7% of those held out",
	);
	await expect(page.getByText("no event times, so nothing is drawn over time")).toBeVisible();
	await expect(page.getByRole("region", { name: "Health" })).toContainText("Unknown");
	await expectAccessible(page);
	await picture(page, "lift-imported");

	const download = page.waitForEvent("download");
	await page.getByRole("button", { name: "Download: Metrics" }).click();
	await page.getByRole("menuitem", { name: "Figures as CSV" }).click();
	expect((await download).suggestedFilename()).toBe("lift-metrics.csv");
	await page.getByRole("button", { name: "Table" }).first().click();
	await expect(page.getByRole("columnheader", { name: "95% interval of lift" })).toBeVisible();
});

test("a campaign is created on one page, its numbers are shown before launch, and it runs with some held out", async ({
	page,
	own,
	api,
}) => {
	await prepareClub(api);
	await page.goto(`/${own.workspace.slug}/campaigns/new`);
	await page.getByRole("button", { name: "Review and launch" }).click();
	await expect(page.getByText("Give the campaign a name.")).toBeVisible();
	await page.getByLabel("Name", { exact: true }).fill("Spring sale");
	await page.getByLabel("Who", { exact: true }).click();
	await page.getByRole("option", { name: /Club members/ }).click();
	await page.getByLabel("Where", { exact: true }).click();
	await page.getByRole("option", { name: /Our receiver/ }).click();
	await expect(page.getByRole("region", { name: "What a launch would do" })).toContainText("360");
	await page.getByRole("radio", { name: /^No one/ }).click();
	await expect(page.getByLabel("Why is no one held out?")).toBeVisible();
	await page.getByRole("radio", { name: /20%/ }).click();
	await page.getByLabel("Goal", { exact: true }).click();
	await page.getByRole("option", { name: "Order Completed" }).click();
	await page.getByLabel("Value", { exact: true }).click();
	await page.getByRole("option", { name: "revenue" }).click();
	await expectAccessible(page);
	await picture(page, "campaign-new");
	await page.getByRole("button", { name: /^Launch to about 320 people/ }).click();

	const dialog = page.getByRole("dialog");
	await expect(dialog).toContainText("will be held out at random for the whole campaign");
	// Of 80 held out one in seven would order anyway: too few to compare with.
	await expect(dialog).toContainText("This campaign cannot give an answer");
	await expectAccessible(page);
	await page.screenshot({ path: ".test-artefacts/screens/campaign-launch-1440.png" });
	const launch = dialog.getByRole("button", { name: "Launch anyway" });
	const sent = Number(/(\d+) people will be sent/.exec((await dialog.textContent()) ?? "")?.[1]);
	expect(sent).toBeGreaterThan(280);
	expect(sent).toBeLessThan(360);
	await launch.click();
	await expect(page.getByText("Running")).toBeVisible();
	const groups = page.getByRole("region", { name: "Groups" });
	await expect(groups).toContainText(String(sent));
	await expect(groups).toContainText(String(400 - sent));
	await expectAccessible(page);
	await picture(page, "campaign");

	await page.getByRole("link", { name: "Results", exact: true }).click();
	await expect(page.getByTestId("verdict")).toContainText("Too early to tell.");
	await expect(page.getByRole("region", { name: "Verdict" })).toContainText("First answer on");
	await expect(page.getByText("Unknown")).toBeHidden();
	await picture(page, "lift-early");

	await page.getByRole("link", { name: "Campaign", exact: true }).click();
	await page.getByRole("button", { name: "End campaign" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "End campaign" }).click();
	await expect(page.getByText("Ended", { exact: true }).first()).toBeVisible();
});

test("an empty workspace says what a campaign is and what to do first", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}/campaigns`);
	await expect(page.getByRole("heading", { name: "No campaigns yet" })).toBeVisible();
	await picture(page, "campaigns-empty");
	await page.goto(`/${own.workspace.slug}/lift`);
	await expect(page.getByRole("heading", { name: "Nothing has been measured yet" })).toBeVisible();
	await page.goto(`/${own.workspace.slug}/campaigns/new`);
	await expect(page.getByRole("link", { name: "Build a segment first" })).toBeVisible();
});

test("the demo campaign's lift is drawn over time, also as a table", async ({ page, demo }) => {
	await page.goto(`/${demo.workspace.slug}/lift`);
	await expect(page.getByRole("heading", { name: "Lift", exact: true })).toBeVisible();
	await picture(page, "lift-list");
	await page.goto(`/${demo.workspace.slug}/campaigns`);
	await expect(page.getByRole("heading", { name: "Campaigns", exact: true })).toBeVisible();
	await picture(page, "campaigns");
});
