import type { Transaction } from "@/lib/platform/postgres/database";
import { tagKey } from "@/lib/tags/tag-list";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The tags as the workspace already spells them: who types "vip" where "VIP" is in use means that one. One at a time in
 * a workspace, so that two people cannot bring in two spellings at once.
 */
export async function adoptSpelling(
	ctx: Pick<Context, "workspace">,
	tx: Transaction,
	tags: readonly string[],
	/** What they are the tags of, where it is there already: its own spelling is its own to change. */
	bearerId: string | null = null,
): Promise<string[]> {
	if (tags.length === 0) return [];
	await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('tags'), hashtext(${ctx.workspace.id}))`;
	const used = await tx.$queryRaw<{ tag: string }[]>`
		SELECT unnest(tags) AS tag FROM segment
		WHERE workspace_id = ${ctx.workspace.id} AND id IS DISTINCT FROM ${bearerId}
		UNION
		SELECT unnest(tags) FROM campaign WHERE workspace_id = ${ctx.workspace.id} AND id IS DISTINCT FROM ${bearerId}
		ORDER BY tag`;
	const spelling = new Map(used.map(({ tag }) => [tagKey(tag), tag]));
	return tags.map((each) => spelling.get(tagKey(each)) ?? each);
}
