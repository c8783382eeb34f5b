import { type APIRequestContext, request } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { readArms } from "@/e2e/support/launched-campaign";
import { createSegment } from "@/e2e/support/sandbox-shop";
import { sendMessages } from "@/e2e/support/send-messages";

const people = 40;
const nameOf = (index: number) => `buyer${index}@klaviyo-story.example`;
const traitsOf = (index: number) => ({ plan: "pro", tier: "silver", favorite: "tea", orders_total: index });

const identify = (index: number, traits: object) => ({ type: "identify", userId: `k-${index}`, traits });

/** Forty people on the pro plan who agreed to email, three of whose traits are worth having in an email. */
async function sendBuyers(api: APIRequestContext): Promise<string> {
	const { token } = await (await api.post("/api/v1/sources", { data: { name: "Shop" } })).json();
	await sendMessages(token, [
		...Array.from({ length: people }, (_, index) => ({
			...identify(index, { email: nameOf(index), ...traitsOf(index) }),
			context: { consent: { categoryPreferences: { email: true } } },
			timestamp: new Date(Date.now() - 86_400_000).toISOString(),
		})),
		{ type: "track", userId: "k-0", event: "Order Completed", properties: { revenue: 20 } },
	]);
	return token;
}

test("people reach Klaviyo with the traits a message needs, as a campaign with a holdout, and leave it again", async ({
	page,
	own,
	api,
}) => {
	test.setTimeout(240_000);
	const slug = own.workspace.slug;
	const token = await sendBuyers(api);
	const segmentId = await createSegment(api, "Pro buyers", {
		kind: "trait",
		field: "plan",
		type: "string",
		operator: "equals",
		value: "pro",
	});
	await expect
		.poll(async () => (await (await api.get(`/api/v1/segments/${segmentId}`)).json()).size, {
			timeout: 60_000,
		})
		.toBe(people);

	await page.goto(`/${slug}/destinations/connect/klaviyo`);
	await page.getByRole("button", { name: "Use the sandbox" }).click();
	await page.getByRole("button", { name: "Test connection" }).click();
	await expect(page.getByText("Connected to Sandbox account.")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "klaviyo-connect");
	await page.getByRole("button", { name: "Connect", exact: true }).click();
	await expect(page.getByRole("heading", { name: "Klaviyo (sandbox)" })).toBeVisible();

	await page.goto(`/${slug}/segments/${segmentId}`);
	await page.getByRole("link", { name: "Use in a campaign" }).first().click();
	await page.getByLabel("Name", { exact: true }).fill("Tea for pros");
	await page.getByLabel("Where", { exact: true }).click();
	await page.getByRole("option", { name: /Klaviyo \(sandbox\)/ }).click();
	await page.getByRole("radio", { name: /^20%/ }).click();
	await page.getByLabel("Goal", { exact: true }).click();
	await page.getByRole("option", { name: "Order Completed" }).click();
	await page.getByRole("button", { name: /^Launch to about 32 people/ }).click();
	await page
		.getByRole("dialog")
		.getByRole("button", { name: /^Launch/ })
		.click();
	await expect(page.getByText("Running")).toBeVisible();
	const campaignId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
	const arms = await readArms(api, { campaignId, segmentId });
	expect([arms.treated.length, arms.holdout.length]).toEqual([32, 8]);

	const syncs = await (await api.get("/api/v1/syncs")).json();
	const syncId: string = syncs.items[0].id;
	const networks = await (await api.get("/api/v1/destinations/networks")).json();
	const { baseUrl } = networks.items.find((one: { slug: string }) => one.slug === "klaviyo").sandboxValues;
	const sandbox = await request.newContext({ baseURL: new URL(baseUrl).origin });
	/** Who is in the list at Klaviyo, by email. */
	const there = async (): Promise<Map<string, Record<string, unknown>>> => {
		const { remoteAudienceId } = await (await api.get(`/api/v1/syncs/${syncId}`)).json();
		const list = await sandbox.get(`/_sandbox/klaviyo/audiences/${remoteAudienceId ?? ""}`);
		const { records = [] } = list.ok() ? await list.json() : {};
		return new Map(
			records.map((one: { identifiers: { email: string }; fields: Record<string, unknown> }) => [
				one.identifiers.email,
				one.fields,
			]),
		);
	};
	const emailOf = (userId = "") => nameOf(Number(userId.slice(2)));
	const run = async () => {
		const begun = await api.post(`/api/v1/syncs/${syncId}/runs`, { data: {} });
		// 409: one is going on already, and the next try comes after it.
		expect([202, 409]).toContain(begun.status());
	};
	await expect
		.poll(async () => [...(await there()).keys()].sort(), { timeout: 60_000 })
		.toEqual(arms.treated.map(emailOf).sort());

	// Three traits travel with each person.
	await page.goto(`/${slug}/syncs/${syncId}`);
	await page.getByRole("tab", { name: "Fields" }).click();
	for (const [index, name] of ["tier", "favorite", "orders_total"].entries()) {
		await page.getByRole("button", { name: index === 0 ? "Send a field" : "Add a field" }).click();
		await page.getByLabel(`Field ${index + 1}`, { exact: true }).fill(name);
		await page.getByRole("combobox", { name: `Value of field ${index + 1}` }).click();
		await page.getByRole("option", { name, exact: true }).click();
	}
	await expect(page.getByRole("region", { name: "Sample request" })).toContainText("profile-bulk-import-job");
	await expectAccessible(page);
	await picture(page, "klaviyo-fields");
	await page.getByRole("button", { name: "Save fields" }).click();
	await expect(page.getByText("The fields were changed.")).toBeVisible();
	await run();
	const [one = "", other = ""] = arms.treated;
	await expect
		.poll(async () => (await there()).get(emailOf(one)), { timeout: 60_000 })
		.toEqual({ tier: "silver", favorite: "tea", orders_total: Number(one.slice(2)) });

	// One person's trait changes, another one leaves the segment.
	await sendMessages(token, [
		identify(Number(one.slice(2)), { tier: "gold" }),
		identify(Number(other.slice(2)), { plan: "free" }),
	]);
	await expect
		.poll(async () => (await (await api.get(`/api/v1/segments/${segmentId}`)).json()).size, {
			timeout: 60_000,
		})
		.toBe(people - 1);
	await expect(async () => {
		await run();
		const held = await there();
		expect(held.get(emailOf(one))).toMatchObject({ tier: "gold", favorite: "tea" });
		expect(held.has(emailOf(other))).toBe(false);
		expect(held.size).toBe(31);
	}).toPass({ timeout: 90_000 });

	// Why each of three is there, or not.
	await page.goto(`/${slug}/syncs/${syncId}`);
	await page.getByRole("tab", { name: "People" }).click();
	const search = page.getByRole("searchbox", { name: /^Is someone at Klaviyo/ });
	const fateOf = async (email: string) => {
		await search.fill(email);
		await search.press("Enter");
	};
	await fateOf(emailOf(one));
	await expect(page.getByText("There", { exact: true })).toBeVisible();
	await fateOf(emailOf(other));
	await expect(page.getByText("Not in the audience.")).toBeVisible();
	await fateOf(emailOf(arms.holdout[0]));
	await expect(page.getByText(/held out/i).first()).toBeVisible();
	await picture(page, "klaviyo-why-not");
	await sandbox.dispose();
});
