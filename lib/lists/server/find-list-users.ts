import type { Database, Transaction } from "@/lib/platform/postgres/database";
import { mentionsOf } from "@/lib/rules/mentions";
import { segmentRule } from "@/lib/rules/rule";
import type { Context } from "@/lib/workspaces/server/context";

/** Segments, not archived, whose current rule names a list. */
export async function findListUsers(
	db: Database | Transaction,
	ctx: Pick<Context, "workspace">,
	listId: string,
): Promise<{ id: string; name: string }[]> {
	const rows = await db.$queryRaw<{ id: string; name: string; rule: unknown }[]>`
		SELECT s.id, s.name, v.rule FROM segment s
		JOIN segment_version v ON v.segment_id = s.id AND v.version = s.current_version
		WHERE s.workspace_id = ${ctx.workspace.id} AND s.archived_at IS NULL AND position(${listId} IN v.rule::text) > 0
		ORDER BY s.name`;
	return rows
		.filter(({ rule }) => {
			const parsed = segmentRule.safeParse(rule);
			return parsed.success && mentionsOf([parsed.data]).lists.includes(listId);
		})
		.map(({ id, name }) => ({ id, name }));
}
