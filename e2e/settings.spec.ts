import { request } from "@playwright/test";
import { expect, expectAccessible, picture, signIn, test } from "@/e2e/support/fixtures";
import { baseUrl, joinWorkspace } from "@/e2e/support/workspace";

test("an admin invites a member, who gets a password shown once", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}/settings/members`);
	await page.getByRole("button", { name: "Invite a member" }).click();
	const dialog = page.getByRole("dialog", { name: "Invite a member" });
	await dialog.getByLabel("Name").fill("Kim Sands");
	await dialog.getByLabel("Email").fill(`${own.user.id}-kim@example.com`);
	await expectAccessible(page);
	await dialog.getByRole("button", { name: "Invite" }).click();
	await expect(page.getByTestId("secret")).toHaveText(/^[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{5}$/);
	await page.getByRole("button", { name: "I have stored it" }).click();
	await expect(page.getByRole("row", { name: /Kim Sands/ })).toBeVisible();

	await page.getByRole("combobox", { name: "Role of Kim Sands" }).click();
	await page.getByRole("option", { name: /^Analyst/ }).click();
	await expect(page.getByText("Kim Sands is now analyst")).toBeVisible();
	await picture(page, "settings-members");

	await page.getByRole("button", { name: "More about Kim Sands" }).click();
	await page.getByRole("menuitem", { name: "Remove from workspace" }).click();
	await page.getByRole("button", { name: "Remove" }).click();
	await expect(page.getByRole("row", { name: /Kim Sands/ })).toHaveCount(0);
});

test("the same person is not invited twice, and the form says why", async ({ page, own }) => {
	const member = await joinWorkspace(own, "analyst");
	await page.goto(`/${own.workspace.slug}/settings/members`);
	await page.getByRole("button", { name: "Invite a member" }).click();
	const dialog = page.getByRole("dialog", { name: "Invite a member" });
	await dialog.getByLabel("Name").fill("Again");
	await dialog.getByLabel("Email").fill(member.user.email);
	await dialog.getByRole("button", { name: "Invite" }).click();
	await expect(dialog.getByText("is already a member")).toBeVisible();
});

test("the last admin can neither be removed nor demoted", async ({ page, own, api }) => {
	await page.goto(`/${own.workspace.slug}/settings/members`);
	await expect(page.getByRole("combobox", { name: `Role of ${own.user.name}` })).toBeDisabled();
	const lowered = await api.patch(`/api/v1/members/${own.user.id}`, { data: { role: "viewer" } });
	expect(lowered.status()).toBe(422);
	expect((await lowered.json()).error.message).toContain("last admin");
	expect((await api.delete(`/api/v1/members/${own.user.id}`)).status()).toBe(422);
});

test("two admins who demote each other at once leave one admin", async ({ own, api }) => {
	const second = await joinWorkspace(own, "admin");
	const answers = await Promise.all(
		[own, second].map(({ user }) => api.patch(`/api/v1/members/${user.id}`, { data: { role: "marketer" } })),
	);
	expect(answers.map((answer) => answer.status()).filter((status) => status === 200)).toHaveLength(1);
});

test("an API key is shown once, works with its role, and not after it is revoked", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}/settings/api-keys`);
	await expect(page.getByText("No API keys yet")).toBeVisible();
	await page.getByRole("button", { name: "Create a key" }).first().click();
	const dialog = page.getByRole("dialog", { name: "Create an API key" });
	await dialog.getByLabel("Name").fill("Nightly export");
	await dialog.getByRole("button", { name: "Create" }).click();
	const token = (await page.getByTestId("secret").textContent()) ?? "";
	expect(token).toMatch(/^mk_/);
	await page.getByRole("button", { name: "I have stored it" }).click();
	await expect(page.getByRole("row", { name: /Nightly export/ })).toContainText(token.slice(0, 8));
	await picture(page, "settings-api-keys");

	const script = await request.newContext({
		baseURL: baseUrl,
		extraHTTPHeaders: { authorization: `Bearer ${token}` },
	});
	expect((await script.get("/api/v1/profiles")).status()).toBe(200);
	expect((await script.get("/api/v1/members")).status()).toBe(403);

	await page.getByRole("button", { name: "Revoke Nightly export" }).click();
	await page.getByRole("button", { name: "Revoke", exact: true }).click();
	await expect(page.getByRole("row", { name: /Nightly export/ })).toContainText("Revoked");
	expect((await script.get("/api/v1/profiles")).status()).toBe(401);
	await script.dispose();
});

test("name and time zone are changed, and invalid input is rejected at its field", async ({ page, own }) => {
	await page.goto(`/${own.workspace.slug}/settings`);
	await page.getByRole("combobox", { name: "Time zone" }).fill("Mars/Olympus");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await expect(page.getByText("is not a time zone")).toBeVisible();
	await page.getByRole("combobox", { name: "Time zone" }).fill("Europe/Lisbon");
	await page.getByRole("textbox", { name: "Name" }).fill("Harbour Goods");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await expect(page.getByText("Workspace saved")).toBeVisible();
	await expect(page.getByRole("button", { name: /Workspace Harbour Goods/ })).toBeVisible();
	await expectAccessible(page);
	await picture(page, "settings-workspace");
});

test("the audit log says who did what", async ({ page, own, api }) => {
	await api.post("/api/v1/api-keys", { data: { name: "For the log", role: "viewer" } });
	await page.goto(`/${own.workspace.slug}/settings/audit`);
	const row = page.getByRole("row", { name: /API key created/ });
	await expect(row).toContainText("For the log");
	await expect(row).toContainText(own.user.name);
	await expectAccessible(page);
	await picture(page, "settings-audit");
});

test("a member changes their own password", async ({ page, own, api }) => {
	const email = `${own.user.id}-pw@example.com`;
	const invited = await api.post("/api/v1/members", { data: { name: "Pat Wells", email, role: "viewer" } });
	const { oneTimePassword } = await invited.json();
	await page.context().clearCookies();
	await page.goto("/sign-in");
	await page.getByLabel("Email").fill(email);
	await page.getByLabel("Password").fill(oneTimePassword);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("button", { name: /Pat Wells/ }).click();
	await page.getByRole("menuitem", { name: "Change password" }).click();
	await page.getByLabel("Current password").fill("something else");
	await page.getByLabel("New password").fill("a new long password");
	await page.getByRole("button", { name: "Change password" }).click();
	await expect(page.getByText("is not your current password")).toBeVisible();
	await page.getByLabel("Current password").fill(oneTimePassword);
	await page.getByRole("button", { name: "Change password" }).click();
	await expect(page.getByText("Password changed")).toBeVisible();
});

test("a member chooses what they receive by email, and sees that emails reach the mail server", async ({
	page,
	own,
}) => {
	const marketer = await joinWorkspace(own, "marketer");
	await signIn(page, marketer);
	await page.goto(`/${own.workspace.slug}`);
	await page.getByRole("button", { name: /account and theme/ }).click();
	await page.getByRole("menuitem", { name: "Notifications" }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Notifications" })).toBeVisible();
	const attention = page.getByRole("checkbox", { name: "Something needs attention" });
	await expect(attention).not.toBeChecked();
	await attention.check();
	await page.getByRole("radio", { name: "All campaigns" }).check();
	await page.getByRole("button", { name: "Save" }).click();
	await expect(page.getByText("Notifications saved")).toBeVisible();
	await page.reload();
	await expect(attention).toBeChecked();
	await expect(page.getByRole("radio", { name: "All campaigns" })).toBeChecked();

	await page.getByRole("button", { name: "Send a test email" }).click();
	await expect(page.getByText(`Test email sent to ${marketer.user.email}`)).toBeVisible();
	await expect(page.getByText("The mail server answered: 250 Taken over by the test")).toBeVisible();
	await expectAccessible(page);
	await picture(page, "settings-notifications");
});
