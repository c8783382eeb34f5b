import type { Transaction } from "@/lib/platform/postgres/database";
import { tagKey } from "@/lib/tags/tag-list";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The tags as the workspace already spells them: typing "vip" where "VIP" is in use means "VIP". Serialized
 * per workspace, so that two people cannot introduce two spellings at once.
 */
export async function adoptSpelling(
	ctx: Pick<Context, "workspace">,
	tx: Transaction,
	tags: readonly string[],
	/** The tagged object, if it exists already: a tag only it uses may be respelled. */
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
