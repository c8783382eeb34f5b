import { AppError } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import { mentionsOf } from "@/lib/rules/mentions";
import type { SegmentRule } from "@/lib/rules/rule";
import { findChainProblem } from "@/lib/segments/segment-chain";
import { readChain } from "@/lib/segments/server/read-chain";
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
