import { AppError } from "@/lib/kernel/app-error";
import type { ValueType } from "@/lib/rules/catalog";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { TraitDetail } from "@/lib/traits/contracts";
import { readTraitUsers } from "@/lib/traits/server/find-users";
import { getTrait } from "@/lib/traits/server/get-trait";
import { requireTrait } from "@/lib/traits/server/trait-row";
import { clearValues } from "@/lib/traits/server/trait-writes";
import { asOfRun } from "@/lib/traits/server/usable-definition";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Archives a computed trait: no one has a value any more, rules can no longer name it, and its name is free
 * again. Its history stays. Refused while a segment or another trait uses it.
 */
export async function archiveTrait(ctx: Context, traitId: string): Promise<TraitDetail> {
	allow(ctx, "traits.write");
	const trait = await requireTrait(ctx, ctx.db, traitId);
	if (!trait.archivedAt) {
		const users = (await readTraitUsers(ctx))(trait.name);
		if (users.length > 0) {
			const names = users.map(({ kind, name }) => `the ${kind} ${name}`).join(", ");
			throw new AppError("precondition", `Still used by ${names}: remove it there first.`);
		}
		await ctx.db.$transaction(async (tx) => {
			const { count } = await tx.computedTrait.updateMany({
				where: { id: traitId, archivedAt: null },
				data: { archivedAt: ctx.now, updatedAt: ctx.now, people: 0 },
			});
			if (count === 0) return;
			await tx.traitDefinition.deleteMany({
				where: { workspaceNumber: ctx.workspace.number, name: trait.name, isComputed: true },
			});
			await recordAudit(tx, ctx, "trait.archived", traitId, { name: trait.name });
		});
	}
	// Again after an interruption: what is unset already is not written twice.
	await clearValues(ctx, {
		trait: trait.name,
		// Safe because only this noun writes the column, with these values.
		type: trait.valueType as ValueType,
		scope: await scopeOf(ctx, asOfRun(ctx, trait), []),
		recordedAt: new Date(),
	});
	return getTrait(ctx, traitId);
}
