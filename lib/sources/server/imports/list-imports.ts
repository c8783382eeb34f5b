import type { z } from "zod";
import type { pageQuery } from "@/lib/kernel/page";
import type { ImportView } from "@/lib/sources/files/import-contracts";
import { importView, withProblemCount } from "@/lib/sources/server/imports/import-view";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Imports, newest first. */
export async function listImports(
	ctx: Context,
	{ cursor, limit }: z.output<typeof pageQuery>,
): Promise<{ items: ImportView[]; nextCursor: string | null }> {
	allow(ctx, "data.read");
	const rows = await ctx.db.import.findMany({
		where: { workspaceId: ctx.workspace.id, ...(cursor ? { id: { lt: cursor } } : {}) },
		include: withProblemCount,
		orderBy: { id: "desc" },
		take: limit + 1,
	});
	const items = rows.slice(0, limit).map(importView);
	return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
