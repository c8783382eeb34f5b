import type { Context } from "@/lib/workspaces/server/context";

const firstAfter = 5_000;
const growth = 4;

/**
 * Tells Postgres what the ledger holds, as it grows: its own look comes a minute after a large write at best, and until
 * then it plans as if a new sync had no keys. They become rarer as the ledger grows.
 */
export function ledgerStatistics(ctx: Pick<Context, "db">): (inserted: number) => Promise<void> {
	let total = 0;
	let due = firstAfter;
	return async (inserted) => {
		total += inserted;
		if (total < due) return;
		while (due <= total) due *= growth;
		await ctx.db.$transaction([
			// A small sample: which syncs have how many keys is all that matters.
			ctx.db.$executeRaw`SET LOCAL default_statistics_target = 10`,
			ctx.db.$executeRaw`ANALYZE delivery_key, delivery_owner`,
		]);
	};
}
