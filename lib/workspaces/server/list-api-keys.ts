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
	createdAt: Date;
	lastUsedAt: Date | null;
	revokedAt: Date | null;
};

export function toApiKey(row: Row): ApiKey {
	return {
		id: row.id,
		name: row.name,
		role: isRole(row.role) ? row.role : "viewer",
		prefix: row.prefix,
		createdBy: row.createdBy,
		createdAt: row.createdAt.toISOString(),
		lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
		revokedAt: row.revokedAt?.toISOString() ?? null,
	};
}

export async function listApiKeys(ctx: Context): Promise<{ items: ApiKey[]; nextCursor: string | null }> {
	allow(ctx, "settings.read");
	const rows = await ctx.db.apiKey.findMany({
		where: { workspaceId: ctx.workspace.id },
		orderBy: { createdAt: "desc" },
		take: 500,
	});
	return { items: rows.map(toApiKey), nextCursor: null };
}
