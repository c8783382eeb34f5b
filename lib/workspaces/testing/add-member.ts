import { scryptSync } from "node:crypto";
import { newId } from "@/lib/kernel/ids";
import type { Role } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";

export type TestMember = { userId: string; email: string; password: string };

/** A member who can sign in. The password hash is cheap, so that tests need not wait for it. */
export async function addMember(ctx: Context, role: Role = "analyst"): Promise<TestMember> {
	const userId = newId("usr");
	const password = `the password of ${userId}`;
	const key = scryptSync(password, "salt", 32, { N: 1024, r: 8, p: 1 }).toString("base64");
	const passwordHash = `scrypt$1024$8$1$${Buffer.from("salt").toString("base64")}$${key}`;
	const email = `${userId}@example.com`;
	await ctx.db.user.create({ data: { id: userId, email, name: "Kim Sands", passwordHash } });
	await joinWorkspace(ctx, userId, role);
	return { userId, email, password };
}

/** Makes an account's owner a member as well. */
export async function joinWorkspace(ctx: Context, userId: string, role: Role = "analyst"): Promise<void> {
	await ctx.db.workspaceMember.create({ data: { workspaceId: ctx.workspace.id, userId, role } });
}
