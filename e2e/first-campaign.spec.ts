import type { Page } from "@playwright/test";
import { expect, openApi, picture, signIn, test } from "@/e2e/support/fixtures";
import { Hands } from "@/e2e/support/hands";
import {
	createWorkspace,
	demoVisitor,
	joinWorkspace,
	setPassword,
	type Visitor,
} from "@/e2e/support/workspace";

const day = 86_400_000;
const maxWithDemoData = 20;
const maxFromNothing = 30;
const maxKeys = 30;
/**
 * The setup form has four fields besides the code in its link, and Enter submits it; setup-form.test.tsx
 * counts them.
 */
const setUp = 5;

/**
 * A colleague in the demo workspace who signs in through the form; what they create is archived at the end.
 */
async function newColleague(): Promise<{ colleague: Visitor; password: string }> {
	const colleague = await joinWorkspace(await demoVisitor(), "admin");
	const password = "a password for walking";
	await setPassword(colleague, password);
	return { colleague, password };
}

async function putAway(colleague: Visitor, name: string): Promise<void> {
	const api = await openApi(colleague);
	const found = async (noun: string) => {
		const { items } = await (await api.get(`/api/v1/${noun}?limit=200`)).json();
		return items.filter((item: { name: string }) => item.name === name) as { id: string }[];
	};
	for (const { id } of await found("campaigns")) {
		await api.post(`/api/v1/campaigns/${id}/end`);
		await api.post(`/api/v1/campaigns/${id}/archive`);
	}
	for (const { id } of await found("segments"))
		await api.post(`/api/v1/segments/${id}/archive`, { data: {} });
	await api.dispose();
}

async function expectRunning(page: Page): Promise<void> {
	await expect(page.getByText("Running", { exact: true })).toBeVisible({ timeout: 60_000 });
	await expect(page.getByRole("region", { name: "Groups" })).toBeVisible();
}

test(`with demonstration data a first campaign takes at most ${maxWithDemoData} interactions from sign-in`, async ({
	page,
}) => {
	const { colleague, password } = await newColleague();
	const name = `Walk ${colleague.user.id.slice(-6)}`;
	const hands = new Hands(page);
	await page.goto(`/sign-in?callbackUrl=/${colleague.workspace.slug}`);
	await hands.fill(page.getByLabel(/^E-?mail/), colleague.user.email);
	await hands.fill(page.getByLabel("Password", { exact: true }), password);
	await hands.press("Enter");
	await hands.click(page.getByRole("link", { name: "Segments", exact: true }));
	await hands.click(page.getByRole("link", { name: "New segment" }).first());
	await hands.fill(page.getByLabel("Name", { exact: true }), name);
	await hands.click(page.getByRole("button", { name: "Add condition" }).first());
	await page.getByRole("option", { name: "Order Completed" }).first().waitFor();
	await hands.type("Order C");
	await hands.press("Enter");
	await hands.click(page.getByRole("button", { name: "Save segment" }));
	await hands.click(page.getByRole("link", { name: "Use in a campaign" }));
	await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
	await hands.click(page.getByRole("button", { name: /^Launch to about/ }));
	await hands.click(page.getByRole("dialog").getByRole("button", { name: /^Launch/ }));
	await expectRunning(page);
	test.info().annotations.push({ type: "interactions", description: String(hands.count) });
	await putAway(colleague, name);
	expect(hands.count).toBeLessThanOrEqual(maxWithDemoData);
});

test(`from the empty product a first campaign takes at most ${maxFromNothing} interactions, set-up included`, async ({
	page,
}) => {
	const own = await createWorkspace("First campaign");
	await signIn(page, own);
	const rows = Array.from({ length: 400 }, (_, i) => {
		const at = new Date(Date.now() - ((i % 20) + 1) * day).toISOString();
		return `c-${i % 300},buyer${i % 300}@example.com,Order Completed,${at},${20 + (i % 60)}`;
	});
	const text = ["user_id,email,event,timestamp,total", ...rows].join("\n");
	const file = { name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
	const hands = new Hands(page, setUp);
	await page.goto(`/${own.workspace.slug}`);
	await hands.click(page.getByRole("link", { name: "Bring data in" }));
	await hands.click(page.getByRole("link", { name: "Import a file" }).first());
	await hands.click(page.getByLabel("Events"));
	await hands.chooseFile(page.getByRole("button", { name: "Choose a file" }), file);
	await hands.click(page.getByLabel("Yes, all of them"));
	await hands.click(page.getByRole("checkbox", { name: /Advertising/ }));
	await hands.fill(page.getByLabel("How and when did they agree?"), "Ticked the box on the order form");
	await hands.click(page.getByRole("button", { name: /^Import about/ }));
	await hands.click(page.getByRole("dialog").getByRole("button", { name: "Start the import" }));
	await hands.click(page.getByRole("link", { name: "Build a segment" }));
	await hands.fill(page.getByLabel("Name", { exact: true }), "Buyers");
	await hands.click(page.getByRole("button", { name: "Add condition" }).first());
	await page.getByRole("option", { name: "Order Completed" }).first().waitFor();
	await hands.type("Order C");
	await hands.press("Enter");
	await hands.click(page.getByRole("button", { name: "Save segment" }));
	await hands.click(page.getByRole("link", { name: "Use in a campaign" }));
	await picture(page, "campaign-new-without-destination");
	await hands.click(page.getByRole("button", { name: /^Use the .* sandbox$/ }));
	await hands.click(page.getByRole("button", { name: /^Launch to about/ }));
	await hands.click(page.getByRole("dialog").getByRole("button", { name: /^Launch/ }));
	await expectRunning(page);
	test.info().annotations.push({ type: "interactions", description: String(hands.count) });
	expect(hands.count).toBeLessThanOrEqual(maxFromNothing);
});

test(`by keyboard alone a first campaign takes at most ${maxKeys} keys and texts`, async ({ page }) => {
	const { colleague, password } = await newColleague();
	const name = `Keys ${colleague.user.id.slice(-6)}`;
	const hands = new Hands(page);
	await page.goto(`/sign-in?callbackUrl=/${colleague.workspace.slug}`);
	await hands.tabTo(page.getByLabel(/^E-?mail/));
	await hands.type(colleague.user.email);
	await hands.press("Tab");
	await hands.type(password);
	await hands.press("Enter");
	await expect(page.getByRole("heading", { name: "Home" })).toBeVisible();
	// The page is awake once it has requested what it shows late.
	await page.waitForLoadState("networkidle");
	await hands.press("Control+k");
	await page.getByRole("dialog").waitFor();
	await hands.type("New campaign");
	await page.getByRole("option", { name: /New campaign/, selected: true }).waitFor();
	await hands.press("Enter");
	await hands.tabTo(page.getByRole("combobox", { name: "Who" }));
	await hands.press("Enter");
	await page.getByRole("option", { name: /^Trials going cold/ }).waitFor();
	await hands.type("Trials going");
	// The list follows what was typed a moment later.
	await expect(page.getByRole("option", { name: /^Trials going cold/ })).toBeFocused();
	await hands.press("Enter");
	await hands.tabTo(page.getByLabel("Name", { exact: true }));
	await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Trials going cold");
	await hands.press("Control+a");
	await hands.type(name);
	await expect(page.getByRole("button", { name: /^Launch to about/ })).toBeVisible({ timeout: 60_000 });
	await hands.press("Enter");
	await hands.tabTo(page.getByRole("dialog").getByRole("button", { name: /^Launch/ }));
	await hands.press("Enter");
	await expectRunning(page);
	test.info().annotations.push({ type: "keys", description: String(hands.count) });
	await putAway(colleague, name);
	expect(hands.count).toBeLessThanOrEqual(maxKeys);
});
