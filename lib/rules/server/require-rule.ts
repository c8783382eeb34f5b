import { AppError } from "@/lib/kernel/app-error";
import type { Catalog } from "@/lib/rules/catalog";
import { checkRule, type RuleProblem } from "@/lib/rules/check/check-rule";
import type { SegmentRule } from "@/lib/rules/rule";
import { readCatalog } from "@/lib/rules/server/read-catalog";
import { sealAddresses } from "@/lib/rules/server/seal-addresses";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The rule, checked against the workspace's names; refuses one with problems, telling each at its leaf. Addresses that
 * someone typed are replaced by their hashes: nothing behind this sees them.
 */
export async function requireRule(ctx: Context, input: unknown): Promise<SegmentRule> {
	return requireRuleOf(await readCatalog(ctx), ctx, input);
}

/** The same against names that were read already. */
export function requireRuleOf(
	catalog: Catalog,
	ctx: Pick<Context, "workspace">,
	input: unknown,
): SegmentRule {
	const checked = checkRule(input, catalog, ctx.workspace.timeZone);
	if (checked.ok) return sealAddresses(checked.rule);
	const issues = checked.problems.map((problem) => ({ path: issuePath(problem), message: problem.message }));
	throw new AppError("invalid", `The rule cannot be used: ${issues[0]?.message ?? "it has problems"}.`, {
		issues,
	});
}

/** `rule.rules.0.where.rules.1.value`: the way through the rule as the caller wrote it. */
function issuePath({ path, part }: RuleProblem): string {
	const steps = path.map((step, index) => {
		const before = path[index - 1];
		// Conditions are in the `rules` of a group; steps and events of a condition in lists of their own.
		const isCondition = typeof step === "number" && (typeof before !== "string" || before === "where");
		return isCondition ? `rules.${step}` : String(step);
	});
	return ["rule", ...steps, ...(part ? [part] : [])].join(".");
}
