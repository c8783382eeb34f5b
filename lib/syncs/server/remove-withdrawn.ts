import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import type { WithdrawalRemoval } from "@/lib/platform/postgres/generated/client";
import { nextRemovalTry } from "@/lib/syncs/next-removal-try";
import { type StoredSync, scopeOf, syncInclude } from "@/lib/syncs/server/open-sync";
import { readFacts } from "@/lib/syncs/server/people-facts";
import { readBarred } from "@/lib/syncs/server/recheck-keys";
import { type RemovalState, removeErased } from "@/lib/syncs/server/remove-erased";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const batch = 1_000;
/** How long a no takes to the warehouse, at most, when all is well. */
const arrivalMs = 5_000;

/**
 * Removes people who withdrew their consent, or are suppressed, from one audience that held them, whatever
 * state the sync is in, and keeps the receipt: the instant from which the destination had confirmed it, or that it was
 * disconnected before.
 * People who may be sent after all (an older no, or one taken back since) are only struck off. Safe to
 * repeat.
 */
export async function removeWithdrawn(
	ctx: Context,
	{ syncId }: { syncId: string },
	given: Partial<RunWorld> = {},
): Promise<{ confirmed: number; left: number }> {
	allow(ctx, "erasures.write");
	const now = given.now ?? Date.now;
	const due = await ctx.db.withdrawalRemoval.findMany({
		where: {
			syncId,
			workspaceNumber: ctx.workspace.number,
			confirmedAt: null,
			givenUpAt: null,
			nextTryAt: { lte: new Date(now()) },
		},
		orderBy: { nextTryAt: "asc" },
		take: batch,
	});
	const sync = await ctx.db.sync.findFirst({
		where: { id: syncId, workspaceId: ctx.workspace.id },
		include: syncInclude,
	});
	if (due.length === 0 || !sync) return { confirmed: 0, left: 0 };
	const owed = await findOwed(ctx, sync, due, now());
	if (owed.length === 0) return { confirmed: 0, left: 0 };
	if (sync.destination.archivedAt) {
		await giveUp(ctx, owed, new Date(now()));
		return { confirmed: 0, left: 0 };
	}
	let state: RemovalState;
	try {
		const keys = [...new Set(owed.flatMap((row) => row.keyHashes.map(hexOf)))];
		state = await removeErased(ctx, { syncId, uids: owed.map(({ uid }) => uid), keys }, given);
	} catch (error) {
		const isBusy = error instanceof AppError && error.code === "conflict";
		if (!isBusy) log.warn("syncs.withdrawal_not_removed", { syncId, error });
		const problem = error instanceof AppError ? error.message : "Something went wrong inside Muster.";
		for (const row of owed) await postpone(ctx, row, problem, null, now());
		return { confirmed: 0, left: owed.length };
	}
	return await record(ctx, owed, state, now());
}

/** Of the people noted, those who may truly not be sent; the others are struck off. */
async function findOwed(
	ctx: Context,
	sync: StoredSync,
	due: readonly WithdrawalRemoval[],
	now: number,
): Promise<WithdrawalRemoval[]> {
	const uids = due.map(({ uid }) => uid);
	const scope = await scopeOf(ctx, sync, new Date(now));
	// The same order as the gate: what is on its way to the warehouse first.
	const barred = await readBarred(ctx, scope, uids, null);
	const facts = await readFacts(ctx, scope, uids);
	const owed: WithdrawalRemoval[] = [];
	const free: number[] = [];
	const early: number[] = [];
	for (const row of due) {
		const agrees = facts.get(row.uid)?.hasConsent ?? false;
		if (!agrees || barred.suppressed.has(row.uid)) owed.push(row);
		else if (barred.withdrawn.has(row.uid)) early.push(row.uid);
		else free.push(row.uid);
	}
	await ctx.db.withdrawalRemoval.deleteMany({
		where: { syncId: sync.id, uid: { in: free }, requestedAt: { lte: new Date(now) } },
	});
	// Whether this no counts is known once it arrived.
	await ctx.db.withdrawalRemoval.updateMany({
		where: { syncId: sync.id, uid: { in: early } },
		data: { nextTryAt: new Date(now + arrivalMs) },
	});
	return owed;
}

async function record(
	ctx: Context,
	owed: readonly WithdrawalRemoval[],
	state: RemovalState,
	now: number,
): Promise<{ confirmed: number; left: number }> {
	const pending = new Set(state.pending);
	const shared = new Set(state.shared);
	const named = new Set(owed.flatMap((row) => row.keyHashes.map(hexOf)));
	// A key no one here was noted with: it is not known whose, so no one is confirmed before it is gone.
	const hasUnnamed = state.pending.some((key) => !named.has(key));
	let confirmed = 0;
	for (const row of owed) {
		const keys = row.keyHashes.map(hexOf);
		if (hasUnnamed || keys.some((key) => pending.has(key))) {
			await postpone(ctx, row, state.reason, state.retryAt, now);
			continue;
		}
		// Unless they withdrew again meanwhile: then that is noted anew.
		const { count } = await ctx.db.withdrawalRemoval.updateMany({
			// Nor of one given up meanwhile: then its place was left, and what was looked at is the ledger of another one.
			where: { syncId: row.syncId, uid: row.uid, requestedAt: row.requestedAt, givenUpAt: null },
			data: {
				confirmedAt: new Date(now),
				nextTryAt: null,
				problem: null,
				// Not even a hash is kept once it is done.
				keyHashes: [],
				shared: keys.filter((key) => shared.has(key)).length,
			},
		});
		confirmed += count;
	}
	return { confirmed, left: owed.length - confirmed };
}

/** The destination was disconnected: they may still be there, and the receipt says so. */
async function giveUp(ctx: Context, owed: readonly WithdrawalRemoval[], at: Date): Promise<void> {
	for (const row of owed) {
		await ctx.db.withdrawalRemoval.updateMany({
			where: { syncId: row.syncId, uid: row.uid, requestedAt: row.requestedAt, confirmedAt: null },
			data: { givenUpAt: at, movedAway: false, nextTryAt: null, keyHashes: [] },
		});
	}
}

async function postpone(
	ctx: Context,
	row: WithdrawalRemoval,
	problem: string | null,
	retryAt: number | null,
	now: number,
): Promise<void> {
	await ctx.db.withdrawalRemoval.updateMany({
		where: { syncId: row.syncId, uid: row.uid, requestedAt: row.requestedAt, givenUpAt: null },
		data: {
			attempts: { increment: 1 },
			problem,
			nextTryAt: new Date(retryAt ?? nextRemovalTry(row.attempts, now)),
		},
	});
}

function hexOf(hash: Uint8Array): string {
	return Buffer.from(hash).toString("hex");
}
