import { AppError } from "@/lib/kernel/app-error";
import type { Catalog } from "@/lib/rules/catalog";
import { checkRule, type RuleProblem } from "@/lib/rules/check/check-rule";
import type { Names } from "@/lib/rules/leaf-kind";
import type { SegmentRule } from "@/lib/rules/rule";
import { readCatalog, readRecentCatalog } from "@/lib/rules/server/read-catalog";
import { sealAddresses } from "@/lib/rules/server/seal-addresses";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The rule, checked against the workspace's names; refuses one with problems, telling each at its leaf. Addresses that
 * somebody typed are replaced by their hashes: nothing behind this sees them.
 */
export async function requireRule(ctx: Context, input: unknown): Promise<SegmentRule> {
	return (await requireNamedRule(ctx, input)).rule;
}

/** The same for a rule that is only asked about, with the names of what it mentions by id. */
export async function requireRecentRule(
	ctx: Context,
	input: unknown,
): Promise<{ rule: SegmentRule; names: Names }> {
	const catalog = await readRecentCatalog(ctx);
	const checked = checkRule(input, catalog, ctx.workspace.timeZone);
	// What looks wrong may only be new.
	return checked.ok
		? { rule: sealAddresses(checked.rule), names: namesOf(catalog) }
		: requireNamedRule(ctx, input);
}

function namesOf({ segments, lists }: Catalog): Names {
	return {
		segment: (id) => segments.get(id)?.name,
		list: (id) => lists.get(id),
		campaign: () => undefined,
	};
}

async function requireNamedRule(ctx: Context, input: unknown): Promise<{ rule: SegmentRule; names: Names }> {
	const catalog = await readCatalog(ctx);
	const checked = checkRule(input, catalog, ctx.workspace.timeZone);
	if (checked.ok) return { rule: sealAddresses(checked.rule), names: namesOf(catalog) };
	const issues = checked.problems.map((problem) => ({ path: issuePath(problem), message: problem.message }));
	throw new AppError("invalid", `The rule cannot be used: ${issues[0]?.message ?? "it has problems"}.`, {
		issues,
	});
}

/** `rule.rules.0.where.rules.1.value`: the way through the rule as the caller wrote it. */
function issuePath({ path, part }: RuleProblem): string {
	const steps = path.map((step, index) => {
		const before = path[index - 1];
		// Conditions stand in the `rules` of a group; steps and events of a condition in lists of their own.
		const isCondition = typeof step === "number" && (typeof before !== "string" || before === "where");
		return isCondition ? `rules.${step}` : String(step);
	});
	return ["rule", ...steps, ...(part ? [part] : [])].join(".");
}
