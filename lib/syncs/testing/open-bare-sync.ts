import { newId } from "@/lib/kernel/ids";
import { seal } from "@/lib/platform/secrets/keyring";
import { createTestSegment } from "@/lib/syncs/testing/make-people";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

/** A sync that never ran, in a workspace of its own. */
export async function openBareSync(): Promise<{ ctx: Context; syncId: string }> {
	const ctx = await createTestWorkspace();
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
			credentialsEncrypted: seal("{}"),
		},
	});
	const syncId = newId("syn");
	await ctx.db.sync.create({
		data: {
			id: syncId,
			workspaceId: ctx.workspace.id,
			segmentId: await createTestSegment(ctx, [1]),
			destinationId,
			name: "Hook",
			identifierKinds: ["email"],
			purpose: "marketing",
			remoteAudienceName: "Hook",
			status: "active",
			createdBy: ctx.actor.name,
		},
	});
	return { ctx, syncId };
}
