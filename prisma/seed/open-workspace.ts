import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { hashPassword } from "@/lib/platform/secrets/password";
import { newPassword } from "@/lib/platform/secrets/tokens";
import { type Context, createContext } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

export const demoEmail = "demo@muster.example";
const seededAction = "demo.seeded";

export type OpenedWorkspace = { ctx: Context; isSeeded: boolean; password: string | null };

/**
 * The workspace of a scenario with its admin. One that an interrupted run left behind is replaced: what it had stored
 * belongs to a workspace number that is never used again.
 */
export async function openWorkspace(slug: string, name: string): Promise<OpenedWorkspace> {
	const db = database();
	const user = await db.user.findUnique({ where: { email: demoEmail } });
	const existing = await db.workspace.findUnique({ where: { slug } });
	if (existing && user) {
		const done = await db.auditEntry.findFirst({ where: { workspaceId: existing.id, action: seededAction } });
		if (done) {
			const ctx = createContext(existing, { kind: "user", id: user.id, name: user.name, role: "admin" });
			return { ctx, isSeeded: true, password: null };
		}
	}
	if (existing) await db.workspace.delete({ where: { id: existing.id } });
	const password = newPassword();
	const passwordHash = await hashPassword(password);
	const admin = user
		? await db.user.update({ where: { id: user.id }, data: { passwordHash } })
		: await db.user.create({
				data: { id: newId("usr"), email: demoEmail, name: "Robin Hale", passwordHash },
			});
	const workspace = await db.workspace.create({
		data: {
			id: newId("wsp"),
			slug,
			name,
			timeZone: "UTC",
			members: { create: { userId: admin.id, role: "admin" } },
		},
	});
	const ctx = createContext(workspace, { kind: "user", id: admin.id, name: admin.name, role: "admin" });
	return { ctx, isSeeded: false, password };
}

/** Records that a scenario is complete, so that the next run leaves it alone. */
export async function noteSeeded(ctx: Context, scenario: string): Promise<void> {
	await ctx.db.$transaction((tx) => recordAudit(tx, ctx, seededAction, ctx.workspace.id, { scenario }));
}
