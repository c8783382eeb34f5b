import { AppError } from "@/lib/kernel/app-error";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import type { Context } from "@/lib/workspaces/server/context";

const outboxPatienceMs = 5_000;

/**
 * Messages acknowledged before work that reads everyone are counted in it, though they may still be on their
 * way to the warehouse. Rejected rows must not stop such work forever: after a while they count as late, as
 * they do anyway.
 */
export async function waitForAcknowledged(ctx: Context): Promise<void> {
	try {
		await settleOutbox(ctx.db, ctx.warehouse, { timeoutMs: outboxPatienceMs });
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
	}
}
