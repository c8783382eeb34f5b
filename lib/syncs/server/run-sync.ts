import type { Problem } from "@/lib/destinations/contract";
import { rowsPerRequest } from "@/lib/destinations/rows-per-request";
import { converse } from "@/lib/destinations/server/converse";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import { type RunCounts, runCounts } from "@/lib/syncs/contracts";
import { type DeliveryEnd, deliver } from "@/lib/syncs/deliver";
import { describeAudience } from "@/lib/syncs/describe-audience";
import { type DeliveryNotes, deliveryPorts, type Sending } from "@/lib/syncs/server/delivery-ports";
import { findBlock } from "@/lib/syncs/server/find-mapping-warnings";
import { finishRun } from "@/lib/syncs/server/finish-run";
import { giveUp } from "@/lib/syncs/server/give-up-run";
import { askFirstRun, guardDelivery, type RunEnd } from "@/lib/syncs/server/guard-delivery";
import { acquireLease, assertLeaseHeld, type Lease, startLeaseRenewal } from "@/lib/syncs/server/hold-lease";
import { keepTotals } from "@/lib/syncs/server/keep-totals";
import { leaveOutMissing } from "@/lib/syncs/server/leave-out-missing";
import { findSync, type OpenSync, openSync, scopeOf } from "@/lib/syncs/server/open-sync";
import { planSync } from "@/lib/syncs/server/plan-sync";
import { prepareRun } from "@/lib/syncs/server/prepare-run";
import { type RunWorld, realWorld } from "@/lib/syncs/server/run-world";
import { scopeAsOf } from "@/lib/syncs/server/scope-as-of";
import { sendOptions } from "@/lib/syncs/server/send-options";
import { removalsOwed, stopForRemovals } from "@/lib/syncs/server/stop-for-removals";
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
	if (!run || !["queued", "running", "cancelling"].includes(run.status)) return;
	const stored = await ctx.db.sync.findUnique({ where: { id: run.syncId }, select: { archivedAt: true } });
	if (stored?.archivedAt) {
		await ctx.db.syncRun.update({
			where: { id: runId },
			data: { status: "cancelled", finishedAt: new Date(world.now()) },
		});
		return;
	}
	const { policy } = openSync(await findSync(ctx, run.syncId));
	const lease = await acquireLease(ctx, { runId, syncId: run.syncId, policy }, world);
	if (!lease) return;
	// Read again: someone may have asked for more of the run before it started.
	const { counts } = await ctx.db.syncRun.findUniqueOrThrow({
		where: { id: runId },
		select: { counts: true },
	});
	const stopKeeping = startLeaseRenewal(ctx, lease, world);
	const notes: DeliveryNotes = {
		counts: runCounts.parse(counts),
		progress: { phase: "planning", done: 0, total: 0 },
		hasUnassignedMembers: false,
		planned: 0,
	};
	const isFullRequested = isFull || notes.counts.isFull;
	try {
		// Only now: from here on, whoever moves the destination to another place takes the lease away first.
		const whole = openSync(await findSync(ctx, run.syncId));
		const open = await leaveOutMissing(ctx, whole, notes.counts);
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
): Promise<RunEnd> {
	const question = await askFirstRun({ ctx, open, runId: lease.runId, world });
	if (question) return question;
	const blocked = await findBlock(ctx, open, scope);
	// Without an audience there is no one to remove either.
	if (blocked !== null && open.sync.remoteAudienceId === null) return { kind: "blocked", reason: blocked };
	const audience = await findAudience(ctx, open, lease, world);
	if (typeof audience !== "string") return audience;
	await prepareRun(ctx, open, lease, world, notes.counts);
	let end: RunEnd = { kind: "finished" };
	let isAgain = false;
	for (let round = 0; round < maxPlans; isAgain = true) {
		notes.progress = { phase: "planning", done: 0, total: 0 };
		const asOf = new Date(world.now());
		const now = await scopeAsOf(ctx, open.sync, scope, asOf);
		const segment = await ctx.db.segment.findUnique({
			where: { id: open.sync.segmentId },
			select: { asOf: true },
		});
		notes.dataAsOf = segment?.asOf ?? null;
		const plan = await planSync(ctx, open, now, lease, world, {
			isFull: isFull && !isAgain,
			isAgain,
			onProgress: async (done) => {
				notes.progress.done = done;
				await ctx.db.syncRun.updateMany({
					where: { id: lease.runId, leaseOwner: lease.owner },
					data: { progress: notes.progress },
				});
			},
		});
		notes.counts.isFull ||= plan.isFull;
		notes.planned += plan.people;
		notes.hasUnassignedMembers = false;
		const { heldBack } = notes.counts;
		const settled = countSettled(notes.counts);
		const block = isAgain ? await findBlock(ctx, open, now) : blocked;
		const sending = { ctx, open, scope: now, lease, world, audienceId: audience, notes };
		const delivered = deliverPlan(sending, block);
		// What comes next, be it another plan, starts when both have ended.
		await Promise.allSettled([delivered, plan.promoted]);
		end = await delivered;
		await plan.promoted;
		if (end.kind === "asked_to_stop" && end.reason === removalsOwed) continue;
		// Newcomers are held out all the time: only plans that nothing could be sent after count.
		round = countSettled(notes.counts) > settled ? 0 : round + 1;
		if (end.kind !== "finished" || !notes.hasUnassignedMembers) break;
		// Everyone waited for a new plan: whom it keeps out says the plan.
		if (round < maxPlans) notes.counts.heldBack = heldBack;
	}
	return end;
}

/** Sends what is due as planned, as far as nothing has to be asked first. */
async function deliverPlan(sending: Sending, block: string | null): Promise<RunEnd> {
	const { ctx, open, scope, lease, world, notes } = sending;
	const { runId } = lease;
	const { id: syncId } = open.sync;
	const stoppable = stopForRemovals(deliveryPorts(sending), { ctx, syncId, plannedAt: scope.asOf });
	const all = keepTotals(stoppable, { ctx, syncId, dataAsOf: notes.dataAsOf });
	const guarding = { ctx, open, scope, runId, world, notes, isBlocked: block !== null };
	const [last, { ports, question }] = await Promise.all([
		ctx.db.syncRequest.aggregate({ where: { runId }, _max: { seq: true } }),
		guardDelivery(guarding, all),
	]);
	const rows = rowsPerRequest(open.network, open.connection);
	const end = await deliver(ports, open.policy, rows, (last._max.seq ?? 0) + 1);
	if (end.kind !== "finished") return end;
	if (block !== null) return { kind: "blocked", reason: block };
	return question ? { kind: "needs_confirmation", question } : end;
}

/** Keys of which a run knows more than before it sent them. */
function countSettled(counts: RunCounts): number {
	const { added, updated, renewed, removed, rejected, refused } = counts;
	return added + updated + renewed + removed + rejected + refused;
}

/** The audience at the network, created on the first run. */
async function findAudience(
	ctx: Context,
	open: OpenSync,
	lease: Lease,
	world: RunWorld,
): Promise<string | DeliveryEnd> {
	const { sync, network, freshen } = open;
	const stale = await freshen?.();
	if (stale) return stoppedBy(stale, world);
	if (sync.remoteAudienceId) return sync.remoteAudienceId;
	if (!network.prepareAudience) {
		await ctx.db.sync.update({ where: { id: sync.id }, data: { remoteAudienceId: sync.id } });
		return sync.id;
	}
	world.checkpoint("audience.before");
	const outcome = await converse(network.prepareAudience, {
		...sendOptions(open, world),
		input: () => ({
			name: sync.remoteAudienceName,
			description: describeAudience(sync.audienceUse),
			ownId: sync.id,
			...(open.mapping.length > 0 ? { fieldNames: open.mapping.map(({ target }) => target) } : {}),
		}),
	});
	if (outcome.kind === "answered") {
		const remoteAudienceId = outcome.value;
		await ctx.db.$transaction(async (tx) => {
			await assertLeaseHeld(tx, lease, world);
			await tx.sync.update({ where: { id: sync.id }, data: { remoteAudienceId } });
		});
		return remoteAudienceId;
	}
	const later = world.now() + 5 * 60_000;
	if (outcome.kind !== "problem") {
		const needsUserAction = outcome.kind === "not_sent" && outcome.isBlocked;
		const retryAt = outcome.kind === "not_sent" ? outcome.retryAt : null;
		return {
			kind: "stopped",
			reason: retryAt === null ? `${network.name} could not be reached: ${outcome.reason}` : outcome.reason,
			detail: "creating the audience",
			needsUserAction,
			retryAt: needsUserAction ? null : (retryAt ?? later),
			isDisabled: false,
		};
	}
	return stoppedBy(outcome.problem, world);
}

function stoppedBy(problem: Problem, world: RunWorld): DeliveryEnd {
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
