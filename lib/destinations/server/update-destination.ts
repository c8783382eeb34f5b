import { checkConnection } from "@/lib/destinations/check-connection";
import type { DestinationView, UpdateDestinationInput } from "@/lib/destinations/contracts";
import { networkOf } from "@/lib/destinations/registry";
import { findDestination, getDestination } from "@/lib/destinations/server/get-destination";
import { openConnection, sealCredentials, settingsToStore } from "@/lib/destinations/server/open-connection";
import { tryConnection } from "@/lib/destinations/server/test-connection";
import { trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Changes name, settings or secrets; a connection that does not work afterwards is refused. */
export async function updateDestination(
	ctx: Context,
	destinationId: string,
	input: UpdateDestinationInput,
): Promise<DestinationView> {
	allow(ctx, "destinations.write");
	const stored = await findDestination(ctx, destinationId);
	const network = networkOf(stored.network);
	const before = openConnection(stored);
	const checked = checkConnection(network, input.values ?? {}, { before, trustsPlainHttp });
	if (!checked.ok) throw new AppError("invalid", "Some fields need attention.", { issues: checked.issues });
	if (stored._count.syncs > 0 && before.settings.adAccountId !== checked.connection.settings.adAccountId) {
		throw new AppError(
			"conflict",
			"Syncs use this ad account. Connect the other account as a new destination.",
			{
				issues: [{ path: "values.adAccountId", message: "cannot change while syncs use it" }],
			},
		);
	}
	if (input.values) {
		const test = await tryConnection(network, checked.connection);
		if (!test.ok) throw new AppError("precondition", test.message);
	}
	await ctx.db.$transaction(async (tx) => {
		await tx.destination.update({
			where: { id: stored.id },
			data: {
				...(input.name ? { name: input.name } : {}),
				...(input.values
					? {
							settings: settingsToStore(checked.connection),
							credentialsEncrypted: sealCredentials(checked.connection),
							status: "connected",
							checkedAt: ctx.now,
							checkError: null,
						}
					: {}),
			},
		});
		// Whatever this connection stopped may resume; earlier failures say nothing about the new one.
		if (input.values) {
			await tx.destinationRate.deleteMany({ where: { destinationId: stored.id } });
			await tx.sync.updateMany({
				where: { destinationId: stored.id, status: "failing" },
				data: { status: "active", statusReason: null, nextRunAt: ctx.now },
			});
		}
		await recordAudit(tx, ctx, "destination.updated", stored.id, {
			name: input.name ?? stored.name,
			changed: Object.keys(input.values ?? {}),
		});
	});
	return await getDestination(ctx, stored.id);
}
