import { AppError } from "@/lib/kernel/app-error";
import { comesBefore } from "@/lib/syncs/comes-before";
import type { OrderSyncsInput } from "@/lib/syncs/edit-contracts";
import { listSyncs } from "@/lib/syncs/server/get-sync";
import { lockOrder } from "@/lib/syncs/server/lock-order";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Sets which syncs of a destination are in a priority group, and in what order, all at once: saved one by one, two
 * of them would share a place in between. `before` is the order its author saw; another one is a conflict.
 */
export async function orderSyncs(
	ctx: Context,
	{ destinationId, priorityGroup, syncIds, before }: OrderSyncsInput,
): ReturnType<typeof listSyncs> {
	allow(ctx, "syncs.write");
	await ctx.db.$transaction(async (tx) => {
		// Two who save at once: the second one waits here, and sees what the first one saved.
		await lockOrder(tx, destinationId);
		const syncs = await tx.sync.findMany({
			where: { workspaceId: ctx.workspace.id, destinationId, archivedAt: null },
			select: { id: true, name: true, priorityGroup: true, priority: true, createdAt: true },
		});
		const members = syncs
			.filter((one) => one.priorityGroup === priorityGroup)
			.sort((one, other) => (comesBefore(one, other) ? -1 : 1));
		if (members.map(({ id }) => id).join() !== before.join()) {
			throw new AppError(
				"conflict",
				"Someone else changed the order in the meantime. Nothing was saved: close this, look at the new order, and make your change again.",
			);
		}
		const issues = syncIds.flatMap((id, index) => {
			const path = `syncIds.${index}`;
			const sync = syncs.find((one) => one.id === id);
			if (!sync) return [{ path, message: "This sync is not one of this destination." }];
			if (syncIds.indexOf(id) !== index) return [{ path, message: `“${sync.name}” is in the order twice.` }];
			if (sync.priorityGroup !== null && sync.priorityGroup !== priorityGroup)
				return [
					{
						path,
						message: `“${sync.name}” is in the order “${sync.priorityGroup}”. Remove it from that one first.`,
					},
				];
			return [];
		});
		if (issues[0]) throw new AppError("invalid", issues[0].message, { issues });
		for (const sync of syncs) {
			const place = syncIds.indexOf(sync.id);
			const after =
				place >= 0
					? { priorityGroup, priority: place + 1 }
					: sync.priorityGroup === priorityGroup
						? { priorityGroup: null, priority: null }
						: null;
			if (!after || (after.priorityGroup === sync.priorityGroup && after.priority === sync.priority))
				continue;
			await tx.sync.update({ where: { id: sync.id }, data: after });
			await recordAudit(tx, ctx, "sync.updated", sync.id, { name: sync.name, ...after });
		}
	});
	return await listSyncs(ctx, { destinationId });
}
