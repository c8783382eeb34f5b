import type { Transaction } from "@/lib/platform/postgres/database";

/** Whoever changes what a destination's runs rely on holds its syncs first: in the order in which a run locks them. */
export async function lockSyncs(tx: Transaction, destinationId: string): Promise<void> {
	await tx.$queryRaw`SELECT id FROM sync WHERE destination_id = ${destinationId} ORDER BY id FOR UPDATE`;
}
