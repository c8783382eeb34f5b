import { request } from "@playwright/test";
import { expect, expectAccessible, openApi, picture, test } from "@/e2e/support/fixtures";
import { baseUrl, type Visitor } from "@/e2e/support/workspace";

const day = 86_400_000;

/** Four hundred customers who agreed to advertising, and what some of them bought, sent as a shop would send them. */
async function sendCustomers(own: Visitor): Promise<void> {
	const api = await openApi(own);
	const { token } = await (await api.post("/api/v1/sources", { data: { name: "Shop" } })).json();
	await api.dispose();
	const shop = await request.newContext({ baseURL: baseUrl });
	const now = Date.now();
	const people = Array.from({ length: 400 }, (_, i) => ({
		type: "identify",
		userId: `c-${i}`,
		traits: { plan: "club" },
		timestamp: new Date(now - 5 * day).toISOString(),
	}));
	const orders = Array.from({ length: 60 }, (_, i) => ({
		type: "track",
		userId: `c-${i}`,
		event: "Order Completed",
		properties: { revenue: 20 + i },
		timestamp: new Date(now - 3 * day).toISOString(),
	}));
	const batch = [...people, ...orders];
	for (let at = 0; at < batch.length; at += 100) {
		const answer = await shop.post("/v1/batch", {
			headers: { authorization: `Basic ${Buffer.from(`${token}:`).toString("base64")}` },
			data: { batch: batch.slice(at, at + 100) },
		});
		expect(answer.status()).toBe(200);
	}
	await shop.dispose();
}

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
	await sendCustomers(own);
	for (let i = 0; i < 400; i += 40) {
		const answers = await Promise.all(
			Array.from({ length: 40 }, (_, n) =>
				api.post("/api/v1/consent", {
					data: {
						identifier: { kind: "user_id", value: `c-${i + n}` },
						purpose: "advertising",
						state: "granted",
						statement: "Ticked the box at the till",
					},
				}),
			),
		);
		for (const answer of answers) expect(answer.status()).toBe(201);
	}
	const networks = await (await api.get("/api/v1/destinations/networks")).json();
	const webhook = networks.items.find((network: { slug: string }) => network.slug === "webhook");
	test.skip(!webhook?.sandboxValues, "there is no sandbox network to deliver to");
	const destination = await api.post("/api/v1/destinations", {
		data: { network: "webhook", name: "Our receiver", values: webhook.sandboxValues },
	});
	expect(destination.status(), await destination.text()).toBe(201);
	await expect
		.poll(async () => (await (await api.get("/api/v1/catalog")).json()).events.length, { timeout: 30_000 })
		.toBeGreaterThan(0);
	const segment = await api.post("/api/v1/segments", {
		data: {
			name: "Club members",
			rule: {
				combinator: "and",
				rules: [{ kind: "trait", field: "plan", type: "string", operator: "equals", value: "club" }],
			},
		},
	});
	expect(segment.status(), await segment.text()).toBe(201);
	const { id } = await segment.json();
	await expect
		.poll(async () => (await (await api.get(`/api/v1/segments/${id}`)).json()).size, { timeout: 60_000 })
		.toBe(400);

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
