import type { APIRequestContext } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { arrange, heldBy } from "@/e2e/support/sandbox-shop";
import { sendMessages } from "@/e2e/support/send-messages";

async function sendOrder(api: APIRequestContext): Promise<void> {
	const { token } = await (await api.post("/api/v1/sources", { data: { name: "Orders" } })).json();
	await sendMessages(token, [{ type: "track", userId: "u-1", event: "Order Completed" }]);
}

/** A campaign that holds out at least two of its eight people, launched. Chance decides, so drafts are made until one does. */
async function launch(api: APIRequestContext, segmentId: string, destinationId: string) {
	for (;;) {
		let id = "";
		await expect(async () => {
			const made = await api.post("/api/v1/campaigns", {
				data: { name: "Spring", segmentId, destinationId, holdoutBp: 5000, goalEvent: "Order Completed" },
			});
			expect(made.status(), await made.text()).toBe(201);
			id = (await made.json()).id;
		}).toPass({ timeout: 20_000 });
		const { willBeHeldOut } = await (await api.get(`/api/v1/campaigns/${id}/launch`)).json();
		if (willBeHeldOut < 2 || willBeHeldOut > 6) continue;
		const launched = await api.post(`/api/v1/campaigns/${id}/launch`);
		expect(launched.ok(), await launched.text()).toBe(true);
		return { id, heldOut: Number(willBeHeldOut) };
	}
}

test("a sync of a running campaign's segment asks about its holdout; reaching it is named on the campaign, with no verdict", async ({
	page,
	own,
	api,
}) => {
	test.setTimeout(180_000);
	const shop = await arrange(api);
	await sendOrder(api);
	const { items } = await (await api.get("/api/v1/destinations")).json();
	const campaign = await launch(api, shop.segmentId, items[0].id);
	// Each person is there by email and customer ID.
	await expect.poll(() => heldBy(shop), { timeout: 60_000 }).toBe(2 * (8 - campaign.heldOut));

	await page.goto(`/${own.workspace.slug}/syncs/new?segment=${shop.segmentId}&destination=${items[0].id}`);
	await expect(
		page.getByText(`${campaign.heldOut} people are left out because campaigns hold them out`),
	).toBeVisible({ timeout: 30_000 });
	await expectAccessible(page);
	await picture(page, "new-sync-holdout");
	await page.getByRole("checkbox", { name: "Hold them out here too" }).click();
	await expect(
		page.getByText(`This sync reaches ${campaign.heldOut} people whom campaigns hold out`),
	).toBeVisible();
	await page.getByRole("button", { name: "Create sync" }).click();

	await page.getByRole("button", { name: "Send 8 people to Meta shop" }).click({ timeout: 30_000 });
	await expect.poll(() => heldBy(shop), { timeout: 60_000 }).toBe(2 * (16 - campaign.heldOut));
	await picture(page, "sync-reaches-holdout");

	await page.goto(`/${own.workspace.slug}/campaigns/${campaign.id}`);
	const delivery = page.getByRole("region", { name: "Delivery" });
	await expect(
		delivery.getByText(`${campaign.heldOut} of ${campaign.heldOut} held-out people were reached`),
	).toBeVisible({ timeout: 30_000 });
	await expect(delivery.getByText("Too many for a fair comparison: there is no verdict.")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "campaign-leak");
	await page.emulateMedia({ colorScheme: "dark" });
	await picture(page, "campaign-leak-dark");
	await delivery.getByRole("link", { name: "Pro customers to Meta shop" }).click();

	await page.getByRole("button", { name: "Hold them out here too" }).click();
	await expect(page.getByText("Held out here too")).toBeVisible();
	await expect(page.getByText(/whom campaigns hold out/)).toBeHidden();
});
