import { AppError } from "@/lib/kernel/app-error";
import type { ValueType } from "@/lib/rules/catalog";
import { readCatalog } from "@/lib/rules/server/read-catalog";
import { checkDefinition } from "@/lib/traits/check-definition";
import type { TraitDefinition } from "@/lib/traits/definition";
import { dependenciesOf, findCycle } from "@/lib/traits/dependencies";
import { readDependencyNodes } from "@/lib/traits/server/find-users";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The definition, checked against the workspace's names; refuses one with problems, telling each at its place, and one
 * that leads back to the trait itself, telling the way.
 */
export async function requireDefinition(
	ctx: Context,
	input: unknown,
	name: string | undefined,
): Promise<{ definition: TraitDefinition; type: ValueType }> {
	const checked = checkDefinition(input, await readCatalog(ctx), ctx.workspace.timeZone);
	if (!checked.ok) {
		const issues = checked.problems.map(({ path, part, message }) => ({
			path: ["definition", ...path, ...(part ? [part] : [])].join("."),
			message,
		}));
		throw new AppError(
			"invalid",
			`The trait cannot be computed: ${issues[0]?.message ?? "it has problems"}.`,
			{
				issues,
			},
		);
	}
	const reads = dependenciesOf(checked.definition);
	const isPlain = reads.traits.length === 0 && reads.segments.length === 0;
	if (name === undefined || isPlain) return checked;
	const cycle = findCycle(name, await readDependencyNodes(ctx, { name, reads }));
	if (!cycle) return checked;
	const way = cycle.join(" → ");
	throw new AppError("invalid", `The trait would depend on itself: ${way}.`, {
		issues: [{ path: "definition", message: `leads back to itself: ${way}` }],
	});
}
