import { findDestination } from "@/lib/destinations/server/get-destination";
import { sealCredentials } from "@/lib/destinations/server/open-connection";
import { readOwedRemovals } from "@/lib/destinations/server/read-owed-removals";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Archives a destination and deletes its secrets. Refused while a sync delivers to it, or someone is still to be removed. */
export async function archiveDestination(ctx: Context, destinationId: string): Promise<{ id: string }> {
	allow(ctx, "destinations.write");
	const stored = await findDestination(ctx, destinationId);
	await ctx.db.$transaction(async (tx) => {
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
		const owed = await readOwedRemovals(tx, stored.id);
		if (owed !== null) {
			throw new AppError(
				"conflict",
				`${owed} have not been removed from it yet. Wait until they are: without its secrets, no one can be removed any more.`,
			);
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
		// Nor can someone who is on the network's page now bring another.
		await tx.authorizationRequest.deleteMany({ where: { destinationId: stored.id } });
		if (count > 0) await recordAudit(tx, ctx, "destination.archived", stored.id, { name: stored.name });
	});
	return { id: stored.id };
}
