import { newId } from "@/lib/kernel/ids";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * Records who did what, in the transaction that does it. `action` is noun.verb in the past tense; never pass
 * secrets.
 */
export async function recordAudit(
	tx: Transaction,
	ctx: Context,
	action: string,
	entityId: string,
	detail: { [key: string]: Json } = {},
): Promise<void> {
	await tx.auditEntry.create({
		data: {
			id: newId("aud", ctx.now.getTime()),
			workspaceId: ctx.workspace.id,
			actorKind: ctx.actor.kind,
			actorId: ctx.actor.id,
			actorName: ctx.actor.name,
			action,
			entityId,
			detail,
			requestId: ctx.requestId,
			at: ctx.now,
		},
	});
}
