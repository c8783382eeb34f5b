import type { Context } from "@/lib/workspaces/server/context";

const firstAfter = 5_000;
const growth = 4;

/**
 * Tells Postgres what the ledger holds, as it grows: its own look comes a minute after a large write at best, and until
 * then it plans as if a new sync had no keys. Each look costs some tenths of a second, so they become rarer.
 */
export function ledgerStatistics(ctx: Pick<Context, "db">): (inserted: number) => Promise<void> {
	let total = 0;
	let due = firstAfter;
	return async (inserted) => {
		total += inserted;
		if (total < due) return;
		while (due <= total) due *= growth;
		await ctx.db.$executeRaw`ANALYZE delivery_key, delivery_owner`;
	};
}
