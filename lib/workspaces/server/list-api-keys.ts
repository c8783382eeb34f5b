import type { Transaction } from "@/lib/platform/postgres/database";
import type { ApiKey } from "@/lib/workspaces/api";
import { isRole } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Row = {
	id: string;
	name: string;
	role: string;
	prefix: string;
	createdBy: string;
	createdById: string | null;
	createdAt: Date;
	lastUsedAt: Date | null;
	revokedAt: Date | null;
};

/** Keys as the API shows them, each with its creator's current role in the workspace. */
export async function toApiKeys(db: Transaction, ctx: Context, rows: Row[]): Promise<ApiKey[]> {
	const makers = [...new Set(rows.flatMap(({ createdById }) => createdById ?? []))];
	const members = await db.workspaceMember.findMany({
		where: { workspaceId: ctx.workspace.id, userId: { in: makers } },
		select: { userId: true, role: true },
	});
	const roleOf = new Map(members.map(({ userId, role }) => [userId, role]));
	const creatorState = ({ createdById }: Row): ApiKey["creatorState"] => {
		if (createdById === null) return "unknown";
		const role = roleOf.get(createdById);
		if (role === undefined) return "left";
		return role === "admin" ? "admin" : "member";
	};
	return rows.map((row) => ({
		id: row.id,
		name: row.name,
		role: isRole(row.role) ? row.role : "viewer",
		prefix: row.prefix,
		createdBy: row.createdBy,
		createdById: row.createdById,
		creatorState: creatorState(row),
		createdAt: row.createdAt.toISOString(),
		lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
		revokedAt: row.revokedAt?.toISOString() ?? null,
	}));
}

/** One key as the API shows it. */
export async function toApiKey(db: Transaction, ctx: Context, row: Row): Promise<ApiKey> {
	const [key] = await toApiKeys(db, ctx, [row]);
	// Safe because one row gives one key.
	return key as ApiKey;
}

export async function listApiKeys(ctx: Context): Promise<{ items: ApiKey[]; nextCursor: string | null }> {
	allow(ctx, "settings.read");
	const rows = await ctx.db.apiKey.findMany({
		where: { workspaceId: ctx.workspace.id },
		orderBy: { createdAt: "desc" },
		take: 500,
	});
	return { items: await toApiKeys(ctx.db, ctx, rows), nextCursor: null };
}
