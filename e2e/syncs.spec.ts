import { type APIRequestContext, request } from "@playwright/test";
import { expect, expectAccessible, picture, test } from "@/e2e/support/fixtures";
import { baseUrl } from "@/e2e/support/workspace";

/** Where the sandbox network listens, from the catalog. */
async function findSandbox(api: APIRequestContext): Promise<string> {
	const networks = await (await api.get("/api/v1/destinations/networks")).json();
	return networks.items.find((one: { slug: string }) => one.slug === "meta").sandboxValues.baseUrl;
}

/** Twelve people with plans; all but two agree to advertising. */
async function sendPeople(api: APIRequestContext): Promise<void> {
	const made = await api.post("/api/v1/sources", { data: { name: "Website" } });
	const { token } = await made.json();
	const site = await request.newContext({ baseURL: baseUrl });
	const batch = Array.from({ length: 12 }, (_, index) => ({
		type: "identify",
		userId: `u-${index}`,
		traits: { email: `person${index}@example.com`, plan: index < 9 ? "pro" : "free" },
		context: { consent: { categoryPreferences: { advertising: index !== 3 && index !== 11 } } },
		timestamp: new Date(Date.now() - 86_400_000).toISOString(),
	}));
	const answer = await site.post("/v1/batch", {
		headers: { authorization: `Basic ${Buffer.from(`${token}:`).toString("base64")}` },
		data: { batch },
	});
	expect(answer.status(), await answer.text()).toBe(200);
	await site.dispose();
}

/** People, a segment of the nine on the pro plan, and the sandbox connected with an ad account of its own. */
async function arrange(
	api: APIRequestContext,
): Promise<{ segmentId: string; accountId: string; sandboxUrl: string }> {
	await sendPeople(api);
	const sandboxUrl = await findSandbox(api);
	const accountId = `act_${Date.now()}`;
	const sandbox = await request.newContext({ baseURL: sandboxUrl });
	await sandbox.post("/_sandbox/meta/accounts", {
		data: { id: accountId, accessToken: `token-${accountId}`, name: "Shop" },
	});
	await sandbox.dispose();
	const connected = await api.post("/api/v1/destinations", {
		data: {
			network: "meta",
			name: "Meta shop",
			values: { adAccountId: accountId, accessToken: `token-${accountId}`, baseUrl: sandboxUrl },
		},
	});
	expect(connected.status(), await connected.text()).toBe(201);
	let segmentId = "";
	await expect(async () => {
		const segment = await api.post("/api/v1/segments", {
			data: {
				name: "Pro customers",
				rule: {
					combinator: "and",
					rules: [{ kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" }],
				},
			},
		});
		expect(segment.status(), await segment.text()).toBe(201);
		segmentId = (await segment.json()).id;
	}).toPass({ timeout: 20_000 });
	const refreshed = await api.post(`/api/v1/segments/${segmentId}/refresh`, { data: {} });
	expect(refreshed.ok(), await refreshed.text()).toBe(true);
	return { segmentId, accountId, sandboxUrl };
}

/** What the network itself reports that it holds. */
async function heldBy({ sandboxUrl, accountId }: { sandboxUrl: string; accountId: string }): Promise<number> {
	const sandbox = await request.newContext({ baseURL: sandboxUrl });
	const state = await (await sandbox.get("/_sandbox/state")).json();
	await sandbox.dispose();
	const account = state.meta.accounts.find((one: { id: string }) => one.id === accountId);
	return account?.audiences.reduce((sum: number, one: { count: number }) => sum + one.count, 0) ?? 0;
}

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
	await page.getByText("Details").first().click();
	await expect(page.getByText("Accepted").first()).toBeVisible();
	await expectAccessible(page);
	await picture(page, "syncs-detail");
	await page.getByRole("tab", { name: "People" }).click();
	await expect(page.getByText(/accepted it/).first()).toBeVisible();
	await picture(page, "syncs-people");

	// Nothing changed: the next plan has nothing to do, and pausing stops even that.
	await expect(page.getByRole("button", { name: "Check again now" })).toBeVisible();
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
