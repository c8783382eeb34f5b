import type { Token } from "@/lib/destinations/auth";
import { checkConnection } from "@/lib/destinations/check-connection";
import type { Connection } from "@/lib/destinations/contract";
import type { DestinationView } from "@/lib/destinations/contracts";
import { networkOf } from "@/lib/destinations/registry";
import { getDestination } from "@/lib/destinations/server/get-destination";
import { tokenToStore } from "@/lib/destinations/server/keep-fresh";
import { sealCredentials, settingsToStore } from "@/lib/destinations/server/open-connection";
import { tryConnection } from "@/lib/destinations/server/test-connection";
import { trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { newId } from "@/lib/kernel/ids";
import type { Context } from "@/lib/workspaces/server/context";

/** A destination as it is after someone gave access, straight into Postgres. */
export async function storeDestination(
	ctx: Context,
	connection: Connection,
	given: {
		network: string;
		name: string;
		token?: Token | undefined;
		account?: { id: string; name: string } | null;
	},
): Promise<string> {
	const id = newId("dst");
	await ctx.db.destination.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			network: given.network,
			name: given.name,
			settings: settingsToStore(connection),
			credentialsEncrypted: sealCredentials(connection),
			...(given.token ? { ...tokenToStore(given.token), tokenVersion: 1 } : {}),
			accountId: given.account?.id ?? null,
			accountName: given.account?.name ?? null,
			status: "connected",
			createdBy: ctx.actor.id,
		},
	});
	return id;
}

/** Connects a network whose owner gives access with a token that is there already; tested first, as when one comes back. */
export async function connectWithToken(
	ctx: Context,
	slug: string,
	{ accessToken, ...values }: Record<string, string> & { accessToken: string },
): Promise<DestinationView> {
	const network = networkOf(slug);
	const app = { clientId: "test-app", clientSecret: "secret-of-test-app" };
	const checked = checkConnection(network, { ...app, ...values }, { trustsPlainHttp });
	if (!checked.ok) throw new Error(checked.issues.map(({ message }) => message).join("; "));
	const { settings, credentials } = checked.connection;
	const test = await tryConnection(network, { settings, credentials: { ...credentials, accessToken } });
	if (!test.ok) throw new Error(test.message);
	const token = { accessToken, refreshToken: null, expiresAt: null };
	return await getDestination(
		ctx,
		await storeDestination(ctx, checked.connection, { network: slug, name: network.name, token }),
	);
}
