import type { Rate } from "@/lib/destinations/contract";
import { sealCredentials } from "@/lib/destinations/server/open-connection";
import type { Account } from "@/lib/destinations/server/take-slot";
import { newId } from "@/lib/kernel/ids";
import type { Context } from "@/lib/workspaces/server/context";

/** A stored destination to count requests for; nothing is sent to it. */
export async function createTestAccount(ctx: Context, rate: Rate | null): Promise<Account> {
	const destinationId = newId("dst");
	await ctx.db.destination.create({
		data: {
			id: destinationId,
			workspaceId: ctx.workspace.id,
			network: "webhook",
			name: "Hook",
			status: "connected",
			createdBy: ctx.actor.name,
			settings: {},
			credentialsEncrypted: sealCredentials({ settings: {}, credentials: {} }),
		},
	});
	return { destinationId, rate };
}
