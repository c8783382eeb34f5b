import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import type { ErasureRemoval } from "@/lib/platform/postgres/generated/client";
import { type OpenRemoval, paceErasure } from "@/lib/privacy/erasure-pace";
import { toHash, toKey } from "@/lib/privacy/server/key-hashes";
import { countErased, eraseHistory } from "@/lib/profiles/server/erase-history";
import { leaveSegments } from "@/lib/segments/server/leave-segments";
import { listErasedKeys, removeErased } from "@/lib/syncs/server/remove-erased";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Work that began before an erasure may still write for this long: nothing is confirmed clear earlier. */
const stragglersMs = 60_000;

type Erasing = { id: string; uids: number[]; createdAt: Date };

/**
 * One attempt at what is left of an erasure: destinations first, then segments and the warehouse. Finished
 * once every destination confirmed, or was disconnected, and a recount finds nothing; otherwise it returns when to
 * retry. Safe to repeat.
 */
export async function runErasure(
	ctx: Context,
	{ erasureId }: { erasureId: string },
	given: Partial<RunWorld> = {},
): Promise<{ isFinished: boolean }> {
	const now = given.now ?? Date.now;
	const row = await ctx.db.erasure.findFirst({
		where: { id: erasureId, workspaceId: ctx.workspace.id, status: "running" },
	});
	if (!row) return { isFinished: true };
	const errors: string[] = [];
	const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
		try {
			return await work();
		} catch (error) {
			const isExpected = error instanceof AppError && error.code === "conflict";
			if (!isExpected) {
				log.error("privacy.erasure_step_failed", { erasureId, what, error });
				errors.push(`${what}: ${error instanceof AppError ? error.message : "something went wrong"}`);
			}
			return null;
		}
	};
	await attempt("Destinations", () => noteNewKeys(ctx, row));
	const open = await ctx.db.erasureRemoval.findMany({
		where: { erasureId, confirmedAt: null, givenUpAt: null },
		orderBy: { syncId: "asc" },
	});
	const left: OpenRemoval[] = [];
	for (const removal of open) {
		const state = await removeAt(ctx, row, removal, given, now);
		if (state) left.push(state);
	}
	await attempt("Segments", () => leaveSegments(ctx, row.uids));
	const erased = await attempt("Warehouse", () => eraseHistory(ctx, row.uids));
	const rowsLeft = await attempt("Recount", () => countErased(ctx, row.uids));
	const quietAt = row.createdAt.getTime() + stragglersMs;
	const isClear = now() >= quietAt && rowsLeft === 0;
	const pending = await ctx.db.erasureRemoval.count({
		where: { erasureId, confirmedAt: null, givenUpAt: null },
	});
	const givenUp = await ctx.db.erasureRemoval.count({
		where: { erasureId, confirmedAt: null, givenUpAt: { not: null } },
	});
	const isFinished = isClear && pending === 0;
	const hasErrors = errors.length > 0;
	const { attempts, nextTryAt } = paceErasure(row.attempts, left, { quietAt, isClear, hasErrors }, now());
	await ctx.db.$transaction(async (tx) => {
		await tx.erasure.update({
			where: { id: erasureId },
			data: {
				attempts,
				error: hasErrors ? errors.join(" ") : null,
				rowsErased: { increment: erased ?? 0 },
				...(isClear && !row.clearedAt ? { clearedAt: new Date(now()) } : {}),
				...(isFinished
					? { status: "finished", finishedAt: new Date(now()), nextTryAt: null }
					: { nextTryAt: new Date(nextTryAt) }),
			},
		});
		if (isFinished) {
			await recordAudit(tx, ctx, "person.erasure_finished", String(row.rootUid), {
				erasureId,
				...(givenUp > 0 ? { destinationsGivenUp: givenUp } : {}),
			});
		}
	});
	return { isFinished };
}

const reopened = { retryAt: null, confirmedAt: null, givenUpAt: null };

/** A sync run planned just before may have put keys into the ledger since. */
async function noteNewKeys(ctx: Context, { id, uids }: Erasing): Promise<void> {
	for (const one of await listErasedKeys(ctx, uids)) {
		const stored = await ctx.db.erasureRemoval.findUnique({
			where: { erasureId_syncId: { erasureId: id, syncId: one.syncId } },
		});
		const known = new Set(stored?.keyHashes.map(toKey));
		const fresh = one.keys.filter((key) => !known.has(key));
		// A confirmed one has planned them since, though it may not have sent anything: it must remove them
		// again.
		if (stored && !stored.confirmedAt && fresh.length === 0) continue;
		const keyHashes = [...known, ...fresh].map(toHash);
		const names = { syncName: one.syncName, destinationName: one.destinationName };
		await ctx.db.erasureRemoval.upsert({
			where: { erasureId_syncId: { erasureId: id, syncId: one.syncId } },
			create: { erasureId: id, syncId: one.syncId, ...names, keyHashes, identifiers: fresh.length },
			update: { keyHashes, identifiers: { increment: fresh.length }, ...reopened },
		});
	}
}

/**
 * Removes what one destination holds; returns null once it confirmed, or was disconnected. A failing destination is
 * reported with the reason and does not stop the others.
 */
async function removeAt(
	ctx: Context,
	{ id, uids }: Erasing,
	removal: ErasureRemoval,
	given: Partial<RunWorld>,
	now: () => number,
): Promise<OpenRemoval | null> {
	// Not of one given up meanwhile: then its place was left, and what was looked at is the ledger of another one.
	const where = { erasureId: id, syncId: removal.syncId, givenUpAt: null };
	const at = new Date(now());
	try {
		const keys = removal.keyHashes.map(toKey);
		const state = await removeErased(ctx, { syncId: removal.syncId, uids, keys }, given);
		const isDone = state.pending.length === 0;
		const open = [...state.pending, ...state.shared];
		// Shared keys of earlier attempts whose hashes are deleted.
		const sharedBefore = Math.max(0, removal.identifiers - removal.removed - keys.length);
		await ctx.db.erasureRemoval.updateMany({
			where,
			data: {
				// Not even a hash is kept once it is done.
				keyHashes: isDone || state.isGivenUp ? [] : open.map(toHash),
				identifiers: { increment: open.length + state.removed.length - keys.length },
				removed: { increment: state.removed.length },
				shared: sharedBefore + state.shared.length,
				reason: state.reason,
				...(state.isRequested ? { checkedAt: at } : {}),
				retryAt: state.isWaiting && state.retryAt !== null ? new Date(state.retryAt) : null,
				confirmedAt: isDone ? at : null,
				...(state.isGivenUp && !isDone ? { givenUpAt: at, movedAway: false } : {}),
			},
		});
		if (isDone || state.isGivenUp) return null;
		return { isTried: state.isRequested, isWaiting: state.isWaiting, retryAt: state.retryAt };
	} catch (error) {
		log.warn("privacy.removal_failed", { erasureId: id, syncId: removal.syncId, error });
		const reason =
			error instanceof AppError
				? error.message
				: "Something went wrong inside Muster. It retries automatically.";
		// It is not known whether anything was sent: the time of the last attempt stays as it is.
		await ctx.db.erasureRemoval.updateMany({
			where,
			data: { reason, retryAt: null },
		});
		return { isTried: true, isWaiting: false, retryAt: null };
	}
}
