import type { Erasure } from "@/lib/privacy/api";
import { readWait } from "@/lib/privacy/read-wait";
import { getErasure } from "@/lib/privacy/server/list-erasures";
import { enqueueAttempt } from "@/lib/privacy/server/run-due-erasures";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Retries what is still open of an erasure now instead of at its next attempt. One that is finished, or can
 * only wait, is returned unchanged, with the time it can be retried.
 */
export async function retryErasure(ctx: Context, { erasureId }: { erasureId: string }): Promise<Erasure> {
	allow(ctx, "erasures.write");
	const erasure = await getErasure(ctx, { erasureId });
	const { status, nextTryAt } = erasure;
	if (status === "running" && nextTryAt && readWait(erasure, ctx.now.getTime()) === null) {
		const due = { id: erasureId, workspaceId: ctx.workspace.id, nextTryAt: new Date(nextTryAt) };
		await ctx.db.$transaction(async (tx) => {
			await enqueueAttempt(tx, due, ctx.now);
			await recordAudit(tx, ctx, "person.erasure_retried", erasureId);
		});
	}
	return await getErasure(ctx, { erasureId });
}
