import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { getNotifications } from "@/lib/notifications/server/get-notifications";
import { sendTestEmail } from "@/lib/notifications/server/send-test-email";
import { updateNotifications } from "@/lib/notifications/server/update-notifications";
import { receiveMail, type TestMailServer } from "@/lib/notifications/testing/receive-mail";
import { changeMemberRole } from "@/lib/workspaces/server/change-member-role";
import { type Context, createContext } from "@/lib/workspaces/server/context";
import { addMember } from "@/lib/workspaces/testing/add-member";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let email: string;
let server: TestMailServer;

beforeEach(async () => {
	server = await receiveMail();
	ctx = await createTestWorkspace();
	email = (await ctx.db.user.findUniqueOrThrow({ where: { id: ctx.actor.id } })).email;
});
afterEach(() => server.stop());

describe("a member's own notifications", () => {
	it("are what is usual for their role until they choose, and follow the role until then", async () => {
		expect(await getNotifications(ctx, server.settings)).toEqual({
			email,
			choices: { attention: true, results: "own" },
			sender: "Muster <muster@example.com>",
			delivery: { problem: null, nextTryAt: null },
		});
		const { userId } = await addMember(ctx, "marketer");
		const as = (role: "marketer" | "admin") =>
			createContext(ctx.workspace, { kind: "user", id: userId, name: "Kim", role });
		expect((await getNotifications(as("marketer"))).choices.attention).toBe(false);
		await changeMemberRole(ctx, { userId, role: "admin" });
		expect((await getNotifications(as("admin"))).choices.attention).toBe(true);
	});

	it("are kept as chosen, independently, for this member only, and recorded in the audit log", async () => {
		const later = { ...ctx, now: new Date(ctx.now.getTime() + 1000) };
		expect((await updateNotifications(ctx, { results: "none" })).choices).toEqual({
			attention: true,
			results: "none",
		});
		expect((await updateNotifications(later, { attention: false })).choices).toEqual({
			attention: false,
			results: "none",
		});
		const { userId } = await addMember(ctx, "admin");
		const other = createContext(ctx.workspace, { ...ctx.actor, id: userId });
		expect((await getNotifications(other)).choices).toEqual({ attention: true, results: "own" });
		const noted = await ctx.db.auditEntry.findMany({
			where: { workspaceId: ctx.workspace.id, action: "notifications.changed" },
			orderBy: { id: "asc" },
			select: { entityId: true, detail: true },
		});
		expect(noted).toEqual([
			{ entityId: ctx.actor.id, detail: { results: "none" } },
			{ entityId: ctx.actor.id, detail: { attention: false } },
		]);
	});

	it("are no key's", async () => {
		const key = createContext(ctx.workspace, { ...ctx.actor, kind: "api_key" });
		for (const attempt of [
			getNotifications(key),
			updateNotifications(key, { attention: false }),
			sendTestEmail(key, server.settings),
		])
			await expect(attempt).rejects.toMatchObject({ code: "forbidden" });
	});
});

describe("a test email", () => {
	it("is sent to one's own address, and returns the server's response", async () => {
		expect(await sendTestEmail(ctx, server.settings)).toEqual({
			sentTo: email,
			answer: "250 Taken over as 4711",
		});
		expect(server.received.map(({ subject }) => subject)).toEqual(["Emails from Muster reach you · Test"]);
	});

	it("reports why it was refused", async () => {
		server.rules.refuses = () => "Relaying denied";
		await expect(sendTestEmail(ctx, server.settings)).rejects.toMatchObject({
			code: "upstream",
			message: expect.stringMatching(/refused the address: .*550 Relaying denied/),
		});
		server.rules.signIn = "refused";
		await expect(sendTestEmail(ctx, server.settings)).rejects.toThrow(
			"refused the sign-in: 535 Wrong user or password",
		);
	});

	it("may be requested five times in a quarter of an hour", async () => {
		for (let times = 0; times < 5; times++) await sendTestEmail(ctx, server.settings);
		await expect(sendTestEmail(ctx, server.settings)).rejects.toMatchObject({
			code: "limit",
			retryAfterSeconds: 900,
		});
		expect(server.received).toHaveLength(5);
		const later = { ...ctx, now: new Date(ctx.now.getTime() + 900_000) };
		expect((await sendTestEmail(later, server.settings)).sentTo).toBe(email);
	});

	it("is refused where no mail server is set up, with what to do", async () => {
		await expect(sendTestEmail(ctx, null)).rejects.toThrow(/sets MUSTER_SMTP_URL/);
	});
});
