import { archiveDestination } from "@/lib/destinations/server/archive-destination";
import { AppError } from "@/lib/kernel/app-error";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Ends a subscription: its sync, and the webhook that was made for it. Nothing is posted any more. */
export async function unsubscribeHook(ctx: Context, hookId: string): Promise<{ id: string }> {
	allow(ctx, "destinations.write");
	const sync = await ctx.db.sync.findFirst({
		where: {
			id: hookId,
			workspaceId: ctx.workspace.id,
			archivedAt: null,
			destination: { network: "webhook", settings: { path: ["firstRunId"], not: "" } },
		},
	});
	if (!sync) throw new AppError("not_found", "This subscription does not exist, or has ended.");
	await archiveSync(ctx, sync.id, { audience: "leave" });
	try {
		await archiveDestination(ctx, sync.destinationId);
	} catch (error) {
		// Someone's removal is still to be told, or another sync came to use it: it stays, visible under Destinations.
		if (!(error instanceof AppError) || error.code !== "conflict") throw error;
	}
	return { id: hookId };
}
