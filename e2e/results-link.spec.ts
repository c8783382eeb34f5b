import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";

test("results are shared by a link that opens only them, until it is revoked", async ({
	page,
	demo,
	browser,
}) => {
	await page.goto(`/${demo.workspace.slug}/lift`);
	await page
		.getByRole("link", { name: /^Come back/ })
		.first()
		.click();
	await expect(page.getByRole("heading", { name: /^Results of Come back/ })).toBeVisible();
	await page.getByRole("button", { name: "Share" }).click();
	await page.getByRole("button", { name: "Create link" }).click();
	const address = (await page.getByTestId("secret").textContent()) ?? "";
	await page.getByRole("button", { name: "Done" }).click();

	const stranger = await browser.newContext();
	const visitor = await stranger.newPage();
	const answer = await visitor.goto(`${address}?segment=other&adjusted=trait:x`);
	expect(answer?.status()).toBe(200);
	const headers = answer?.headers() ?? {};
	expect(headers["cache-control"]).toContain("private");
	expect(headers["cache-control"]).toContain("no-store");
	expect(headers["referrer-policy"]).toBe("no-referrer");
	expect(headers["x-robots-tag"]).toContain("noindex");
	await expect(visitor.getByRole("heading", { name: /^Results of Come back/ })).toBeVisible();
	await expect(visitor.getByRole("region", { name: "Incremental impact" })).toBeVisible();
	expect(await answer?.text()).not.toMatch(
		/(cmp|wsp|usr|seg|dst|syn|lnk)_[0-9a-z]{26}|[\w.]+@[\w-]+\.[a-z]|Robin/,
	);
	await expectAccessible(visitor);
	await picture(visitor, "results-link");
	for (const other of [`${address}.csv`, `${address}/people/1`, address.slice(0, -1).concat("2")]) {
		if (other === address) continue;
		expect((await visitor.request.get(other)).status()).toBe(404);
	}

	await page.getByRole("button", { name: "Share" }).click();
	await page.getByRole("button", { name: "Revoke link" }).click();
	await expect(page.getByText("The link was revoked.")).toBeVisible();
	expect((await visitor.reload())?.status()).toBe(404);
	await stranger.close();
});
