import type { Prisma, ErasureRemoval as StoredRemoval } from "@/lib/platform/postgres/generated/client";
import type { Erasure, ErasureRemoval } from "@/lib/privacy/api";

export const erasureInclude = { removals: { orderBy: { syncId: "asc" } } } satisfies Prisma.ErasureInclude;

export function toErasure(row: Prisma.ErasureGetPayload<{ include: typeof erasureInclude }>): Erasure {
	return {
		id: row.id,
		profileId: row.rootUid,
		profiles: row.uids.length,
		status: row.status === "finished" ? "finished" : "running",
		requestedBy: row.requestedByName,
		requestedAt: row.createdAt.toISOString(),
		attempts: row.attempts,
		nextTryAt: row.nextTryAt?.toISOString() ?? null,
		error: row.error,
		clearedAt: row.clearedAt?.toISOString() ?? null,
		rowsErased: row.rowsErased,
		finishedAt: row.finishedAt?.toISOString() ?? null,
		removals: row.removals.map(toRemoval),
	};
}

export function toRemoval(row: StoredRemoval): ErasureRemoval {
	return {
		syncId: row.syncId,
		syncName: row.syncName,
		destinationName: row.destinationName,
		identifiers: row.identifiers,
		removed: row.removed,
		shared: row.shared,
		pending: row.identifiers - row.removed - row.shared,
		reason: row.reason,
		checkedAt: row.checkedAt?.toISOString() ?? null,
		retryAt: row.retryAt?.toISOString() ?? null,
		confirmedAt: row.confirmedAt?.toISOString() ?? null,
		givenUpAt: row.confirmedAt ? null : (row.givenUpAt?.toISOString() ?? null),
		movedAway: row.movedAway,
	};
}
