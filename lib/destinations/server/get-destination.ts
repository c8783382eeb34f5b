import { z } from "zod";
import type { DestinationView } from "@/lib/destinations/contracts";
import { findNetwork } from "@/lib/destinations/registry";
import { leadsToSandbox, tryOpenConnection } from "@/lib/destinations/server/open-connection";
import { AppError } from "@/lib/kernel/app-error";
import type { Destination, DestinationRate } from "@/lib/platform/postgres/generated/client";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Stored = Destination & { _count: { syncs: number }; rate: DestinationRate | null };

const include = { _count: { select: { syncs: { where: { archivedAt: null } } } }, rate: true } as const;
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
		pause: readPause(stored.rate, now),
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

// Shorter waits pass before anyone has read about them.
const shortestShownMs = 30_000;

function readPause(rate: DestinationRate | null, now: Date): DestinationView["pause"] {
	const held = (rate?.heldUntil?.getTime() ?? 0) - now.getTime() >= shortestShownMs ? rate?.heldUntil : null;
	const probe = rate?.probeAt && rate.probeAt > now ? rate.probeAt : null;
	if (probe && rate) {
		const until = held && held > probe ? held : probe;
		const reason = `The last ${rate.failures} requests failed. ${rate.failureReason ?? ""}`.trim();
		return { until: until.toISOString(), reason };
	}
	if (!held) return null;
	return { until: held.toISOString(), reason: rate?.heldReason ?? "The network asks Muster to wait." };
}
