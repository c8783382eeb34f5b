import { AppError } from "@/lib/kernel/app-error";
import { isSnapshotKept } from "@/lib/profiles/server/read-snapshot";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { SegmentRule } from "@/lib/rules/rule";
import { type BuiltLeaves, buildLeaves } from "@/lib/rules/server/build-leaves";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The conditions of some rules, built on one snapshot that existed the whole time; otherwise fails, to be
 * retried.
 */
export async function buildKeptLeaves(
	ctx: Context,
	rules: readonly SegmentRule[],
	scope: CompileScope,
	generation: string,
): Promise<BuiltLeaves> {
	const leaves = await buildLeaves(ctx, rules, scope, generation);
	if (scope.snapshot && !(await isSnapshotKept(ctx, scope.snapshot.build))) {
		throw new AppError("conflict", "The snapshot it read was replaced twice meanwhile.", { retryable: true });
	}
	return leaves;
}
