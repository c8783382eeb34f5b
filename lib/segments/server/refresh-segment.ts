import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import type { SegmentRefresh as RefreshRow, Segment } from "@/lib/platform/postgres/generated/client";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { checkRule } from "@/lib/segments/check-rule";
import type { SegmentRefresh } from "@/lib/segments/contracts";
import { toRefresh } from "@/lib/segments/server/get-history";
import {
	countServed,
	dropStaged,
	logChanges,
	serveStaged,
	stageMembership,
} from "@/lib/segments/server/membership-writes";
import { readCatalog } from "@/lib/segments/server/read-catalog";
import { scopeOf } from "@/lib/segments/server/scope-of";
import { requireSegment } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const leaseMinutes = 10;
const outboxPatienceMs = 5_000;

/**
 * Recomputes the people of a segment's current version as of now, beside the ones being served, and then switches. A
 * lease that expires keeps two from doing it at once; a refresh that died is taken up where it stopped, as of its own
 * instant. When the rule can no longer be answered, the last people go on being served and the segment is stale, with
 * the reason. While another refreshes it, this waits for up to `patienceMs`, then is refused.
 */
export async function refreshSegment(
	ctx: Context,
	segmentId: string,
	{ patienceMs = 0 }: { patienceMs?: number } = {},
): Promise<SegmentRefresh> {
	allow(ctx, "segments.write");
	const { archivedAt } = await requireSegment(ctx, ctx.db, segmentId);
	if (archivedAt) throw new AppError("precondition", "An archived segment is not refreshed.");
	const leaseOwner = newId("rfr");
	const hadToWait = await takeLease(ctx, segmentId, leaseOwner, patienceMs);
	try {
		await waitForAcknowledged(ctx);
		const segment = await requireSegment(ctx, ctx.db, segmentId);
		// As of an instant after the other's, not before it.
		const refresh = await openRefresh(hadToWait ? { ...ctx, now: new Date() } : ctx, segment);
		try {
			return toRefresh(await carryOut(ctx, segment, refresh, leaseOwner));
		} catch (error) {
			if (error instanceof LostLease) throw error;
			const reason = error instanceof AppError ? error.message : "The refresh stopped for an unknown reason.";
			if (error instanceof AppError && !error.retryable) {
				return toRefresh(await fail(ctx, segmentId, refresh, reason));
			}
			// What failed may pass next time: the refresh stays open and is taken up again.
			await ctx.db.segment.update({ where: { id: segmentId }, data: { staleReason: reason } });
			throw error;
		}
	} finally {
		await ctx.db.segment.updateMany({
			where: { id: segmentId, leaseOwner },
			data: { leaseOwner: null, leaseUntil: null },
		});
	}
}

/**
 * Messages that were acknowledged before the refresh are counted in it, though they may still be on their way to the
 * warehouse. Rows it refuses must not stop every refresh: after a while they count as late, as they do anyway.
 */
async function waitForAcknowledged(ctx: Context): Promise<void> {
	try {
		await settleOutbox(ctx.db, ctx.warehouse, { timeoutMs: outboxPatienceMs });
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
	}
}

class LostLease extends AppError {
	constructor() {
		super("conflict", "This refresh took so long that another took over.", { retryable: true });
	}
}

/** Answers whether somebody else had to be waited for. */
async function takeLease(
	ctx: Context,
	segmentId: string,
	leaseOwner: string,
	patienceMs: number,
): Promise<boolean> {
	const startedMs = Date.now();
	let hadToWait = false;
	while (true) {
		const taken = await ctx.db.$executeRaw`
			UPDATE segment SET lease_owner = ${leaseOwner}, lease_until = now() + make_interval(mins => ${leaseMinutes})
			WHERE id = ${segmentId} AND (lease_until IS NULL OR lease_until < now())`;
		if (taken > 0) return hadToWait;
		if (Date.now() - startedMs >= patienceMs) break;
		hadToWait = true;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	throw new AppError("conflict", "This segment is being refreshed already.", { retryable: true });
}

/** The refresh that died before, or a new one. */
async function openRefresh(ctx: Context, segment: Segment): Promise<RefreshRow> {
	const segmentId = segment.id;
	const open = await ctx.db.segmentRefresh.findFirst({
		where: { segmentId, status: "running" },
		orderBy: { startedAt: "asc" },
	});
	if (open) return open;
	return ctx.db.segmentRefresh.create({
		data: {
			id: newId("rfr", ctx.now.getTime()),
			segmentId,
			version: segment.currentVersion,
			asOf: ctx.now,
			status: "running",
			startedAt: new Date(),
		},
	});
}

async function carryOut(
	ctx: Context,
	segment: Segment,
	refresh: RefreshRow,
	leaseOwner: string,
): Promise<RefreshRow> {
	const { version } = refresh;
	const stored = await ctx.db.segmentVersion.findUniqueOrThrow({
		where: { segmentId_version: { segmentId: segment.id, version } },
	});
	const checked = checkRule(stored.rule, await readCatalog(ctx), ctx.workspace.timeZone);
	if (!checked.ok) throw new AppError("invalid", checked.problems.map(({ message }) => message).join(". "));
	const scope = await scopeOf(ctx, refresh.asOf);
	const build = { ws: scope.ws, segmentId: segment.id, version, refresh };
	await stageMembership(ctx, build, checked.rule, scope);
	const isNewVersion = segment.servedVersion !== version;
	const cause = segment.servedVersion === null ? "first" : isNewVersion ? "rule" : "data";
	await logChanges(ctx, build, segment.servedVersion, cause);
	if (!(await stillHolds(ctx, segment.id, leaseOwner))) throw new LostLease();
	await serveStaged(ctx, build);
	const counts = await countServed(ctx, build, scope);
	const finished = await ctx.db.$transaction(async (tx) => {
		const { total, known } = counts;
		await tx.segment.update({
			where: { id: segment.id },
			data: { servedVersion: version, size: total, knownSize: known, asOf: refresh.asOf, staleReason: null },
		});
		return tx.segmentRefresh.update({
			where: { id: refresh.id },
			data: {
				status: "finished",
				size: total,
				knownSize: known,
				entered: counts.entered,
				exited: counts.exited,
				finishedAt: new Date(),
			},
		});
	});
	await dropStaged(ctx, build);
	return finished;
}

async function stillHolds(ctx: Context, segmentId: string, leaseOwner: string): Promise<boolean> {
	const held = await ctx.db.$executeRaw`
		UPDATE segment SET lease_until = now() + make_interval(mins => ${leaseMinutes})
		WHERE id = ${segmentId} AND lease_owner = ${leaseOwner} AND lease_until > now()`;
	return held > 0;
}

async function fail(
	ctx: Context,
	segmentId: string,
	refresh: RefreshRow,
	reason: string,
): Promise<RefreshRow> {
	return ctx.db.$transaction(async (tx) => {
		await tx.segment.update({ where: { id: segmentId }, data: { staleReason: reason } });
		return tx.segmentRefresh.update({
			where: { id: refresh.id },
			data: { status: "failed", error: reason, finishedAt: new Date() },
		});
	});
}
