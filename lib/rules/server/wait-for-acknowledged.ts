import { AppError } from "@/lib/kernel/app-error";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import type { Context } from "@/lib/workspaces/server/context";

const outboxPatienceMs = 5_000;

/**
 * Messages that were acknowledged before the refresh are counted in it, though they may still be on their way to the
 * warehouse. Rows it refuses must not stop every refresh: after a while they count as late, as they do anyway. Answers whether all of them have arrived.
 */
export async function waitForAcknowledged(ctx: Context): Promise<boolean> {
	try {
		await settleOutbox(ctx.db, ctx.warehouse, { timeoutMs: outboxPatienceMs });
		return true;
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
		return false;
	}
}
