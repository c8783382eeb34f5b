import { networkOf } from "@/lib/destinations/registry";
import { tryOpenConnection } from "@/lib/destinations/server/open-connection";
import type { SyncRun } from "@/lib/platform/postgres/generated/client";
import { runCounts, type SyncDetail, type SyncView, syncView } from "@/lib/syncs/contracts";
import { readGuards } from "@/lib/syncs/decide-guard";
import { findSyncTroubles } from "@/lib/syncs/find-sync-troubles";
import { expectedMinutes, nextRuns } from "@/lib/syncs/schedule";
import { storeTotals } from "@/lib/syncs/server/count-totals";
import { toRunView } from "@/lib/syncs/server/list-runs";
import { findSync, type StoredSync, syncInclude } from "@/lib/syncs/server/open-sync";
import { readBacklog } from "@/lib/syncs/server/read-backlog";
import { type Exclusion, exclusionsOf, readExclusions } from "@/lib/syncs/server/read-exclusions";
import { type SyncSchedule, syncSchedule } from "@/lib/syncs/sync-settings";
import { readTotals } from "@/lib/syncs/totals";
import { maskSize, mayCountAnybody } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * A sync cannot be better than its segment or its connection: one with outdated people, or whose secrets cannot be
 * read, is not shown as healthy. Nor does it deliver for a campaign that is over.
 */
function statusOf(
	{ status, statusReason, segment, campaign, destination, emptyingSince, runs }: StoredSync,
	exclusions: readonly Exclusion[],
): {
	status: string;
	statusReason: string | null;
} {
	const opened = status === "paused" ? null : tryOpenConnection(destination);
	if (opened && !opened.ok) return { status: "failing", statusReason: opened.problem };
	if (emptyingSince !== null && status !== "paused") return { status: "emptying", statusReason };
	if (status === "active" && runs[0]?.status === "needs_confirmation") {
		return { status: "needs_confirmation", statusReason: "A run waits for confirmation" };
	}
	if (status === "active" && campaign?.status === "ended") {
		return { status: "ended", statusReason: `The campaign “${campaign.name}” has ended` };
	}
	if (status !== "active") return { status, statusReason };
	if (segment.staleReason !== null) {
		return { status: "stale", statusReason: `“${segment.name}” is out of date: ${segment.staleReason}` };
	}
	const unknown = exclusions.find(({ problem }) => problem !== null);
	return unknown ? { status: "stale", statusReason: unknown.problem } : { status, statusReason };
}

/** A run that ended, as far as lists show it. */
type EndedRun = {
	syncId: string;
	status: string;
	startedAt: Date;
	finishedAt: Date | null;
	counts: unknown;
	/** The network has more to say of its uploads: what it matched so far is not all. */
	isSettling: boolean;
};

/** How many runs troubles are found in; trends show as many. */
const watchedRuns = 15;

function toView(
	ctx: Context,
	sync: StoredSync,
	ended: readonly EndedRun[],
	exclusions: readonly Exclusion[],
): SyncView {
	const runs = ofThisPlace(sync, ended);
	const network = networkOf(sync.destination.network);
	const totals = readTotals(sync.totals);
	const lastEnded = runs[0] ? runCounts.parse(runs[0].counts) : null;
	const finished = runs.filter(({ status }) => status === "finished");
	const counted = finished.map((run) => ({ ...runCounts.parse(run.counts), isSettling: run.isSettling }));
	const [lastRun] = sync.runs;
	const schedule = syncSchedule.parse(sync.schedule);
	const { timeZone } = ctx.workspace;
	const status = statusOf(sync, exclusions);
	const everyMinutes = expectedMinutes(schedule, ctx.now, timeZone);
	return syncView.parse({
		id: sync.id,
		name: sync.name,
		segment: { id: sync.segment.id, name: sync.segment.name },
		campaign: sync.campaign,
		destination: {
			id: sync.destination.id,
			name: sync.destination.name,
			network: network.slug,
			networkName: network.name,
		},
		identifiers: sync.identifierKinds.map((kind) => {
			const known = network.identifierKinds.find((one) => one.kind === kind);
			return { kind, label: known?.label ?? kind, sentAs: known?.sentAs ?? "" };
		}),
		purpose: sync.purpose,
		mode: sync.mode,
		content: sync.content,
		use: sync.audienceUse,
		mapping: sync.mapping ?? [],
		excludedSegments: exclusions.map(({ segmentId, name, problem }) => ({ id: segmentId, name, problem })),
		stopsOnConversion: sync.stopsOnConversion,
		keepsHoldouts: sync.keepsHoldouts,
		reachesGlobalHoldout: sync.reachesGlobalHoldout,
		priorityGroup: sync.priorityGroup,
		priority: sync.priority,
		remoteAudienceId: sync.remoteAudienceId,
		remoteAudienceName: sync.remoteAudienceName,
		schedule,
		timeZone,
		nextRunAt: sync.nextRunAt?.toISOString() ?? null,
		nextRuns: sync.nextRunAt ? upcoming(schedule, sync.nextRunAt, timeZone) : [],
		guards: readGuards(sync.guards),
		confirmedAt: sync.confirmedAt?.toISOString() ?? null,
		question: lastRun && lastRun.status === "needs_confirmation" ? toRunView(ctx, lastRun).question : null,
		emptyingSince: sync.emptyingSince?.toISOString() ?? null,
		...status,
		blockedBy: status.status === "failing" ? sync.blockedBy : null,
		lastRun: lastRun ? toRunView(ctx, lastRun) : null,
		// While a run asks, whoever it would remove is still there.
		delivered: maskSize(
			ctx,
			(lastRun?.status === "needs_confirmation" ? lastEnded?.delivered : totals?.delivered) ??
				lastEnded?.delivered ??
				null,
		),
		lastSuccessAt: finished[0]?.finishedAt?.toISOString() ?? null,
		waiting: maskSize(ctx, totals?.waiting ?? null),
		waitingSince: totals?.waitingSince ?? null,
		trend: mayCountAnybody(ctx) ? counted.map(({ delivered }) => delivered).reverse() : [],
		troubles: findSyncTroubles(
			{
				status: status.status,
				everyMinutes,
				lastStartedAt: runs[0]?.startedAt.getTime() ?? null,
				createdAt: sync.createdAt.getTime(),
				isRunning: lastRun !== undefined && isUnderWay(lastRun),
				waitingSince: totals?.waitingSince ? Date.parse(totals.waitingSince) : null,
				runs: counted.map(({ wanted, delivered, added, renewed, matched, isSettling }) => {
					return { wanted, delivered, sent: added + renewed, matched: isSettling ? null : matched };
				}),
				destination: sync.destination.name,
				missingFields: lastEnded?.missingFields ?? [],
			},
			ctx.now.getTime(),
			mayCountAnybody(ctx),
		),
		createdAt: sync.createdAt.toISOString(),
	});
}

/** Before the destination was moved, runs were about another place. */
function ofThisPlace(
	{ startedOverAt }: Pick<StoredSync, "startedOverAt">,
	runs: readonly EndedRun[],
): EndedRun[] {
	return runs.filter(
		({ finishedAt }) => !startedOverAt || (finishedAt !== null && finishedAt > startedOverAt),
	);
}

/** The next run, which a retry may have moved, and what the schedule says after it. */
function upcoming(schedule: SyncSchedule, next: Date, timeZone: string): string[] {
	const further = nextRuns(schedule, next, timeZone, 2);
	return further.length === 0 ? [] : [next, ...further].map((at) => at.toISOString());
}

const isUnderWay = ({ status }: { status: string }): boolean =>
	status === "queued" || status === "running" || status === "cancelling";

/** The last runs that ended of each sync, newest first. */
async function endedRuns(ctx: Context, ids: readonly string[]): Promise<Map<string, EndedRun[]>> {
	const rows = await ctx.db.$queryRaw<EndedRun[]>`
		SELECT r.* FROM unnest(${[...ids]}::text[]) AS s(id) CROSS JOIN LATERAL (
			SELECT sync_id AS "syncId", status, started_at AS "startedAt", finished_at AS "finishedAt", counts,
				EXISTS (SELECT 1 FROM sync_receipt p WHERE p.run_id = sync_run.id AND p.poll_at IS NOT NULL) AS "isSettling"
			FROM sync_run WHERE sync_id = s.id AND status IN ('finished', 'needs_confirmation', 'failed', 'cancelled')
				AND started_at IS NOT NULL AND trigger <> 'erasure'
			ORDER BY created_at DESC LIMIT ${watchedRuns}
		) r`;
	const bySync = new Map<string, EndedRun[]>();
	for (const row of rows) {
		const list = bySync.get(row.syncId);
		if (list) list.push(row);
		else bySync.set(row.syncId, [row]);
	}
	return bySync;
}

export async function listSyncs(
	ctx: Context,
	query: {
		segmentId?: string | undefined;
		destinationId?: string | undefined;
		campaignId?: string | undefined;
	},
): Promise<{ items: SyncView[]; nextCursor: string | null }> {
	allow(ctx, "syncs.read");
	const { runs: _lastRun, ...include } = syncInclude;
	const rows = await ctx.db.sync.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			archivedAt: null,
			...(query.segmentId ? { segmentId: query.segmentId } : {}),
			...(query.destinationId ? { destinationId: query.destinationId } : {}),
			...(query.campaignId ? { campaignId: query.campaignId } : {}),
		},
		orderBy: [{ createdAt: "desc" }, { id: "desc" }],
		take: 500,
		include,
	});
	const ids = rows.map((row) => row.id);
	const [ended, newest, exclusions] = await Promise.all([
		endedRuns(ctx, ids),
		newestRuns(ctx, ids),
		readExclusions(
			ctx,
			rows.flatMap((row) => row.excludedSegmentIds),
		),
	]);
	return {
		items: rows.map((row) => {
			const run = newest.get(row.id);
			const stored = { ...row, runs: run ? [run] : [] };
			return toView(ctx, stored, ended.get(row.id) ?? [], exclusionsOf(row, exclusions));
		}),
		nextCursor: null,
	};
}

/** The newest run of each sync: including it with every sync would read all runs there ever were. */
async function newestRuns(ctx: Context, ids: readonly string[]): Promise<Map<string, SyncRun>> {
	const newest = await ctx.db.$queryRaw<{ id: string }[]>`
		SELECT r.id FROM unnest(${[...ids]}::text[]) AS s(id) CROSS JOIN LATERAL (
			SELECT id FROM sync_run WHERE sync_id = s.id AND trigger <> 'erasure' ORDER BY created_at DESC LIMIT 1
		) r`;
	const runs = await ctx.db.syncRun.findMany({ where: { id: { in: newest.map(({ id }) => id) } } });
	return new Map(runs.map((run) => [run.syncId, run]));
}

export async function getSync(ctx: Context, syncId: string): Promise<SyncDetail> {
	allow(ctx, "syncs.read");
	const sync = await findSync(ctx, syncId);
	const runs = ofThisPlace(sync, (await endedRuns(ctx, [syncId])).get(syncId) ?? []);
	let totals = readTotals(sync.totals);
	if (totals === null && runs[0]) {
		// Its runs are older than totals: counted once.
		const desired = runCounts.parse(runs[0].counts).wanted;
		totals = await storeTotals(ctx.db, { syncId, now: ctx.now, desired });
	}
	const exclusions = exclusionsOf(sync, await readExclusions(ctx, sync.excludedSegmentIds));
	const network = networkOf(sync.destination.network);
	return {
		...toView(ctx, { ...sync, totals }, runs, exclusions),
		totals: mayCountAnybody(ctx) ? totals : null,
		backlog: mayCountAnybody(ctx) ? await readBacklog(ctx, sync) : null,
		matchDelayMs: network.receipts?.deadlineMs ?? null,
		reportsMatches: network.receipts !== null || (network.shape === "audience" && network.readSize !== null),
		connectionFix: sync.destination.needsReconnect
			? "reconnect"
			: sync.destination.status === "connected"
				? null
				: "change",
	};
}
