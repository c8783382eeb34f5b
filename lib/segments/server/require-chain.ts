import { AppError } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import { mentionsOf } from "@/lib/segments/mentions";
import { type SegmentRule, segmentRule } from "@/lib/segments/rule";
import { type ChainLink, findChainProblem } from "@/lib/segments/segment-chain";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Refuses a rule by which its segment would build on itself, or too many segments on one another. Holds the workspace's
 * row until the transaction ends: two changes that only together make a cycle wait for each other.
 */
export async function requireChain(
	tx: Transaction,
	ctx: Context,
	changed: { id: string; name: string },
	rule: SegmentRule,
): Promise<void> {
	const buildsOn = mentionsOf([rule]).segments;
	if (buildsOn.length === 0) return;
	await tx.$queryRaw`SELECT number FROM workspace WHERE number = ${ctx.workspace.number} FOR NO KEY UPDATE`;
	const problem = findChainProblem({ ...changed, buildsOn }, await readChain(tx, ctx));
	if (problem === null) return;
	throw new AppError("invalid", `${problem}.`, { issues: [{ path: "rule", message: problem }] });
}

/** Every segment that is not archived, with those its current rule builds on. */
async function readChain(tx: Transaction, ctx: Context): Promise<ChainLink[]> {
	// Most rules name no segment and need not be read.
	const rows = await tx.$queryRaw<{ id: string; name: string; rule: unknown }[]>`
		SELECT s.id, s.name, CASE WHEN v.rule::text LIKE '%"seg\\_%' THEN v.rule END AS rule
		FROM segment s JOIN segment_version v ON v.segment_id = s.id AND v.version = s.current_version
		WHERE s.workspace_id = ${ctx.workspace.id} AND s.archived_at IS NULL`;
	return rows.map(({ id, name, rule }) => {
		const parsed = segmentRule.safeParse(rule);
		return { id, name, buildsOn: parsed.success ? mentionsOf([parsed.data]).segments : [] };
	});
}
