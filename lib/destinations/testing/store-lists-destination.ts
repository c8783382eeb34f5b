import type { Token } from "@/lib/destinations/auth";
import type { Connection } from "@/lib/destinations/contract";
import { tokenToStore } from "@/lib/destinations/server/keep-fresh";
import { sealCredentials, settingsToStore } from "@/lib/destinations/server/open-connection";
import { newId } from "@/lib/kernel/ids";
import type { Context } from "@/lib/workspaces/server/context";

/** A destination of the network of lists as it is after someone gave access, straight into Postgres. */
export async function storeListsDestination(
	ctx: Context,
	connection: Connection,
	{
		network = "lists",
		token,
		accountId = "111",
	}: { network?: string; token?: Token; accountId?: string | null } = {},
): Promise<string> {
	const id = newId("dst");
	await ctx.db.destination.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			network,
			name: "Our lists",
			settings: settingsToStore(connection),
			credentialsEncrypted: sealCredentials(connection),
			...(token ? { ...tokenToStore(token), tokenVersion: 1 } : {}),
			accountId,
			accountName: accountId === null ? null : "Sandbox shop",
			status: "connected",
			createdBy: ctx.actor.id,
		},
	});
	return id;
}
