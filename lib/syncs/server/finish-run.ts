import { converse } from "@/lib/destinations/server/converse";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { readWhole } from "@/lib/platform/postgres/read-whole";
import { changedChannel } from "@/lib/segments/server/refresh/note-changed";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import { type RunCounts, runCounts } from "@/lib/syncs/contracts";
import { nextRun } from "@/lib/syncs/schedule";
import { storeTotals } from "@/lib/syncs/server/count-totals";
import type { DeliveryNotes } from "@/lib/syncs/server/delivery-ports";
import type { RunEnd } from "@/lib/syncs/server/guard-delivery";
import { hasPossiblyPresent } from "@/lib/syncs/server/has-possibly-present";
import type { Lease } from "@/lib/syncs/server/hold-lease";
import { isAwaited } from "@/lib/syncs/server/ledger-rows";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { countPeople } from "@/lib/syncs/server/people-facts";
import { countMatched, readReceipts } from "@/lib/syncs/server/read-receipts";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { sendOptions } from "@/lib/syncs/server/send-options";
import { soonestRetry } from "@/lib/syncs/server/soonest-retry";
import { syncSchedule } from "@/lib/syncs/sync-settings";
import type { Context } from "@/lib/workspaces/server/context";

type Finishing = {
	ctx: Context;
	open: OpenSync;
	scope: AudienceScope;
	lease: Lease;
	world: RunWorld;
	notes: DeliveryNotes;
	end: RunEnd;
};

/**
 * Reads back the network's figures, counts, cleans up the ledger, and records the end of the run and when the
 * next is due.
 */
export async function finishRun(finishing: Finishing): Promise<void> {
	const { ctx, open, lease, world, notes, end } = finishing;
	const { sync } = open;
	world.checkpoint("finish.before");
	if (notes.counts.isFull) await tidyLedger(ctx, sync.id);
	const canRead = end.kind === "finished" || end.kind === "asked_to_stop" || end.kind === "blocked";
	const [counted, read] = await Promise.all([countAll(finishing), canRead ? readBack(finishing) : {}]);
	const counts = { ...counted, ...read };
	const now = new Date(world.now());
	const needsUserAction = end.kind === "stopped" && end.needsUserAction;
	const [status, error] = ending(end);
	await ctx.db.$transaction(async (tx) => {
		// In the order in which a run that takes over locks them.
		await tx.$queryRaw`SELECT id FROM sync WHERE id = ${sync.id} FOR UPDATE`;
		const { count } = await tx.syncRun.updateMany({
			where: { id: lease.runId, leaseOwner: lease.owner },
			data: {
				status,
				counts,
				progress: notes.progress,
				// What an earlier attempt failed of is over with the run.
				...(error ? { error } : status === "queued" ? {} : { error: Prisma.DbNull }),
				...(end.kind === "needs_confirmation" ? { question: end.question } : {}),
				finishedAt: status === "queued" ? null : now,
				leaseOwner: null,
				leaseUntil: null,
			},
		});
		// Another took over, or the destination was moved: what this run found is no longer of interest.
		if (count === 0) return;
		const before = await tx.sync.findUniqueOrThrow({
			where: { id: sync.id },
			select: { status: true, schedule: true, nextRunAt: true, confirmedAt: true, emptyingSince: true },
		});
		const isEmpty =
			before.emptyingSince !== null && end.kind === "finished" && !(await hasPossiblyPresent(tx, sync.id));
		await tx.sync.update({
			where: { id: sync.id },
			data: {
				...(isEmpty
					? { archivedAt: now, nextRunAt: null }
					: { nextRunAt: await nextRunAt(ctx, tx, { id: sync.id, ...before }, end, world) }),
				...(end.kind === "blocked"
					? { blockedBy: "currencies" }
					: end.kind === "finished" || needsUserAction
						? { blockedBy: null }
						: {}),
				...(before.status === "paused"
					? {}
					: end.kind === "blocked"
						? { status: "failing", statusReason: end.reason }
						: needsUserAction
							? { status: "failing", statusReason: end.reason }
							: end.kind === "finished"
								? { status: "active", statusReason: null }
								: {}),
			},
		});
		if (needsUserAction) {
			await tx.destination.update({
				where: { id: sync.destinationId },
				data: { status: end.isDisabled ? "disconnected" : "failing", checkedAt: now, checkError: end.reason },
			});
		} else if (end.kind === "finished") {
			await tx.destination.updateMany({
				where: { id: sync.destinationId, status: "failing" },
				data: { status: "connected", checkedAt: now, checkError: null },
			});
		}
		// What changed during the run waits for its end.
		await tx.$queryRaw`
			SELECT pg_notify(${changedChannel}, '')::text FROM sync s JOIN segment g ON g.id = s.segment_id
			WHERE s.id = ${sync.id} AND g.changed_at > s.followed_at`;
	});
	world.checkpoint("finish.after");
}

function ending(end: RunEnd): [string, { message: string; detail: string | null } | null] {
	if (end.kind === "finished") return ["finished", null];
	if (end.kind === "needs_confirmation") return ["needs_confirmation", null];
	if (end.kind === "stopped") return ["failed", { message: end.reason, detail: end.detail }];
	if (end.kind === "blocked") return ["failed", { message: end.reason, detail: null }];
	switch (end.reason) {
		case "shutdown":
			return ["queued", null];
		case "paused":
			return ["cancelled", { message: "Stopped because the sync was paused.", detail: null }];
		default:
			return ["cancelled", { message: "Canceled. What was already sent stays.", detail: null }];
	}
}

type Tx = Pick<Context["db"], "$queryRaw">;

type Upcoming = {
	id: string;
	schedule: unknown;
	nextRunAt: Date | null;
	confirmedAt: Date | null;
	emptyingSince: Date | null;
};

/** When an emptying that is not complete goes on, if no answer says when. */
const emptyingRetryMs = 5 * 60_000;

/** By schedule, or sooner when something waits for a retry. */
async function nextRunAt(
	ctx: Context,
	tx: Tx,
	sync: Upcoming,
	end: RunEnd,
	world: RunWorld,
): Promise<Date | null> {
	if (end.kind === "stopped" && end.isDisabled) return null;
	if (sync.confirmedAt === null && sync.emptyingSince === null) return null;
	const now = world.now();
	const schedule = syncSchedule.parse(sync.schedule);
	// What is planned stays: an extra run moves no other.
	const isPlanned = sync.nextRunAt !== null && sync.nextRunAt.getTime() > now;
	const planned = isPlanned ? sync.nextRunAt : nextRun(schedule, new Date(now), ctx.workspace.timeZone);
	const scheduled = sync.emptyingSince ? now + emptyingRetryMs : (planned?.getTime() ?? null);
	if (end.kind === "stopped") {
		if (end.retryAt !== null) return new Date(end.retryAt);
		return scheduled === null ? null : new Date(Math.max(scheduled, now + 3_600_000));
	}
	const retry = await soonestRetry(tx, sync.id, now);
	if (sync.emptyingSince && retry !== null) return new Date(retry);
	const soonest = Math.min(scheduled ?? Number.POSITIVE_INFINITY, retry ?? Number.POSITIVE_INFINITY);
	return Number.isFinite(soonest) ? new Date(soonest) : null;
}

/**
 * Forgets people who are gone and whose keys are gone too: the ledger keeps no more identifiers than it
 * needs.
 */
async function tidyLedger(ctx: Context, syncId: string): Promise<void> {
	await readWhole(ctx.db, async (tx) => {
		await tx.$executeRaw`
			DELETE FROM delivery_owner o USING delivery_key k
			WHERE o.sync_id = ${syncId} AND o.reason NOT IN ('wanted', 'unmapped', 'held_out')
				AND k.sync_id = ${syncId} AND k.key_hash = o.key_hash AND k.state IN ('absent', 'rejected') AND NOT k.is_desired
				AND NOT ${isAwaited}`;
		await tx.$executeRaw`
			DELETE FROM delivery_key k WHERE k.sync_id = ${syncId} AND k.state IN ('absent', 'rejected') AND NOT k.is_desired
				AND NOT ${isAwaited} AND NOT EXISTS (SELECT 1 FROM delivery_owner o WHERE o.sync_id = ${syncId} AND o.key_hash = k.key_hash)`;
	});
}

async function countAll({ ctx, scope, lease, world, notes, end }: Finishing): Promise<RunCounts> {
	const { runId } = lease;
	const { counts, planned } = notes;
	const isAsking = end.kind === "needs_confirmation";
	const [people, before, sent] = await Promise.all([
		countPeople(ctx, scope),
		countsBefore(ctx, scope.syncId, runId),
		ctx.db.syncRequest.count({ where: { runId }, take: 1 }),
	]);
	const hasSent = sent > 0;
	// Counting a ledger of a million keys for a run that changed nothing would cost more than the run.
	if (before && !isAsking && planned === 0 && !hasSent && before.wanted === people.wanted) {
		const { noIdentifier, unmapped, delivered, sharedWithHeldOut } = before;
		const { entering: _, leaving: _left, ...now } = people;
		return { ...counts, ...now, noIdentifier, unmapped, delivered, sharedWithHeldOut };
	}
	const totals = await storeTotals(ctx.db, {
		syncId: scope.syncId,
		now: new Date(world.now()),
		desired: people.wanted,
		dataAsOf: notes.dataAsOf,
		isPlanned: notes.progress.phase !== "planning",
	});
	const holdsOut = scope.campaignId !== null || scope.holdouts.length > 0 || scope.globalHoldout !== null;
	const shared = holdsOut ? await countShared(ctx, scope.syncId) : 0;
	return {
		...notes.counts,
		members: people.members,
		wanted: people.wanted,
		heldOut: people.heldOut,
		globallyHeldOut: people.globallyHeldOut,
		noConsent: people.noConsent,
		erased: people.erased,
		suppressed: people.suppressed,
		excluded: people.excluded,
		converted: people.converted,
		otherVariant: people.otherVariant,
		outranked: people.outranked,
		noIdentifier: totals.noIdentifier,
		unmapped: totals.unmapped,
		// Whose removal waits for an answer is still there.
		delivered: totals.delivered + (isAsking ? totals.leaving : 0),
		sharedWithHeldOut: shared,
	};
}

/** Keys of wanted people that are not sent because someone held out has them too. */
async function countShared(ctx: Context, syncId: string): Promise<number> {
	const [row] = await readWhole(
		ctx.db,
		(tx) => tx.$queryRaw<{ count: number }[]>`
			SELECT count(DISTINCT o.key_hash)::int AS count FROM delivery_owner o JOIN delivery_owner held
				ON held.sync_id = o.sync_id AND held.key_hash = o.key_hash AND held.reason = 'held_out'
			WHERE o.sync_id = ${syncId} AND o.reason = 'wanted'`,
	);
	return row?.count ?? 0;
}

/** What the last run that ended counted; null when none did or when something was sent since. */
async function countsBefore(ctx: Context, syncId: string, runId: string): Promise<RunCounts | null> {
	const last = await ctx.db.syncRun.findFirst({
		where: { syncId, id: { not: runId }, startedAt: { not: null } },
		orderBy: { createdAt: "desc" },
		select: { status: true, trigger: true, counts: true },
	});
	return last?.status === "finished" && last.trigger !== "erasure" ? runCounts.parse(last.counts) : null;
}

/** The network's own size and match figures. Optional: a failure here does not fail the run. */
async function readBack({ ctx, open, world, lease }: Finishing): Promise<Partial<RunCounts>> {
	const { network, sync } = open;
	const { remoteAudienceId } = await ctx.db.sync.findUniqueOrThrow({
		where: { id: sync.id },
		select: { remoteAudienceId: true },
	});
	if (!remoteAudienceId) return {};
	const read: Partial<RunCounts> = {};
	if (network.readSize) {
		const outcome = await converse(network.readSize, {
			...sendOptions(open, world),
			input: () => ({ audienceId: remoteAudienceId }),
			timeoutMs: 15_000,
			patienceMs: 5_000,
		});
		if (outcome.kind === "answered") {
			await ctx.db.audienceReading.create({
				data: { syncId: sync.id, at: new Date(world.now()), size: outcome.value },
			});
			if (outcome.value.lower >= 0) {
				read.sizeLower = outcome.value.lower;
				read.sizeUpper = outcome.value.upper;
			}
		}
	}
	await readReceipts(ctx, open, remoteAudienceId, { runId: lease.runId, world });
	read.matched = await countMatched(ctx, lease.runId);
	return read;
}
