import { z } from "zod";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { settleFlushes } from "@/lib/platform/warehouse/outbox";
import type { WholeUpTo } from "@/lib/rules/server/seen-rows";
import type { Context } from "@/lib/workspaces/server/context";

/** A tick waits so long for rows that are being sent to arrive. */
const flushPatienceMs = 5_000;

const clockQuery = defineQuery({
	name: "segments.read_clock",
	row: z.object({ now: z.coerce.number() }),
	build: () => ({ sql: "SELECT toUnixTimestamp64Milli(now64(3)) AS now", params: {} }),
});

/**
 * Waits until what was being sent to the warehouse has arrived, while something else is read. Also returns up
 * to which instants the found rows are complete: a row noticed before this began belongs to something that
 * has arrived; of what was sent later, not everything may be visible. Nothing is known when not all arrived.
 * `writesAfterMs` returns how old the rows of work that bypasses the outbox must be, 0 when none is running;
 * it is called after the clock is read.
 */
export async function settleWhile<Read>(
	ctx: Context,
	read: () => Promise<Read>,
	writesAfterMs: () => Promise<number>,
): Promise<{ found: Read; wholeUpTo: WholeUpTo }> {
	const [found, [clock]] = await Promise.all([read(), clockQuery(ctx.warehouse, {})]);
	// Not sooner: what is sent after the clock was read may be sent before this looks.
	const [isSettled, afterMs] = await Promise.all([settleFlushes(ctx.db, flushPatienceMs), writesAfterMs()]);
	const queuedMs = isSettled && clock ? clock.now : Number.NEGATIVE_INFINITY;
	return { found, wholeUpTo: { queuedMs, otherMs: queuedMs - afterMs } };
}
