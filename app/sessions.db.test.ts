import { beforeAll, describe, expect, test } from "vitest";
import { POST as changePassword } from "@/app/api/v1/account/password/route";
import { POST as resetPassword } from "@/app/api/v1/members/[userId]/password/route";
import { PATCH as changeRole, DELETE as removeMember } from "@/app/api/v1/members/[userId]/route";
import { GET as getWorkspace } from "@/app/api/v1/workspace/route";
import type { Context } from "@/lib/workspaces/server/context";
import type { RouteHandler } from "@/lib/workspaces/server/define-route";
import { startSession } from "@/lib/workspaces/server/start-session";
import { addMember, joinWorkspace, type TestMember } from "@/lib/workspaces/testing/add-member";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { signInAs } from "@/lib/workspaces/testing/sign-in-as";
import { TestBrowser } from "@/lib/workspaces/testing/test-browser";

let ctx: Context;
let admin: Record<string, string>;
beforeAll(async () => {
	ctx = await createTestWorkspace();
	admin = await signInAs(ctx);
});

async function signedIn(member: { email: string; password: string }): Promise<TestBrowser> {
	const browser = new TestBrowser();
	expect((await browser.signIn(member.email, member.password)).status).toBe(200);
	return browser;
}

async function newMember(): Promise<TestMember & { browser: TestBrowser }> {
	const member = await addMember(ctx);
	return { ...member, browser: await signedIn(member) };
}

async function call(
	handler: RouteHandler,
	method: string,
	headers: Record<string, string>,
	{ userId = "", body }: { userId?: string; body?: unknown } = {},
): Promise<Response> {
	const request = new Request("http://localhost:3000/api/v1/x", {
		method,
		headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) },
		...(body ? { body: JSON.stringify(body) } : {}),
	});
	return await handler(request, { params: Promise.resolve(userId ? { userId } : {}) });
}

/** The API's response to these headers. */
const statusFor = async (headers: Record<string, string>) =>
	(await call(getWorkspace, "GET", headers)).status;
const slug = () => ctx.workspace.slug;

describe("a session ends at once", () => {
	test("when its user signs out: a copy of the cookie is worthless, other browsers stay signed in", async () => {
		const { browser, ...member } = await newMember();
		const elsewhere = await signedIn(member);
		const copy = browser.headers(slug());
		expect(await statusFor(copy)).toBe(200);
		expect((await browser.signOut()).status).toBe(200);
		expect(browser.isSignedIn).toBe(false);
		expect(await statusFor(copy)).toBe(401);
		expect(await statusFor(elsewhere.headers(slug()))).toBe(200);
	});

	test("when the password changes, but for the browser that changed it, which gets a new cookie", async () => {
		const { browser, ...member } = await newMember();
		const elsewhere = await signedIn(member);
		const copy = browser.headers(slug());
		const body = { current: member.password, next: "a long new password" };
		const changed = await call(changePassword, "POST", browser.headers(slug()), { body });
		expect(changed.status).toBe(200);
		browser.take(changed);
		expect(await statusFor(copy)).toBe(401);
		expect(await statusFor(elsewhere.headers(slug()))).toBe(401);
		expect(await statusFor(browser.headers(slug()))).toBe(200);
		// The cookie of an ended session is removed, and not renewed.
		expect(await (await elsewhere.auth("session")).json()).toEqual({});
		expect(elsewhere.isSignedIn).toBe(false);
	});

	test("when an admin gives a new password", async () => {
		const { browser, userId } = await newMember();
		expect((await call(resetPassword, "POST", admin, { userId })).status).toBe(200);
		expect(await statusFor(browser.headers(slug()))).toBe(401);
	});

	test("when the person is removed, and stays so when they are invited again", async () => {
		const { browser, ...member } = await newMember();
		expect((await call(removeMember, "DELETE", admin, { userId: member.userId })).status).toBe(200);
		expect(await statusFor(browser.headers(slug()))).toBe(401);
		await joinWorkspace(ctx, member.userId);
		expect(await statusFor(browser.headers(slug()))).toBe(401);
		expect(await statusFor((await signedIn(member)).headers(slug()))).toBe(200);
	});

	test("when the role changes, and not when the same role is set again", async () => {
		const { browser, ...member } = await newMember();
		const set = (role: string) => call(changeRole, "PATCH", admin, { userId: member.userId, body: { role } });
		await set("analyst");
		expect(await statusFor(browser.headers(slug()))).toBe(200);
		await set("viewer");
		expect(await statusFor(browser.headers(slug()))).toBe(401);
		await set("analyst");
		expect(await statusFor(browser.headers(slug()))).toBe(401);
	});

	test("in the workspace that changed the role or removed the person, and goes on in their others", async () => {
		const other = await createTestWorkspace();
		const member = await addMember(other);
		await joinWorkspace(ctx, member.userId);
		const browser = await signedIn(member);
		const { userId } = member;
		await call(changeRole, "PATCH", admin, { userId, body: { role: "viewer" } });
		expect(await statusFor(browser.headers(slug()))).toBe(401);
		expect(await statusFor(browser.headers(other.workspace.slug))).toBe(200);
		await browser.signIn(member.email, member.password);
		expect(await statusFor(browser.headers(slug()))).toBe(200);
		await call(removeMember, "DELETE", admin, { userId });
		expect(await statusFor(browser.headers(slug()))).toBe(404);
		await joinWorkspace(ctx, member.userId);
		expect(await statusFor(browser.headers(slug()))).toBe(401);
		expect(await statusFor(browser.headers(other.workspace.slug))).toBe(200);
	});

	test("when it expires, and when the same browser signs in again", async () => {
		const { browser, ...member } = await newMember();
		const copy = browser.headers(slug());
		await browser.signIn(member.email, member.password);
		expect(await statusFor(copy)).toBe(401);
		expect(await statusFor(browser.headers(slug()))).toBe(200);
		await ctx.db.session.updateMany({ where: { userId: member.userId }, data: { expiresAt: new Date() } });
		expect(await statusFor(browser.headers(slug()))).toBe(401);
	});
});

test("no one can change their password without knowing the current one", async () => {
	const answer = await call(resetPassword, "POST", admin, { userId: ctx.actor.id });
	expect(answer.status).toBe(422);
	expect(await statusFor(admin)).toBe(200);
});

test("a sign-in with the old password that comes in while it is being changed gets no session", async () => {
	const { userId } = await addMember(ctx);
	const { passwordHash } = await ctx.db.user.findUniqueOrThrow({ where: { id: userId } });
	let signIn: Promise<string | null> = Promise.resolve(null);
	await ctx.db.$transaction(async (tx) => {
		await tx.user.update({ where: { id: userId }, data: { passwordHash: "none" } });
		// Checked before, started now: it has to wait for this transaction's outcome.
		signIn = startSession(ctx.db, { id: userId, passwordHash }, new Date());
		await expect
			.poll(
				async () => {
					// Not within the transaction: there the first read would fix the result of all later ones.
					const [row] = await ctx.db.$queryRaw<{ waiting: number }[]>`
					SELECT count(*)::int AS waiting FROM pg_stat_activity
					WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO session (%' AND pid <> pg_backend_pid()`;
					return row?.waiting;
				},
				{ timeout: 10_000 },
			)
			.toBe(1);
		await tx.session.deleteMany({ where: { userId } });
	});
	expect(await signIn).toBeNull();
	expect(await ctx.db.session.count({ where: { userId } })).toBe(0);
});
