import { mentionsOf } from "@/lib/rules/mentions";
import { segmentRule } from "@/lib/rules/rule";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Segments whose current rules build on this one. */
export async function listDependants(
	ctx: Context,
	segmentId: string,
): Promise<{ id: string; name: string }[]> {
	allow(ctx, "segments.read");
	const rows = await ctx.db.$queryRaw<{ id: string; name: string; rule: unknown }[]>`
		SELECT s.id, s.name, v.rule FROM segment s
		JOIN segment_version v ON v.segment_id = s.id AND v.version = s.current_version
		WHERE s.workspace_id = ${ctx.workspace.id} AND s.archived_at IS NULL AND s.campaign_id IS NULL AND s.id <> ${segmentId}
			AND position(${segmentId} IN v.rule::text) > 0
		ORDER BY s.name`;
	return rows.flatMap(({ id, name, rule }) =>
		mentionsOf([segmentRule.parse(rule)]).segments.includes(segmentId) ? [{ id, name }] : [],
	);
}
