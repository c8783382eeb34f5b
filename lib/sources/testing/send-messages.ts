import { z } from "zod";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { readMessage } from "@/lib/sources/messages/read-message";
import { type Accepted, acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import type { Context } from "@/lib/workspaces/server/context";

let counter = 0;
const calls = new Map<string, number>();

/** Takes Segment-shaped messages the way ingest does, and waits until the warehouse has them. For tests and seeds. */
export async function sendMessages(ctx: Context, messages: object[], source = "test"): Promise<Accepted> {
	const intakes = messages.map((message) => {
		const read = readMessage(message, {
			receivedAt: ctx.now.getTime(),
			fallbackId: `${ctx.workspace.id}-${counter++}`,
		});
		if (!read.ok) throw new Error(`${read.field} ${read.reason}`);
		return read.intake;
	});
	const call = calls.get(ctx.workspace.id) ?? 0;
	calls.set(ctx.workspace.id, call + 1);
	const accepted = await acceptMessages(ctx.db, new Catalogue(), intakes, {
		ws: ctx.workspace.number,
		source,
		// Each call of a workspace is recorded after the one before, even while the test's clock does not move.
		now: new Date(ctx.now.getTime() + call),
		keepForever: false,
	});
	await settleOutbox(ctx.db, ctx.warehouse);
	return accepted;
}

const countRows = defineQuery({
	name: "sources.count_rows",
	row: z.object({ n: z.coerce.number() }),
	build: ({ ws, table }: { ws: number; table: string }) => ({
		sql: `SELECT count() AS n FROM ${table} WHERE ws = {ws:UInt32}`,
		params: { ws },
	}),
});

/** How many rows of a workspace a warehouse table holds. */
export async function rowsIn(ctx: Context, table: string): Promise<number> {
	return (await countRows(ctx.warehouse, { ws: ctx.workspace.number, table }))[0]?.n ?? 0;
}
