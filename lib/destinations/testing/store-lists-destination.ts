import type { Token } from "@/lib/destinations/auth";
import type { Connection } from "@/lib/destinations/contract";
import { storeDestination } from "@/lib/destinations/testing/store-destination";
import type { Context } from "@/lib/workspaces/server/context";

/** A destination of the network of lists as it is after someone gave access. */
export async function storeListsDestination(
	ctx: Context,
	connection: Connection,
	{
		network = "lists",
		token,
		accountId = "111",
	}: { network?: string; token?: Token; accountId?: string | null } = {},
): Promise<string> {
	const account = accountId === null ? null : { id: accountId, name: "Sandbox shop" };
	return await storeDestination(ctx, connection, { network, name: "Our lists", token, account });
}
