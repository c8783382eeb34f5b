import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import type { Context } from "@/lib/workspaces/server/context";
import { handleAuth } from "@/lib/workspaces/server/handle-auth";
import { addMember } from "@/lib/workspaces/testing/add-member";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { TestBrowser } from "@/lib/workspaces/testing/test-browser";

let ctx: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace();
});

const reasonIn = async (response: Response) =>
	new URL(((await response.json()) as { url: string }).url).searchParams.get("error");

describe("the sign-in routes", () => {
	test("answer a wrong password with a code, and too many with 429 and when to come back", async () => {
		const { email, password } = await addMember(ctx);
		const browser = new TestBrowser("192.0.2.2");
		for (let i = 0; i < 8; i++) {
			const answer = await browser.signIn(email, "wrong");
			expect([answer.status, await reasonIn(answer)]).toEqual([401, "wrong"]);
		}
		const answer = await browser.signIn(email, password);
		expect([answer.status, await reasonIn(answer)]).toEqual([429, "too_many"]);
		expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(800);
		expect(browser.isSignedIn).toBe(false);
	});

	test("count by the recorded address, not by what a header claims", async () => {
		for (const claimed of ["198.51.100.1", "198.51.100.2", "198.51.100.3"]) {
			const browser = new TestBrowser("192.0.2.3", { "x-forwarded-for": claimed, "x-real-ip": claimed });
			await browser.signIn(`${newId("usr")}@example.com`, "wrong");
		}
		const subjectKey = keyedHash("192.0.2.3", "sign-in address");
		expect(await ctx.db.attemptCounter.findUnique({ where: { subjectKey } })).toMatchObject({ count: 3 });
	});

	test("return one code for everything unexpected, and keep the reason in the log", async () => {
		const { userId, email, password } = await addMember(ctx);
		// Parameters no engine accepts: checking this password throws.
		const passwordHash = "scrypt$3$8$1$AAAA$AAAA";
		await ctx.db.user.update({ where: { id: userId }, data: { passwordHash } });
		const answer = await new TestBrowser().signIn(email, password);
		expect(answer.status).toBe(500);
		const text = await answer.clone().text();
		expect(await reasonIn(answer)).toBe("failed");
		expect(text).not.toMatch(/scrypt|Invalid/i);
	});

	test("accept eight kilobytes and no more, with or without a declared length", async () => {
		const post = (size: number, headers: Record<string, string> = {}) =>
			handleAuth(
				new Request("http://localhost:3000/api/auth/callback/credentials", {
					method: "POST",
					headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
					body: `password=${"x".repeat(size - 9)}`,
				}),
			);
		expect((await post(8 * 1024)).status).not.toBe(413);
		const answer = await post(8 * 1024 + 1);
		expect(answer.status).toBe(413);
		expect(await answer.json()).toMatchObject({ error: { code: "too_large" } });
		expect((await post(10, { "content-length": "999999999" })).status).toBe(413);
	});

	test.each([
		["POST", "_log"],
		["POST", "session"],
		["GET", "callback/credentials"],
		["POST", "callback/github"],
		["GET", "verify-request"],
		["GET", ""],
	])("do not reach the parts of the library no one uses: %s %s", async (method, path) => {
		const answer = await handleAuth(new Request(`http://localhost:3000/api/auth/${path}`, { method }));
		expect(answer.status).toBe(404);
		expect(await answer.json()).toMatchObject({ error: { code: "not_found" } });
	});

	test("refuse a form that does not come from our page", async () => {
		const { email, password } = await addMember(ctx);
		const browser = new TestBrowser();
		await browser.auth("callback/credentials", { email, password, csrfToken: "made up" });
		expect(browser.isSignedIn).toBe(false);
	});
});
