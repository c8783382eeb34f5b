import { type ConsentPurpose, consentPurpose } from "@/lib/consent/purposes";
import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";
import { purposesOf } from "@/lib/destinations/purposes-of";
import { networkOf } from "@/lib/destinations/registry";
import { keepFresh } from "@/lib/destinations/server/keep-fresh";
import { openConnection } from "@/lib/destinations/server/open-connection";
import type { Freshen } from "@/lib/destinations/server/send-requests";
import { AppError } from "@/lib/kernel/app-error";
import type { Prisma } from "@/lib/platform/postgres/generated/client";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import type { AudienceFacts, AudienceScope } from "@/lib/syncs/audience-sql";
import { comesBefore } from "@/lib/syncs/comes-before";
import type { LedgerPolicy } from "@/lib/syncs/ledger";
import { type Mapping, mapping as storedMapping } from "@/lib/syncs/mapping/contracts";
import { keepSuppressed } from "@/lib/syncs/server/keep-suppressed";
import { exclusionsOf, readExclusions } from "@/lib/syncs/server/read-exclusions";
import { readHoldouts } from "@/lib/syncs/server/read-holdouts";
import type { Context } from "@/lib/workspaces/server/context";

export const syncInclude = {
	destination: true,
	segment: { select: { ...pointerColumns, name: true, archivedAt: true, staleReason: true } },
	campaign: {
		select: { id: true, name: true, status: true, archivedAt: true, goalEvent: true, windowDays: true },
	},
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
	/** Keeps the connection's access token usable; undefined where there is none. */
	freshen: Freshen | undefined;
	policy: LedgerPolicy;
	/** Empty: membership is all that is delivered. */
	mapping: Mapping;
};

export function mappingOf(sync: Pick<StoredSync, "mapping">): Mapping {
	return storedMapping.parse(sync.mapping ?? []);
}

export function openSync(sync: StoredSync): OpenSync {
	const network = networkOf(sync.destination.network);
	const connection = openConnection(sync.destination);
	const policy: LedgerPolicy = {
		settleMs: network.limits.settleMs(connection),
		refusedRetryMs: network.limits.refusedRetryMs,
		renewAheadMs: renewAheadOf(network, connection),
		appliesWithinMs: network.limits.appliesWithinMs ?? 0,
	};
	return {
		sync,
		network,
		connection,
		freshen: keepFresh(network, sync.destination, connection),
		policy,
		mapping: mappingOf(sync),
	};
}

/** The purpose of a sync; null when its network is not used for it: then nothing may be sent. */
export function purposeOf(sync: Pick<StoredSync, "purpose" | "destination">): ConsentPurpose | null {
	const purpose = consentPurpose.safeParse(sync.purpose);
	const known = purposesOf(networkOf(sync.destination.network));
	return purpose.success && known.includes(purpose.data) ? purpose.data : null;
}

/**
 * The syncs of the same group at the same destination that come before this one, highest first. Paused and
 * archived ones outrank no one. Read from what people set, never from what was delivered: two syncs that run
 * at once decide alike.
 */
export async function readHigherSyncs(
	ctx: Pick<Context, "db" | "workspace">,
	sync: StoredSync,
): Promise<StoredSync[]> {
	if (sync.priorityGroup === null) return [];
	const group = await ctx.db.sync.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			destinationId: sync.destinationId,
			priorityGroup: sync.priorityGroup,
			archivedAt: null,
			status: { not: "paused" },
			id: { not: sync.id },
		},
		include: syncInclude,
	});
	return group.filter((other) => comesBefore(other, sync)).sort((a, b) => (comesBefore(a, b) ? -1 : 1));
}

/**
 * Everything that decides whom a sync wants at an instant. Who looks at several syncs at once passes the same
 * `builds` for all of them.
 */
export async function scopeOf(
	ctx: Context,
	sync: StoredSync,
	asOf: Date,
	builds = new Map<ConsentPurpose, string | null>(),
): Promise<AudienceScope> {
	const higher = await readHigherSyncs(ctx, sync);
	const exclusions = await readExclusions(
		ctx,
		[sync, ...higher].flatMap((one) => one.excludedSegmentIds),
	);
	for (const purpose of new Set([sync, ...higher].map(purposeOf))) {
		if (purpose !== null && !builds.has(purpose)) builds.set(purpose, await keepSuppressed(ctx, purpose));
	}
	const holdouts = new Map<string, Awaited<ReturnType<typeof readHoldouts>>>();
	for (const one of [sync, ...higher]) holdouts.set(one.id, await readHoldouts(ctx, one, asOf));
	const factsOf = (one: StoredSync): AudienceFacts => {
		const purpose = purposeOf(one);
		const goalEvent = one.campaign?.goalEvent ?? null;
		return {
			served: toPointer(one.segment),
			purpose,
			campaignId: one.campaignId,
			variant: one.variantKey,
			...(holdouts.get(one.id) ?? { holdouts: [], globalHoldout: null }),
			isOpen:
				one.emptyingSince === null &&
				one.segment.archivedAt === null &&
				(one.campaignId === null || one.campaign?.status === "running") &&
				// Without a goal it cannot be told who converted.
				(!one.stopsOnConversion || goalEvent !== null),
			exclusions: exclusionsOf(one, exclusions).map(({ served }) => served),
			conversion:
				one.stopsOnConversion && one.campaign && goalEvent !== null
					? { goalEvent, windowDays: one.campaign.windowDays }
					: null,
			suppressedBuild: (purpose && builds.get(purpose)) ?? null,
		};
	};
	return {
		...factsOf(sync),
		ws: ctx.workspace.number,
		syncId: sync.id,
		isExclusionKnown: exclusionsOf(sync, exclusions).every(({ problem }) => problem === null),
		outrankedBy: higher.map(factsOf),
		hasMerges: await hasMerges(ctx),
		asOf,
	};
}
