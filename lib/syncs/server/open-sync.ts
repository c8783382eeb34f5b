import { consentPurpose } from "@/lib/consent/purposes";
import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";
import { networkOf } from "@/lib/destinations/registry";
import { openConnection } from "@/lib/destinations/server/open-connection";
import { AppError } from "@/lib/kernel/app-error";
import type { Prisma } from "@/lib/platform/postgres/generated/client";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import type { LedgerPolicy } from "@/lib/syncs/ledger";
import { type Mapping, mapping as storedMapping } from "@/lib/syncs/mapping/contracts";
import type { Context } from "@/lib/workspaces/server/context";

export const syncInclude = {
	destination: true,
	segment: { select: { ...pointerColumns, name: true, archivedAt: true, staleReason: true } },
	campaign: { select: { id: true, name: true, status: true, archivedAt: true } },
	// A removal made by an erasure alone is not a run of the whole sync.
	runs: { where: { trigger: { not: "erasure" } }, orderBy: { createdAt: "desc" }, take: 1 },
} satisfies Prisma.SyncInclude;
export type StoredSync = Prisma.SyncGetPayload<{ include: typeof syncInclude }>;

/** A sync that is not archived; throws not_found otherwise. */
export async function findSync(ctx: Context, syncId: string): Promise<StoredSync> {
	const sync = await ctx.db.sync.findFirst({
		where: { id: syncId, workspaceId: ctx.workspace.id, archivedAt: null },
		include: syncInclude,
	});
	if (!sync) throw new AppError("not_found", "This sync does not exist.");
	return sync;
}

const longestAheadMs = 10 * 86_400_000;

/** Ten days before the network forgets a value, or a third of its time there if that is shorter. */
function renewAheadOf(network: DestinationDefinition, connection: Connection): number {
	const kept = network.identifierKinds.flatMap((kind) => kind.keptMs?.(connection) ?? []);
	return Math.min(longestAheadMs, ...kept.map((ms) => Math.floor(ms / 3)));
}

/** A sync with everything needed to send for it. */
export type OpenSync = {
	sync: StoredSync;
	network: DestinationDefinition;
	connection: Connection;
	policy: LedgerPolicy;
	/** Empty: membership is all that is delivered. */
	mapping: Mapping;
};

export function openSync(sync: StoredSync): OpenSync {
	const network = networkOf(sync.destination.network);
	const connection = openConnection(sync.destination);
	const policy: LedgerPolicy = {
		settleMs: network.limits.settleMs(connection),
		refusedRetryMs: network.limits.refusedRetryMs,
		renewAheadMs: renewAheadOf(network, connection),
	};
	return { sync, network, connection, policy, mapping: storedMapping.parse(sync.mapping ?? []) };
}

export async function scopeOf(ctx: Context, sync: StoredSync, asOf: Date): Promise<AudienceScope> {
	return {
		ws: ctx.workspace.number,
		syncId: sync.id,
		served: toPointer(sync.segment),
		purpose: consentPurpose.parse(sync.purpose),
		campaignId: sync.campaignId,
		isOpen:
			sync.segment.archivedAt === null && (sync.campaignId === null || sync.campaign?.status === "running"),
		hasMerges: await hasMerges(ctx),
		asOf,
	};
}

/** Rows in one request; for some networks the account decides. */
export function rowsPerRequest({ network, connection }: OpenSync): number {
	return network.limits.rowsPerRequestOf?.(connection) ?? network.limits.rowsPerRequest;
}
