import { isGloballyHeldOut } from "@/lib/holdouts/global-holdout";
import { newId } from "@/lib/kernel/ids";
import type { Context } from "@/lib/workspaces/server/context";

/** A tenth of everyone is held out from now on; who, by the app's own hash. */
export async function holdGlobally(ctx: Context, startedAt = new Date()): Promise<(uid: number) => boolean> {
	const id = newId("glo");
	await ctx.db.globalHoldout.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			salt: id,
			shareBp: 1000,
			startedAt,
			countsFrom: startedAt,
			goalEvent: "Order Completed",
			currency: "USD",
			createdName: "Test",
		},
	});
	return (uid) => isGloballyHeldOut({ salt: id, shareBp: 1000 }, [uid]);
}
