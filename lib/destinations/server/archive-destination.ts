import { owedSubject } from "@/lib/destinations/owed-removals";
import { findDestination } from "@/lib/destinations/server/get-destination";
import { lockSyncs } from "@/lib/destinations/server/lock-syncs";
import { sealCredentials } from "@/lib/destinations/server/open-connection";
import { settleOwedRemovals } from "@/lib/destinations/server/settle-owed-removals";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Archives a destination and deletes its secrets. Refused while a sync delivers to it, or someone is still to be
 * removed, unless exactly so many people's removals are given up.
 */
export async function archiveDestination(
	ctx: Context,
	destinationId: string,
	{ givesUpRemovals }: { givesUpRemovals?: number | undefined } = {},
): Promise<{ id: string }> {
	allow(ctx, "destinations.write");
	if (givesUpRemovals !== undefined) allow(ctx, "erasures.write");
	const stored = await findDestination(ctx, destinationId);
	await ctx.db.$transaction(
		async (tx) => {
			// In the order in which a run that ends locks them.
			await lockSyncs(tx, stored.id);
			// Two at once: a sync created meanwhile is seen here, or sees the destination archived.
			await tx.$queryRaw`SELECT id FROM destination WHERE id = ${stored.id} FOR UPDATE`;
			const syncs = await tx.sync.findMany({
				where: { destinationId: stored.id, archivedAt: null },
				select: { name: true },
				take: 5,
			});
			if (syncs.length > 0) {
				const names = syncs.map((sync) => `"${sync.name}"`).join(", ");
				throw new AppError("conflict", `Syncs still deliver here: ${names}. Archive them first.`);
			}
			const { count } = await tx.destination.updateMany({
				where: { id: stored.id, archivedAt: null },
				data: {
					archivedAt: ctx.now,
					status: "disconnected",
					credentialsEncrypted: sealCredentials({ settings: {}, credentials: {} }),
					tokenEncrypted: null,
					tokenExpiresAt: null,
					needsReconnect: false,
				},
			});
			// Someone else disconnected it meanwhile, and answered what that asks.
			if (count === 0) return;
			// Without its secrets no one can be removed any more.
			await settleOwedRemovals(tx, ctx, stored, {
				givesUpRemovals,
				refusal: (owed) =>
					`${owedSubject(owed)} not been removed from it yet. Wait until they are. If it can no longer be reached, give these removals up: what it holds of these people then stays there, and their receipts say so.`,
				stopped: "Stopped because the destination was disconnected.",
				movedAway: false,
				now: ctx.now,
			});
			// Nor can someone who is on the network's page now bring another.
			await tx.authorizationRequest.deleteMany({ where: { destinationId: stored.id } });
			await tx.optOutFeed.updateMany({
				where: { destinationId: stored.id },
				data: { pushFormat: null, pushSecretEncrypted: null },
			});
			await recordAudit(tx, ctx, "destination.archived", stored.id, { name: stored.name });
		},
		{ timeout: 120_000 },
	);
	return { id: stored.id };
}
