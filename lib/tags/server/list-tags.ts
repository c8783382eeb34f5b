import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** The most tags worth offering. */
const maxListed = 200;

/** Tags in use, including on archived objects, with how many segments and campaigns have each. */
export async function listTags(ctx: Context): Promise<{ items: { tag: string; uses: number }[] }> {
	allow(ctx, "segments.read");
	allow(ctx, "campaigns.read");
	const items = await ctx.db.$queryRaw<{ tag: string; uses: number }[]>`
		SELECT tag, count(*)::int AS uses FROM (
			SELECT unnest(tags) AS tag FROM segment WHERE workspace_id = ${ctx.workspace.id}
			UNION ALL
			SELECT unnest(tags) FROM campaign WHERE workspace_id = ${ctx.workspace.id}
		) used
		GROUP BY tag ORDER BY uses DESC, tag LIMIT ${maxListed}`;
	return { items };
}
