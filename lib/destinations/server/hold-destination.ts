import { AppError } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";

/** Until the transaction ends, no one disconnects this destination; a conflict when someone did meanwhile. */
export async function holdDestination(tx: Transaction, destinationId: string): Promise<void> {
	const rows = await tx.$queryRaw<unknown[]>`
		SELECT 1 FROM destination WHERE id = ${destinationId} AND archived_at IS NULL FOR SHARE`;
	if (rows.length === 0) throw new AppError("conflict", "This destination was disconnected in the meantime.");
}
