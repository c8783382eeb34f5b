import type { Prisma } from "@/lib/platform/postgres/generated/client";
import type { Erasure } from "@/lib/privacy/api";

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
		removals: row.removals.map((one) => ({
			syncId: one.syncId,
			syncName: one.syncName,
			destinationName: one.destinationName,
			identifiers: one.identifiers,
			removed: one.removed,
			shared: one.shared,
			pending: one.identifiers - one.removed - one.shared,
			reason: one.reason,
			checkedAt: one.checkedAt?.toISOString() ?? null,
			confirmedAt: one.confirmedAt?.toISOString() ?? null,
		})),
	};
}
