import { randomBytes } from "node:crypto";
import { AppError } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import { abandonRequest, type LedgerPolicy } from "@/lib/syncs/ledger";
import { readInFlight, settleKeys } from "@/lib/syncs/server/ledger-rows";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { settleLater } from "@/lib/syncs/server/settle-later";
import type { Context } from "@/lib/workspaces/server/context";

/** Shown on a run that ended with something in flight. */
export const interruptedError = {
	message: "The run was interrupted; the next run completes what it left open.",
	detail: null,
};

export type Lease = {
	owner: string;
	runId: string;
	syncId: string;
	/** Until then no one can have taken over, by this process's own clock. */
	heldUntil: number;
};

/**
 * Makes this process the only one that may send for the sync. A run whose lease expired is presumed dead: it
 * is marked as interrupted, and whatever it had in flight becomes unknown. So is the process that had this very
 * run: the queue hands a run to one process at a time, and again only when it knows that one dead, so its lease is
 * taken over at once. Should that process be alive after all, it sends no more. A removal lets the run it takes over
 * from go on afterwards. Throws a retryable conflict while another run is alive; returns null when the run is no longer to be done.
 */
export async function acquireLease(
	ctx: Context,
	{ runId, syncId, policy }: { runId: string; syncId: string; policy: LedgerPolicy },
	world: RunWorld,
): Promise<Lease | null> {
	const lease: Lease = {
		owner: randomBytes(12).toString("hex"),
		runId,
		syncId,
		heldUntil: world.now() + world.leaseMs,
	};
	return await ctx.db.$transaction(
		async (tx) => {
			await tx.$queryRaw`SELECT id FROM sync WHERE id = ${syncId} FOR UPDATE`;
			const now = new Date(world.now());
			// Locked, so that no one extends a lease that was found expired.
			const running = await tx.$queryRaw<
				{ id: string; leaseUntil: Date | null; status: string; trigger: string }[]
			>`
				SELECT id, lease_until AS "leaseUntil", status, trigger FROM sync_run
				WHERE sync_id = ${syncId} AND status IN ('running', 'cancelling') FOR UPDATE`;
			if (running.some((run) => run.id !== runId && run.leaseUntil !== null && run.leaseUntil > now)) {
				throw new AppError("conflict", "Another run of this sync is in progress.", { retryable: true });
			}
			const own = await tx.syncRun.findUnique({ where: { id: runId }, select: { trigger: true } });
			for (const dead of running) {
				if (dead.id === runId && dead.status === "running") continue;
				// A removal does nothing of what that run had yet to do: the run goes on after it.
				const goesOn = own?.trigger === "erasure" && dead.trigger !== "erasure" && dead.status === "running";
				await tx.syncRun.update({
					where: { id: dead.id },
					data: {
						status: goesOn ? "queued" : dead.status === "cancelling" ? "cancelled" : "failed",
						...(goesOn ? {} : { error: interruptedError, finishedAt: now }),
						leaseOwner: null,
						leaseUntil: null,
					},
				});
			}
			const { count } = await tx.syncRun.updateMany({
				where: { id: runId, syncId, status: { in: ["queued", "running"] } },
				data: {
					status: "running",
					leaseOwner: lease.owner,
					leaseUntil: new Date(world.now() + world.leaseMs),
				},
			});
			if (count === 0) {
				await settleLater(tx, syncId, world.now());
				return null;
			}
			await tx.syncRun.updateMany({
				where: { id: runId, startedAt: null },
				data: { startedAt: now, asOf: now },
			});
			const open = await readInFlight(tx, syncId, world.now());
			await settleKeys(
				tx,
				{ syncId, of: null, policy },
				open.map((key) => ({ ...key, ledger: abandonRequest(key.ledger, world.now(), policy) })),
			);
			if (open.length > 0) {
				await tx.$executeRaw`
					UPDATE sync_request SET status = 'ambiguous' WHERE status IN ('sent', 'waiting')
						AND run_id IN (SELECT id FROM sync_run WHERE sync_id = ${syncId})`;
			}
			return lease;
		},
		{ timeout: 120_000 },
	);
}

/**
 * Inside a transaction that writes: asserts that the lease is still ours, and extends it. One that expired while this
 * process was paused is still ours unless another took over, which this excludes from here on.
 */
export async function assertLeaseHeld(tx: Transaction, lease: Lease, world: RunWorld): Promise<void> {
	const leaseUntil = world.now() + world.leaseMs;
	const { count } = await tx.syncRun.updateMany({
		where: { id: lease.runId, leaseOwner: lease.owner, status: { in: ["running", "cancelling"] } },
		data: { leaseUntil: new Date(leaseUntil) },
	});
	if (count === 0) {
		throw new AppError("conflict", "This run lost its turn: another took over.", { retryable: false });
	}
	lease.heldUntil = Math.max(lease.heldUntil, leaseUntil);
}

/**
 * Right before a request leaves: a process that was paused after it wrote the intent finds out whether another took
 * over meanwhile.
 */
export async function assertStillHeld(ctx: Context, lease: Lease, world: RunWorld): Promise<void> {
	if (world.now() >= lease.heldUntil) await assertLeaseHeld(ctx.db, lease, world);
}

/** Renews the lease during long work; stop it with the returned function. */
export function startLeaseRenewal(ctx: Context, lease: Lease, world: RunWorld): () => void {
	const timer = setInterval(() => {
		assertLeaseHeld(ctx.db, lease, world).catch(() => {
			// The next write will notice and stop the run.
		});
	}, world.leaseMs / 4);
	timer.unref();
	return () => clearInterval(timer);
}
