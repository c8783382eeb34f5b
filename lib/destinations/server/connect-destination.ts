import { checkConnection } from "@/lib/destinations/check-connection";
import type { ConnectDestinationInput, DestinationView } from "@/lib/destinations/contracts";
import { findNetwork } from "@/lib/destinations/registry";
import { getDestination } from "@/lib/destinations/server/get-destination";
import { sealCredentials, settingsToStore } from "@/lib/destinations/server/open-connection";
import { tryConnection } from "@/lib/destinations/server/test-connection";
import { trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Stores a connection that was just seen to work; nothing is stored otherwise. */
export async function connectDestination(
	ctx: Context,
	input: ConnectDestinationInput,
): Promise<DestinationView> {
	allow(ctx, "destinations.write");
	const network = findNetwork(input.network);
	if (!network) {
		throw new AppError("invalid", `Muster does not support the network "${input.network}".`, {
			issues: [{ path: "network", message: "is not in the catalogue" }],
		});
	}
	if (network.auth?.kind === "oauth2") {
		const message = `${network.name} asks its account's owner for access. Connect it in the browser, under Destinations.`;
		throw new AppError("invalid", message, { issues: [{ path: "network", message: "needs a browser" }] });
	}
	const checked = checkConnection(network, input.values, { trustsPlainHttp });
	if (!checked.ok) throw new AppError("invalid", "Some fields need attention.", { issues: checked.issues });
	const test = await tryConnection(network, checked.connection);
	if (!test.ok) throw new AppError("precondition", test.message);
	const id = newId("dst", ctx.now.getTime());
	await ctx.db.$transaction(async (tx) => {
		await tx.destination.create({
			data: {
				id,
				workspaceId: ctx.workspace.id,
				network: network.slug,
				name: input.name,
				settings: settingsToStore(checked.connection),
				credentialsEncrypted: sealCredentials(checked.connection),
				status: "connected",
				checkedAt: ctx.now,
				createdBy: ctx.actor.id,
				createdAt: ctx.now,
			},
		});
		await recordAudit(tx, ctx, "destination.connected", id, { name: input.name, network: network.slug });
	});
	return await getDestination(ctx, id);
}
