import { lockSyncs } from "@/lib/destinations/server/lock-syncs";
import type { Transaction } from "@/lib/platform/postgres/database";

/**
 * Whoever changes an order of a destination's syncs holds all of it: the next one waits, and sees the order as it was
 * saved. Syncs first, as a run that ends locks them.
 */
export async function lockOrder(tx: Transaction, destinationId: string): Promise<void> {
	await lockSyncs(tx, destinationId);
	await tx.$queryRaw`SELECT id FROM destination WHERE id = ${destinationId} FOR UPDATE`;
}
