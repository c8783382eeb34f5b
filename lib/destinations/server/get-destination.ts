import { z } from "zod";
import type { DestinationView } from "@/lib/destinations/contracts";
import { findNetwork } from "@/lib/destinations/registry";
import { leadsToSandbox, tryOpenConnection } from "@/lib/destinations/server/open-connection";
import { AppError } from "@/lib/kernel/app-error";
import type { Destination } from "@/lib/platform/postgres/generated/client";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Stored = Destination & { _count: { syncs: number } };

const include = { _count: { select: { syncs: { where: { archivedAt: null } } } } } as const;
const status = z.enum(["connected", "failing", "disconnected"]);

/** The stored row; throws not_found for archived ones and those of other workspaces. */
export async function findDestination(ctx: Context, id: string): Promise<Stored> {
	const stored = await ctx.db.destination.findFirst({
		where: { id, workspaceId: ctx.workspace.id, archivedAt: null },
		include,
	});
	if (!stored) throw new AppError("not_found", "This destination does not exist.");
	return stored;
}

export async function getDestination(ctx: Context, id: string): Promise<DestinationView> {
	allow(ctx, "destinations.read");
	return toView(await findDestination(ctx, id));
}

export async function listDestinations(
	ctx: Context,
): Promise<{ items: DestinationView[]; nextCursor: string | null }> {
	allow(ctx, "destinations.read");
	// An account has a handful of these; one page holds them all.
	const rows = await ctx.db.destination.findMany({
		where: { workspaceId: ctx.workspace.id, archivedAt: null },
		orderBy: [{ name: "asc" }, { id: "asc" }],
		take: 500,
		include,
	});
	return { items: rows.map(toView), nextCursor: null };
}

function toView(stored: Stored): DestinationView {
	const network = findNetwork(stored.network);
	const opened = tryOpenConnection(stored);
	const problem = opened.ok
		? network
			? null
			: `Muster no longer supports "${stored.network}".`
		: opened.problem;
	return {
		id: stored.id,
		network: stored.network,
		networkName: network?.name ?? stored.network,
		name: stored.name,
		status: problem || stored.needsReconnect ? "failing" : status.catch("failing").parse(stored.status),
		checkedAt: stored.checkedAt?.toISOString() ?? null,
		checkError: problem ?? stored.checkError,
		settings: opened.connection.settings,
		storedSecrets: Object.keys(opened.connection.credentials),
		account:
			stored.accountId === null
				? null
				: { id: stored.accountId, name: stored.accountName ?? stored.accountId },
		needsReconnect: stored.needsReconnect,
		isSandbox: leadsToSandbox(stored.settings),
		syncCount: stored._count.syncs,
		createdAt: stored.createdAt.toISOString(),
	};
}
