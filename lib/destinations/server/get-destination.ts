import { z } from "zod";
import type { DestinationView } from "@/lib/destinations/contracts";
import { findCredentialTrouble } from "@/lib/destinations/find-credential-trouble";
import { networkOf } from "@/lib/destinations/registry";
import { leadsToSandbox, openConnection } from "@/lib/destinations/server/open-connection";
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
	return toView(await findDestination(ctx, id), ctx.now);
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
	return { items: rows.map((row) => toView(row, ctx.now)), nextCursor: null };
}

function toView(stored: Stored, now: Date): DestinationView {
	const network = networkOf(stored.network);
	const connection = openConnection(stored);
	return {
		id: stored.id,
		network: stored.network,
		networkName: network.name,
		name: stored.name,
		status: status.catch("failing").parse(stored.status),
		checkedAt: stored.checkedAt?.toISOString() ?? null,
		checkError: stored.checkError,
		endsSoon: findCredentialTrouble(
			{ network: stored.network, settings: connection.settings, expiresAt: null },
			now.getTime(),
		),
		settings: connection.settings,
		storedSecrets: Object.keys(connection.credentials),
		isSandbox: leadsToSandbox(stored.settings),
		syncCount: stored._count.syncs,
		createdAt: stored.createdAt.toISOString(),
	};
}
