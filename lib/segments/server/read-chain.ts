import type { Transaction } from "@/lib/platform/postgres/database";
import { mentionsOf } from "@/lib/rules/mentions";
import { segmentRule } from "@/lib/rules/rule";
import type { ChainLink } from "@/lib/segments/segment-chain";
import type { Context } from "@/lib/workspaces/server/context";

/** Every segment that is not archived, with those its current rule builds on. */
export async function readChain(tx: Pick<Transaction, "$queryRaw">, ctx: Context): Promise<ChainLink[]> {
	// Most rules name no segment and need not be read.
	const rows = await tx.$queryRaw<{ id: string; name: string; campaignId: string | null; rule: unknown }[]>`
		SELECT s.id, s.name, s.campaign_id AS "campaignId", CASE WHEN v.rule::text LIKE '%"seg\\_%' THEN v.rule END AS rule
		FROM segment s JOIN segment_version v ON v.segment_id = s.id AND v.version = s.current_version
		WHERE s.workspace_id = ${ctx.workspace.id} AND s.archived_at IS NULL`;
	return rows.map(({ id, name, campaignId, rule }) => {
		const parsed = segmentRule.safeParse(rule);
		return { id, name, campaignId, buildsOn: parsed.success ? mentionsOf([parsed.data]).segments : [] };
	});
}
