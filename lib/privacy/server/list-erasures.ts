import { AppError } from "@/lib/kernel/app-error";
import type { Erasure } from "@/lib/privacy/api";
import { erasureInclude, toErasure } from "@/lib/privacy/server/erasure-view";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Erasures of the workspace, newest first. */
export async function listErasures(
	ctx: Context,
	{ cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: Erasure[]; nextCursor: string | null }> {
	allow(ctx, "erasures.write");
	// Ids sort by time.
	const rows = await ctx.db.erasure.findMany({
		where: { workspaceId: ctx.workspace.id, ...(cursor ? { id: { lt: cursor } } : {}) },
		orderBy: { id: "desc" },
		take: limit + 1,
		include: erasureInclude,
	});
	const items = rows.slice(0, limit).map(toErasure);
	return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

export async function getErasure(ctx: Context, { erasureId }: { erasureId: string }): Promise<Erasure> {
	allow(ctx, "erasures.write");
	const row = await ctx.db.erasure.findFirst({
		where: { id: erasureId, workspaceId: ctx.workspace.id },
		include: erasureInclude,
	});
	if (!row) throw new AppError("not_found", "This erasure does not exist.");
	return toErasure(row);
}
