import { expect, expectAccessible, openApi, picture, signIn, test } from "@/e2e/support/fixtures";
import { holdCode } from "@/e2e/support/hold-code";
import { joinWorkspace } from "@/e2e/support/workspace";

const mainPages = ["", "segments", "campaigns", "profiles", "data", "destinations", "settings"];

test("a member signs in with email and password, and out again", async ({ page, own, api }) => {
	const email = `${own.user.id}-second@example.com`;
	const invited = await api.post("/api/v1/members", { data: { name: "Kim Sands", email, role: "marketer" } });
	expect(invited.status()).toBe(201);
	const { oneTimePassword } = await invited.json();
	await page.context().clearCookies();

	await page.goto(`/${own.workspace.slug}`);
	await expect(page).toHaveURL(/\/sign-in/);
	await page.getByLabel("Email").fill(email);
	await page.getByLabel("Password").fill("not the password");
	await page.getByRole("button", { name: "Sign in" }).click();
	await expect(page.getByRole("alert").filter({ hasText: "Incorrect email" })).toBeVisible();
	await expectAccessible(page);
	await picture(page, "sign-in");

	await page.getByLabel("Password").fill(oneTimePassword);
	await page.getByRole("button", { name: "Sign in" }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();

	await page.getByRole("button", { name: /Kim Sands/ }).click();
	await page.getByRole("menuitem", { name: "Sign out" }).click();
	await expect(page).toHaveURL(/\/sign-in/);
	await page.goto(`/${own.workspace.slug}`);
	await expect(page).toHaveURL(/\/sign-in/);
});

test("what is typed and submitted before the page's code loads is sent afterwards, and never put in the URL", async ({
	page,
}) => {
	const release = await holdCode(page);
	const posts: string[] = [];
	page.on("request", (request) => {
		if (request.method() === "POST") posts.push(request.url());
	});
	await page.goto("/sign-in", { waitUntil: "commit" });
	await page.getByLabel("Email").fill("kim@example.com");
	await page.getByLabel("Password").fill("a long secret");
	await page.keyboard.press("Enter");
	await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
	expect(posts).toEqual([]);
	release();
	await expect(page.getByRole("alert").filter({ hasText: "Incorrect email" })).toBeVisible();
	expect(page.url()).not.toContain("?");
});

test("a menu that is pressed before the page's code loads opens afterwards", async ({ page, own, api }) => {
	const rule = {
		combinator: "and",
		rules: [{ kind: "contact", field: "email", operator: "isSet", value: null }],
	};
	await api.post("/api/v1/segments", { data: { name: "Reachable", rule } });
	const release = await holdCode(page);
	await page.goto(`/${own.workspace.slug}/segments`, { waitUntil: "commit" });
	const more = page.getByRole("button", { name: "More for Reachable" });
	await more.click();
	// An impatient second press does not count.
	await more.click();
	await expect(page.getByRole("menu")).toHaveCount(0);
	release();
	await page.getByRole("menuitem", { name: "Duplicate" }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Copy of Reachable" })).toBeVisible();
});

test("sign-in never leads to another site", async ({ page, own, api }) => {
	const email = `${own.user.id}-third@example.com`;
	const invited = await api.post("/api/v1/members", { data: { name: "Lou Marsh", email, role: "viewer" } });
	const { oneTimePassword } = await invited.json();
	await page.context().clearCookies();
	await page.goto("/sign-in?callbackUrl=https%3A%2F%2Fevil.example%2Fphish");
	await page.getByLabel("Email").fill(email);
	await page.getByLabel("Password").fill(oneTimePassword);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.waitForURL((url) => url.pathname === "/phish");
	expect(new URL(page.url()).hostname).not.toContain("evil");
});

test("a new workspace says what to do first", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}`);
	await expect(page.getByText("From your data to a measured campaign")).toBeVisible();
	await expect(page.getByText("0 of 4 done")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "home-empty");
	await page.getByRole("link", { name: "Bring data in" }).click();
	await expect(page).toHaveURL(/\/data/);
});

test("every part is reached by keyboard alone", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}`);
	await expect(page.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
	for (const [key, path] of [
		["s", "segments"],
		["c", "campaigns"],
		["p", "profiles"],
		["d", "data"],
		["e", "destinations"],
		[",", "settings"],
		["h", ""],
	] as const) {
		await page.keyboard.press("g");
		await page.keyboard.press(key);
		await expect(page).toHaveURL(new RegExp(`/${own.workspace.slug}${path ? `/${path}` : ""}$`));
		await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
	}
	await page.goto(`/${own.workspace.slug}`);
	await page.keyboard.press("Tab");
	await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
});

test("the command palette goes anywhere and finds a person", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}/settings`);
	await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
	await page.keyboard.press("Control+k");
	const input = page.getByRole("combobox", { name: "Search and commands" });
	await expect(input).toBeFocused();
	await expectAccessible(page);
	await picture(page, "command-palette");
	await input.fill("camp");
	await expect(page.getByRole("option", { name: /New campaign/ })).toBeVisible();
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/\/campaigns$/);
	await page.keyboard.press("Control+k");
	await page.keyboard.press("Escape");
	await expect(input).toBeHidden();
});

test("the theme is kept, and both themes can be read", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}`);
	await page.getByRole("button", { name: /account and theme/ }).click();
	await page.getByRole("menuitemradio", { name: "Dark" }).click();
	await expect(page.locator("html")).toHaveClass(/dark/);
	await page.reload();
	await expect(page.locator("html")).toHaveClass(/dark/);
	for (const path of mainPages) {
		await page.goto(`/${own.workspace.slug}/${path}`);
		await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
		await expectAccessible(page);
	}
});

test("every main screen of a workspace with data is accessible and fits a phone", async ({ page, demo }) => {
	for (const path of mainPages) {
		await page.goto(`/${demo.workspace.slug}/${path}`);
		await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
		await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
		await expectAccessible(page);
		await picture(page, `main-${path || "home"}`);
	}
});

test("a phone has the same navigation in a drawer", async ({ page, own }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await page.goto(`/${own.workspace.slug}`);
	await page.getByRole("button", { name: "Open navigation" }).click();
	const drawer = page.getByRole("dialog", { name: "Navigation" });
	await expectAccessible(page);
	await drawer.getByRole("link", { name: "Settings" }).click();
	await expect(page).toHaveURL(/\/settings$/);
	await expect(drawer).toBeHidden();
});

test("a viewer is not shown what a viewer may not see", async ({ page, own }) => {
	const viewer = await joinWorkspace(own, "viewer");
	await signIn(page, viewer);
	await page.goto(`/${own.workspace.slug}`);
	await expect(page.getByRole("link", { name: "Segments" })).toBeVisible();
	await expect(page.getByRole("link", { name: "People" })).toHaveCount(0);
	await expect(page.getByRole("link", { name: "Settings" })).toHaveCount(0);
	const api = await openApi(viewer);
	expect((await api.get("/api/v1/profiles")).status()).toBe(403);
	await api.dispose();
});

test("a page that does not exist says so, and links back home", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}/no-such-page`);
	await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
	await page.getByRole("link", { name: "Go to Home" }).click();
	await expect(page).toHaveURL(new RegExp(`/${own.workspace.slug}$`));
});
