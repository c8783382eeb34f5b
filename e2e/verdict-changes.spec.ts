import { prepareClub } from "@/e2e/support/club-members";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { loseTreated, readArms, turnBackLaunch } from "@/e2e/support/launched-campaign";
import { sendMessages } from "@/e2e/support/send-messages";

const members = 1_000;
/** Of those treated one in two buys, of those held out one in five: lift is 30 points. */
const buys = { treated: 2, holdout: 5 } as const;

test("a campaign launched from its segment says to keep collecting, then that it works once enough orders came; a broken split takes the verdict away", async ({
	page,
	own,
	api,
}) => {
	test.setTimeout(180_000);
	const { segmentId, writeKey } = await prepareClub(api, { people: members });
	await page.goto(`/${own.workspace.slug}/segments/${segmentId}`);
	await page.getByRole("link", { name: "Use in a campaign" }).first().click();
	await page.getByLabel("Name", { exact: true }).fill("Win-back");
	await page.getByLabel("Where", { exact: true }).click();
	await page.getByRole("option", { name: /Our receiver/ }).click();
	await page.getByRole("radio", { name: /^20%/ }).click();
	await page.getByLabel("Goal", { exact: true }).click();
	await page.getByRole("option", { name: "Order Completed" }).click();
	await page.getByLabel("Conversion window (days)").fill("1");
	await page.getByRole("button", { name: /^Launch to about 800 people/ }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("button", { name: /^Launch/ }).click();
	await expect(page.getByText("Running")).toBeVisible();
	const campaignId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
	await turnBackLaunch(campaignId, 8);

	const people = await readArms(api, { campaignId, segmentId });
	const orders = (arm: keyof typeof buys) =>
		people[arm]
			.filter((_, nth) => nth % buys[arm] === 0)
			.map((userId) => ({
				type: "track",
				userId,
				event: "Order Completed",
				properties: { revenue: 40 },
				// The day after the launch, as it was turned back.
				timestamp: new Date(Date.now() - 7.5 * 86_400_000).toISOString(),
			}));
	// In the order in which they would come: of both groups the same share at any time.
	const stream = (["treated", "holdout"] as const)
		.flatMap((arm) => orders(arm).map((order, n, all) => ({ order, at: n / all.length })))
		.sort((a, b) => a.at - b.at)
		.map(({ order }) => order);
	const verdict = page.getByTestId("verdict");
	await sendMessages(writeKey, stream.slice(0, 20));
	await page.goto(`/${own.workspace.slug}/lift/${campaignId}`);
	await expect(verdict).toContainText("Keep collecting");
	await picture(page, "verdict-collecting");

	await sendMessages(writeKey, stream.slice(20));
	await expect(async () => {
		await page.reload();
		await expect(verdict).toContainText("This campaign works", { timeout: 2_000 });
		// It may say so before the last orders are in.
		await expect(verdict).toContainText("50.0% of those treated against 20.0% of those held out", {
			timeout: 2_000,
		});
	}).toPass({ timeout: 60_000 });
	await expectAccessible(page);
	await picture(page, "verdict-expand");

	await loseTreated(campaignId);
	const health = page.getByRole("region", { name: "Health" });
	await expect(async () => {
		await page.reload();
		await expect(health).toContainText("divided at launch are no longer on record", { timeout: 2_000 });
	}).toPass({ timeout: 60_000 });
	await expect(verdict).not.toContainText("This campaign works");
	await picture(page, "verdict-split-broken");
});
