import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { authenticateUser } from "@/lib/workspaces/server/authenticate-user";
import { changeMemberRole } from "@/lib/workspaces/server/change-member-role";
import { changeOwnPassword } from "@/lib/workspaces/server/change-own-password";
import type { Context } from "@/lib/workspaces/server/context";
import { createApiKey } from "@/lib/workspaces/server/create-api-key";
import { inviteMember } from "@/lib/workspaces/server/invite-member";
import { listApiKeys } from "@/lib/workspaces/server/list-api-keys";
import { listAuditEntries } from "@/lib/workspaces/server/list-audit-entries";
import { listMembers } from "@/lib/workspaces/server/list-members";
import { removeMember } from "@/lib/workspaces/server/remove-member";
import { resetMemberPassword } from "@/lib/workspaces/server/reset-member-password";
import { resolveContext } from "@/lib/workspaces/server/resolve-context";
import { revokeApiKey } from "@/lib/workspaces/server/revoke-api-key";
import { updateWorkspace } from "@/lib/workspaces/server/update-workspace";
import { addMember } from "@/lib/workspaces/testing/add-member";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let other: Context;
beforeAll(async () => {
	ctx = await createTestWorkspace();
	other = await createTestWorkspace();
});
afterAll(closeDatabase);

const address = () => `${newId("usr")}@example.com`;
const invite = (email = address()) => inviteMember(ctx, { name: "Kim Sands", email, role: "marketer" });
const signIn = (email: string, password: string) =>
	authenticateUser({ email, password, address: newId("req"), now: new Date() });

describe("members of a workspace", () => {
	it("get a password that works, and that no table holds in the clear", async () => {
		const { member, oneTimePassword } = await invite();
		expect((await signIn(member.email, oneTimePassword ?? "")).id).toBe(member.userId);
		const user = await ctx.db.user.findUniqueOrThrow({ where: { id: member.userId } });
		expect(JSON.stringify(user)).not.toContain(oneTimePassword);
		const audit = await ctx.db.auditEntry.findMany({ where: { entityId: member.userId } });
		expect(JSON.stringify(audit)).not.toContain(oneTimePassword);
	});

	it("keep their own password when they already have an account", async () => {
		const email = address();
		const first = await inviteMember(other, { name: "Kim Sands", email, role: "viewer" });
		const second = await invite(email);
		expect(second.oneTimePassword).toBeNull();
		expect(second.member.userId).toBe(first.member.userId);
		await expect(invite(email)).rejects.toMatchObject({ code: "conflict" });
		await expect(resetMemberPassword(ctx, { userId: first.member.userId })).rejects.toMatchObject({
			code: "precondition",
		});
	});

	it("are invited once when two admins press the button at the same moment", async () => {
		const email = address();
		const answers = await Promise.allSettled([invite(email), invite(email), invite(email)]);
		expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
	});

	it("always include an admin, whatever happens at once", async () => {
		const own = await createTestWorkspace();
		const second = await inviteMember(own, { name: "Second", email: address(), role: "admin" });
		const answers = await Promise.allSettled([
			changeMemberRole(own, { userId: own.actor.id, role: "viewer" }),
			removeMember(own, { userId: second.member.userId }),
		]);
		expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		const { items } = await listMembers(own);
		expect(items.filter(({ role }) => role === "admin")).toHaveLength(1);
	});

	it("of another workspace cannot be touched", async () => {
		const userId = other.actor.id;
		await expect(changeMemberRole(ctx, { userId, role: "viewer" })).rejects.toMatchObject({
			code: "not_found",
		});
		await expect(removeMember(ctx, { userId })).rejects.toMatchObject({ code: "not_found" });
		await expect(resetMemberPassword(ctx, { userId })).rejects.toMatchObject({ code: "not_found" });
	});

	it("who are not admins can neither see nor change the others", async () => {
		const marketer: Context = { ...ctx, actor: { ...ctx.actor, role: "marketer" } };
		await expect(listMembers(marketer)).rejects.toMatchObject({ code: "forbidden" });
		await expect(
			inviteMember(marketer, { name: "X", email: address(), role: "admin" }),
		).rejects.toMatchObject({ code: "forbidden" });
		await expect(createApiKey(marketer, { name: "X", role: "admin" })).rejects.toMatchObject({
			code: "forbidden",
		});
	});

	it("change their own password only by knowing the old one", async () => {
		const member = await addMember(ctx, "marketer");
		const own: Context = { ...ctx, actor: { ...ctx.actor, id: member.userId, role: "marketer" } };
		const next = "a long new password";
		await expect(changeOwnPassword(own, { current: "guess", next })).rejects.toMatchObject({
			code: "invalid",
		});
		await changeOwnPassword(own, { current: member.password, next });
		expect((await signIn(member.email, next)).id).toBe(member.userId);
		await expect(signIn(member.email, member.password)).rejects.toThrow("wrong");
	});
});

describe("API keys and settings", () => {
	it("are listed without their token and can be revoked once for all", async () => {
		const { apiKey, token } = await createApiKey(ctx, { name: "Nightly", role: "analyst" });
		expect(JSON.stringify(await listApiKeys(ctx))).not.toContain(token);
		const revoked = await revokeApiKey(ctx, { apiKeyId: apiKey.id });
		expect((await revokeApiKey(ctx, { apiKeyId: apiKey.id })).revokedAt).toBe(revoked.revokedAt);
		await expect(revokeApiKey(other, { apiKeyId: apiKey.id })).rejects.toMatchObject({ code: "not_found" });
	});

	it("leave a trace in the audit log, newest first, page by page", async () => {
		const own = await createTestWorkspace();
		await updateWorkspace(own, { name: "Harbour Goods" });
		await updateWorkspace(own, { timeZone: "Europe/Lisbon" });
		await updateWorkspace(own, {});
		const first = await listAuditEntries(own, { limit: 1 });
		expect(first.items.map(({ action }) => action)).toEqual(["workspace.updated"]);
		const rest = await listAuditEntries(own, { limit: 10, cursor: first.nextCursor ?? undefined });
		expect(rest.items).toHaveLength(1);
		expect(rest.nextCursor).toBeNull();
	});
});

describe("API keys of people who leave", () => {
	const ownKeys = async () => (await listApiKeys(ctx)).items;
	const keyNamed = async (name: string) => (await ownKeys()).find((key) => key.name === name);
	const asMember = (userId: string): Context => ({
		...ctx,
		actor: { kind: "user", id: userId, name: "Kim Sands", role: "admin" },
	});

	it("say who made them, and what that person is today", async () => {
		const { userId } = await addMember(ctx, "admin");
		await createApiKey(asMember(userId), { name: "Ada's", role: "analyst" });
		expect(await keyNamed("Ada's")).toMatchObject({
			createdBy: "Kim Sands",
			createdById: userId,
			creatorState: "admin",
		});
		await changeMemberRole(ctx, { userId, role: "viewer" });
		expect((await keyNamed("Ada's"))?.creatorState).toBe("member");
		expect(await removeMember(ctx, { userId, apiKeys: "keep" })).toEqual({ userId, revokedApiKeys: 0 });
		expect(await keyNamed("Ada's")).toMatchObject({ creatorState: "left", revokedAt: null });
	});

	it("do no more than their creator may do now, and as much again when the role is restored", async () => {
		const { userId } = await addMember(ctx, "admin");
		const { token } = await createApiKey(asMember(userId), { name: "Climber", role: "admin" });
		const roleNow = async () => {
			const headers = { authorization: `Bearer ${token}` };
			const request = new Request("http://localhost:3000/api/v1/workspace", { headers });
			return (await resolveContext(request, "req_test")).actor.role;
		};
		expect(await roleNow()).toBe("admin");
		await changeMemberRole(ctx, { userId, role: "viewer" });
		expect(await roleNow()).toBe("viewer");
		await changeMemberRole(ctx, { userId, role: "admin" });
		expect(await roleNow()).toBe("admin");
		await removeMember(ctx, { userId, apiKeys: "keep" });
		expect(await roleNow()).toBe("admin");
	});

	it("are revoked with the removal, also those created with one of them, and no one else's", async () => {
		const { userId } = await addMember(ctx, "admin");
		const own = await createApiKey(asMember(userId), { name: "First", role: "admin" });
		const byKey: Context = {
			...ctx,
			actor: { kind: "api_key", id: own.apiKey.id, name: "First", role: "admin" },
		};
		const second = await createApiKey(byKey, { name: "Second", role: "viewer" });
		expect(second.apiKey).toMatchObject({ createdBy: "First (API key)", createdById: userId });
		await createApiKey(ctx, { name: "Mine", role: "viewer" });
		expect(await removeMember(ctx, { userId })).toEqual({ userId, revokedApiKeys: 2 });
		expect((await keyNamed("First"))?.revokedAt).not.toBeNull();
		expect((await keyNamed("Second"))?.revokedAt).not.toBeNull();
		expect((await keyNamed("Mine"))?.revokedAt).toBeNull();
		const trace = await ctx.db.auditEntry.findMany({ where: { entityId: second.apiKey.id } });
		expect(trace.map(({ action }) => action).sort()).toEqual(["api_key.created", "api_key.revoked"]);
		// Requests that were let in before the removal leave no key behind.
		await expect(createApiKey(byKey, { name: "Late", role: "admin" })).rejects.toMatchObject({
			code: "unauthenticated",
		});
		await expect(createApiKey(asMember(userId), { name: "Late", role: "admin" })).rejects.toMatchObject({
			code: "forbidden",
		});
	});

	it("are found however closely making and removing meet", async () => {
		const { userId } = await addMember(ctx, "admin");
		const made = Array.from({ length: 6 }, () =>
			createApiKey(asMember(userId), { name: "Race", role: "admin" }),
		);
		await Promise.allSettled([...made, removeMember(ctx, { userId })]);
		const left = (await ownKeys()).filter((key) => key.createdById === userId && key.revokedAt === null);
		expect(left).toEqual([]);
	});
});

describe("guessing the current password", () => {
	it("is checked eight times in 15 minutes, concurrently too; the correct one at the ninth is not", async () => {
		const { userId, password } = await addMember(ctx);
		const own: Context = { ...ctx, actor: { ...ctx.actor, id: userId, role: "viewer" } };
		const next = "a long new password";
		const guesses = Array.from({ length: 30 }, () => changeOwnPassword(own, { current: "guess", next }));
		const codes = (await Promise.allSettled(guesses)).map((one) =>
			one.status === "rejected" ? one.reason.code : "changed",
		);
		expect(codes.filter((code) => code === "invalid")).toHaveLength(8);
		expect(codes.filter((code) => code === "limit")).toHaveLength(22);
		await expect(changeOwnPassword(own, { current: password, next })).rejects.toMatchObject({
			code: "limit",
			retryAfterSeconds: 900,
		});
		const later = { ...own, now: new Date(own.now.getTime() + 15 * 60_000) };
		expect((await changeOwnPassword(later, { current: password, next })).sessionId).toMatch(/^ses_/);
	});
});
