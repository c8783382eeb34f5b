import { z } from "zod";
import type { AuditEntry } from "@/lib/workspaces/api";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const detail = z.record(z.string(), z.unknown()).catch({});

/** Who did what, newest first. Ids sort by time, so the last id of a page is its cursor. */
export async function listAuditEntries(
	ctx: Context,
	input: { cursor?: string | undefined; limit: number; entityId?: string | undefined },
): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
	allow(ctx, "settings.read");
	const rows = await ctx.db.auditEntry.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			...(input.entityId ? { entityId: input.entityId } : {}),
			...(input.cursor ? { id: { lt: input.cursor } } : {}),
		},
		orderBy: { id: "desc" },
		take: input.limit + 1,
	});
	const page = rows.slice(0, input.limit);
	return {
		items: page.map((row) => ({
			id: row.id,
			at: row.at.toISOString(),
			actorKind: row.actorKind,
			actorId: row.actorId,
			actorName: row.actorName,
			action: row.action,
			entityId: row.entityId,
			detail: detail.parse(row.detail ?? {}),
			requestId: row.requestId,
		})),
		nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
	};
}
