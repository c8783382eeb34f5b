import type { Database, Transaction } from "@/lib/platform/postgres/database";

/**
 * Runs statements that read or change much of large tables, in one transaction without nested loops. Right after a
 * large write Postgres believes the tables to be almost empty and compares every row of one with every row of the other:
 * a count of 50 000 people then takes minutes.
 */
export async function readWhole<T>(
	db: Pick<Database, "$transaction">,
	work: (tx: Transaction) => Promise<T>,
): Promise<T> {
	return await db.$transaction(
		async (tx) => {
			await tx.$executeRaw`SET LOCAL enable_nestloop = off`;
			return await work(tx);
		},
		{ timeout: 120_000 },
	);
}
