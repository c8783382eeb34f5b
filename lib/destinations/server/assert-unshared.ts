import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";
import { AppError } from "@/lib/kernel/app-error";
import type { Prisma } from "@/lib/platform/postgres/generated/client";

/** Refuses more syncs to a destination than `max` where they would overwrite each other's people. */
export async function assertUnshared(
	tx: Prisma.TransactionClient,
	destinationId: string,
	network: DestinationDefinition,
	connection: Connection,
	{ max, path }: { max: number; path: string },
): Promise<void> {
	const shared = network.sharedBySyncs?.(connection) ?? null;
	if (shared === null) return;
	if ((await tx.sync.count({ where: { destinationId, archivedAt: null } })) <= max) return;
	const message = `Syncs to this destination share ${shared}, and whoever leaves one of them may still be in another. Connect ${network.name} once more for each of the others, with a table of its own.`;
	throw new AppError("invalid", message, { issues: [{ path, message }] });
}
