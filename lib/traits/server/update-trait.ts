import type { refreshTraitsJob } from "@/jobs/traits/refresh-workspace";
import { AppError } from "@/lib/kernel/app-error";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { type TraitDetail, type UpdateTraitInput, updateTraitInput } from "@/lib/traits/contracts";
import { sameDefinition } from "@/lib/traits/same-definition";
import { readTraitUsers } from "@/lib/traits/server/find-users";
import { getTrait } from "@/lib/traits/server/get-trait";
import { requireDefinition } from "@/lib/traits/server/require-definition";
import { readDefinition, requireTrait } from "@/lib/traits/server/trait-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Changes description or definition. A changed definition is a new version, computed for everyone at once;
 * until that is done the old values remain. While something uses the trait, its value type cannot change.
 */
export async function updateTrait(
	ctx: Context,
	traitId: string,
	given: UpdateTraitInput,
): Promise<TraitDetail> {
	allow(ctx, "traits.write");
	const input = updateTraitInput.parse(given);
	const { name } = await requireTrait(ctx, ctx.db, traitId);
	const next =
		input.definition === undefined ? undefined : await requireDefinition(ctx, input.definition, name);
	const users = next ? (await readTraitUsers(ctx))(name) : [];
	await ctx.db.$transaction(async (tx) => {
		await tx.$queryRaw`SELECT id FROM computed_trait WHERE id = ${traitId} FOR UPDATE`;
		const before = await requireTrait(ctx, tx, traitId);
		if (before.archivedAt) throw new AppError("precondition", "An archived trait cannot be changed.");
		if (input.basedOnVersion !== undefined && input.basedOnVersion !== before.currentVersion) {
			throw new AppError(
				"conflict",
				`Someone else has saved version ${before.currentVersion}. Reload to see it; your draft is kept.`,
			);
		}
		const old = await readDefinition(tx, traitId, before.currentVersion);
		const isNew = next !== undefined && !sameDefinition(next.definition, old);
		if (isNew && next.type !== before.valueType && users.length > 0) {
			throw new AppError(
				"precondition",
				`It would give a ${next.type} instead of a ${before.valueType}, and is used by ${users.map((user) => user.name).join(", ")}. Create a new trait instead.`,
			);
		}
		const version = before.currentVersion + (isNew ? 1 : 0);
		if (isNew) {
			await tx.computedTraitVersion.create({
				data: {
					traitId,
					version,
					definition: next.definition,
					createdBy: ctx.actor.id,
					createdName: ctx.actor.name,
					createdAt: ctx.now,
				},
			});
			await tx.traitDefinition.updateMany({
				where: { workspaceNumber: ctx.workspace.number, name: before.name },
				data: { type: next.type },
			});
			await enqueue<typeof refreshTraitsJob>(
				"traits.refresh-workspace",
				{ workspaceId: ctx.workspace.id, only: [traitId] },
				{ key: `traits:${ctx.workspace.id}`, transaction: tx },
			);
		}
		await tx.computedTrait.update({
			where: { id: traitId },
			data: {
				...(input.description === undefined ? {} : { description: input.description }),
				...(isNew
					? { kind: next.definition.kind, valueType: next.type, staleReason: null, nextTryAt: null }
					: {}),
				currentVersion: version,
				updatedAt: ctx.now,
			},
		});
		await recordAudit(tx, ctx, "trait.updated", traitId, { version, definitionChanged: isNew });
	});
	return getTrait(ctx, traitId);
}
