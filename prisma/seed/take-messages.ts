import { flushOutbox, settleOutbox } from "@/lib/platform/warehouse/outbox";
import type { Intake } from "@/lib/sources/intake";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import type { Context } from "@/lib/workspaces/server/context";

const perBatch = 5_000;

/** Accepts messages the way an import does; returns each user id's person number. */
export async function takeMessages(
	ctx: Context,
	source: string,
	intakes: Intake[],
): Promise<Map<string, number>> {
	const uids = new Map<string, number>();
	const catalogue = new Catalogue();
	let flushing: Promise<void> = Promise.resolve();
	for (let at = 0; at < intakes.length; at += perBatch) {
		const batch = intakes.slice(at, at + perBatch);
		const accepted = await acceptMessages(ctx.db, catalogue, batch, {
			ws: ctx.workspace.number,
			source,
			now: new Date(),
			keepForever: false,
		});
		for (const [i, intake] of batch.entries()) {
			const uid = accepted.uids[i];
			const [first] = intake.identifiers;
			if (uid && first?.kind === "user_id") uids.set(first.value, uid);
		}
		await flushing;
		flushing = flushOutbox(ctx.db, ctx.warehouse);
	}
	await flushing;
	await settleOutbox(ctx.db, ctx.warehouse);
	return uids;
}
