import { converse } from "@/lib/destinations/server/converse";
import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import { type RunCounts, runCounts } from "@/lib/syncs/contracts";
import { type DeliveryEnd, deliver } from "@/lib/syncs/deliver";
import { describeAudience } from "@/lib/syncs/describe-audience";
import { type DeliveryNotes, deliveryPorts } from "@/lib/syncs/server/delivery-ports";
import { finishRun } from "@/lib/syncs/server/finish-run";
import { acquireLease, type Lease, startLeaseRenewal } from "@/lib/syncs/server/hold-lease";
import { findSync, type OpenSync, openSync, rowsPerRequest, scopeOf } from "@/lib/syncs/server/open-sync";
import { planSync } from "@/lib/syncs/server/plan-sync";
import { type RunWorld, realWorld } from "@/lib/syncs/server/run-world";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** People may be newly held out during a run; after this many plans the rest waits for the next run. */
const maxPlans = 3;

/**
 * One run of a sync: plan, deliver, read back. Safe to call again for the same run after its process died:
 * what was in flight becomes unknown and is settled. Throws a retryable conflict while another run of the
 * sync is alive.
 */
export async function runSync(
	ctx: Context,
	{ runId, isFull = false }: { runId: string; isFull?: boolean },
	given: Partial<RunWorld> = {},
): Promise<void> {
	allow(ctx, "syncs.write");
	const world: RunWorld = { ...realWorld, ...given };
	const run = await ctx.db.syncRun.findFirst({
		where: { id: runId, sync: { workspaceId: ctx.workspace.id } },
	});
	if (!run || (run.status !== "queued" && run.status !== "running")) return;
	const stored = await ctx.db.sync.findUnique({ where: { id: run.syncId }, select: { archivedAt: true } });
	if (stored?.archivedAt) {
		await ctx.db.syncRun.update({
			where: { id: runId },
			data: { status: "cancelled", finishedAt: new Date(world.now()) },
		});
		return;
	}
	const open = openSync(await findSync(ctx, run.syncId));
	const lease = await acquireLease(ctx, { runId, syncId: run.syncId, policy: open.policy }, world);
	if (!lease) return;
	const stopKeeping = startLeaseRenewal(ctx, lease, world);
	const notes: DeliveryNotes = {
		counts: { ...runCounts.parse(run.counts) },
		progress: { phase: "planning", done: 0, total: 0 },
		hasUnassignedMembers: false,
	};
	const isFullRequested = isFull || notes.counts.isFull;
	try {
		const scope = await scopeOf(ctx, open.sync, new Date(world.now()));
		const end = await planAndDeliver(ctx, open, scope, lease, world, notes, isFullRequested);
		await finishRun({ ctx, open, scope, lease, world, notes, end });
	} catch (error) {
		await giveUp(ctx, lease, notes.counts, error, world);
		throw error;
	} finally {
		stopKeeping();
	}
}

async function planAndDeliver(
	ctx: Context,
	open: OpenSync,
	scope: AudienceScope,
	lease: Lease,
	world: RunWorld,
	notes: DeliveryNotes,
	isFull: boolean,
): Promise<DeliveryEnd> {
	const audience = await findAudience(ctx, open, world);
	if (typeof audience !== "string") return audience;
	let end: DeliveryEnd = { kind: "finished" };
	for (let round = 0; round < maxPlans; round++) {
		notes.progress = { phase: "planning", done: 0, total: 0 };
		const now = { ...scope, asOf: new Date(world.now()) };
		const plan = await planSync(ctx, open, now, lease, world, {
			isFull,
			onProgress: async (done) => {
				notes.progress.done = done;
				await ctx.db.syncRun.updateMany({
					where: { id: lease.runId, leaseOwner: lease.owner },
					data: { progress: notes.progress },
				});
			},
		});
		notes.counts.isFull ||= plan.isFull;
		notes.hasUnassignedMembers = false;
		const last = await ctx.db.syncRequest.aggregate({ where: { runId: lease.runId }, _max: { seq: true } });
		const ports = deliveryPorts({ ctx, open, scope, lease, world, audienceId: audience, notes });
		end = await deliver(ports, open.policy, rowsPerRequest(open), (last._max.seq ?? 0) + 1);
		if (end.kind !== "finished" || !notes.hasUnassignedMembers) break;
	}
	return end;
}

/** The audience at the network, created on the first run. */
async function findAudience(ctx: Context, open: OpenSync, world: RunWorld): Promise<string | DeliveryEnd> {
	const { sync, network, connection } = open;
	if (sync.remoteAudienceId) return sync.remoteAudienceId;
	if (!network.prepareAudience) {
		await ctx.db.sync.update({ where: { id: sync.id }, data: { remoteAudienceId: sync.id } });
		return sync.id;
	}
	world.checkpoint("audience.before");
	const outcome = await converse(network.prepareAudience, {
		connection,
		input: () => ({
			name: sync.remoteAudienceName,
			description: describeAudience(sync.audienceUse),
			ownId: sync.id,
			...(open.mapping.length > 0 ? { fieldNames: open.mapping.map(({ target }) => target) } : {}),
		}),
		timeoutMs: world.timeoutMs ?? network.limits.timeoutMs,
		sleep: world.sleep,
	});
	if (outcome.kind === "answered") {
		await ctx.db.sync.update({ where: { id: sync.id }, data: { remoteAudienceId: outcome.value } });
		return outcome.value;
	}
	const later = world.now() + 5 * 60_000;
	if (outcome.kind !== "problem") {
		const needsUserAction = outcome.kind === "not_sent" && outcome.isBlocked;
		return {
			kind: "stopped",
			reason: `${network.name} could not be reached: ${outcome.reason}`,
			detail: "creating the audience",
			needsUserAction,
			retryAt: needsUserAction ? null : later,
			isDisabled: false,
		};
	}
	const { problem } = outcome;
	const isThrottled = problem.class === "throttled" || problem.class === "transient";
	return {
		kind: "stopped",
		reason: problem.class === "bad_batch" ? "The network did not accept the new audience." : problem.message,
		detail: problem.detail,
		needsUserAction: !isThrottled,
		retryAt: isThrottled ? world.now() + (problem.retryAfterMs ?? 5 * 60_000) : null,
		isDisabled: problem.class === "disabled",
	};
}

/** An internal error: it is shown on the run; its keys in flight stay for the next run to settle. */
async function giveUp(
	ctx: Context,
	lease: Lease,
	counts: RunCounts,
	error: unknown,
	world: RunWorld,
): Promise<void> {
	const known = error instanceof AppError;
	log.error("sync.run_failed", { runId: lease.runId, syncId: lease.syncId, error });
	try {
		await ctx.db.syncRun.updateMany({
			where: { id: lease.runId, leaseOwner: lease.owner, status: { in: ["running", "cancelling"] } },
			data: {
				// Requeued: the queue repeats the job, and the lease exposes an attempt that dies for good.
				...(known && !error.retryable
					? { status: "failed", finishedAt: new Date(world.now()) }
					: { status: "queued" }),
				counts,
				error: {
					message: known ? error.message : "Something went wrong inside Muster. It retries automatically.",
					detail: known ? null : error instanceof Error ? error.message.slice(0, 300) : null,
				},
				leaseOwner: null,
				leaseUntil: null,
			},
		});
	} catch (second) {
		// The store is unreachable: the lease expires on its own and the next run settles everything.
		log.error("sync.run_not_marked", { runId: lease.runId, error: second });
	}
}
