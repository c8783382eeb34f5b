import type { Member } from "@/lib/workspaces/api";
import { isRole } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Row = {
	userId: string;
	role: string;
	createdAt: Date;
	user: { name: string; email: string };
};

/** A membership as the API shows it. A role this version does not know is shown as the lowest one. */
export function toMember(row: Row): Member {
	return {
		userId: row.userId,
		name: row.user.name,
		email: row.user.email,
		role: isRole(row.role) ? row.role : "viewer",
		joinedAt: row.createdAt.toISOString(),
	};
}

export async function listMembers(ctx: Context): Promise<{ items: Member[]; nextCursor: string | null }> {
	allow(ctx, "settings.read");
	const rows = await ctx.db.workspaceMember.findMany({
		where: { workspaceId: ctx.workspace.id },
		include: { user: { select: { name: true, email: true } } },
		orderBy: { createdAt: "asc" },
	});
	return { items: rows.map(toMember), nextCursor: null };
}
