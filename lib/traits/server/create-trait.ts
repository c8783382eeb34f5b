import type { refreshTraitsJob } from "@/jobs/traits/refresh-workspace";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { type CreateTraitInput, createTraitInput, type TraitDetail } from "@/lib/traits/contracts";
import { getTrait } from "@/lib/traits/server/get-trait";
import { requireDefinition } from "@/lib/traits/server/require-definition";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Stores a definition as the first version of a new computed trait and enqueues its computation for everyone.
 */
export async function createTrait(ctx: Context, given: CreateTraitInput): Promise<TraitDetail> {
	allow(ctx, "traits.write");
	const input = createTraitInput.parse(given);
	const { definition, type } = await requireDefinition(ctx, input.definition, input.name);
	const id = newId("ctr", ctx.now.getTime());
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.traitDefinition.createMany({
			data: {
				workspaceNumber: ctx.workspace.number,
				name: input.name,
				type,
				isComputed: true,
				firstSeenAt: ctx.now,
				lastSeenAt: ctx.now,
			},
			skipDuplicates: true,
		});
		if (count === 0) {
			throw new AppError(
				"conflict",
				`There is a trait called “${input.name}” already: choose another name.`,
				{
					issues: [{ path: "name", message: "is used by another trait" }],
				},
			);
		}
		await tx.computedTrait.create({
			data: {
				id,
				workspaceId: ctx.workspace.id,
				name: input.name,
				description: input.description,
				kind: definition.kind,
				valueType: type,
				ownerId: ctx.actor.id,
				ownerName: ctx.actor.name,
				currentVersion: 1,
				createdAt: ctx.now,
				updatedAt: ctx.now,
				versions: {
					create: {
						version: 1,
						definition,
						createdBy: ctx.actor.id,
						createdName: ctx.actor.name,
						createdAt: ctx.now,
					},
				},
			},
		});
		await recordAudit(tx, ctx, "trait.created", id, { name: input.name, kind: definition.kind });
		await enqueue<typeof refreshTraitsJob>(
			"traits.refresh-workspace",
			{ workspaceId: ctx.workspace.id, only: [id] },
			{ key: `traits:${ctx.workspace.id}`, transaction: tx },
		);
	});
	return getTrait(ctx, id);
}
