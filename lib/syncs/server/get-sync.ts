import { networkOf } from "@/lib/destinations/registry";
import { tryOpenConnection } from "@/lib/destinations/server/open-connection";
import { runCounts, type SyncDetail, type SyncView, syncView } from "@/lib/syncs/contracts";
import { readGuards } from "@/lib/syncs/decide-guard";
import { nextRuns } from "@/lib/syncs/schedule";
import { toRunView } from "@/lib/syncs/server/list-runs";
import { findSync, type StoredSync, syncInclude } from "@/lib/syncs/server/open-sync";
import { readBacklog } from "@/lib/syncs/server/read-backlog";
import { type Exclusion, exclusionsOf, readExclusions } from "@/lib/syncs/server/read-exclusions";
import { type SyncSchedule, syncSchedule } from "@/lib/syncs/sync-settings";
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

type FinishedRun = { finishedAt: Date | null; counts: unknown };

function toView(
	ctx: Context,
	sync: StoredSync,
	lastFinished: FinishedRun | null,
	exclusions: readonly Exclusion[],
): SyncView {
	const isOfThisPlace =
		lastFinished &&
		(!sync.startedOverAt || (lastFinished.finishedAt && lastFinished.finishedAt > sync.startedOverAt));
	const delivered = isOfThisPlace ? runCounts.parse(lastFinished.counts).delivered : null;
	const network = networkOf(sync.destination.network);
	const [lastRun] = sync.runs;
	const schedule = syncSchedule.parse(sync.schedule);
	const { timeZone } = ctx.workspace;
	return syncView.parse({
		id: sync.id,
		name: sync.name,
		segment: { id: sync.segment.id, name: sync.segment.name },
		campaign: sync.campaign ? { id: sync.campaign.id, name: sync.campaign.name } : null,
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
		...statusOf(sync, exclusions),
		lastRun: lastRun ? toRunView(ctx, lastRun) : null,
		delivered: maskSize(ctx, delivered),
		createdAt: sync.createdAt.toISOString(),
	});
}

/** The next run, which a retry may have moved, and what the schedule says after it. */
function upcoming(schedule: SyncSchedule, next: Date, timeZone: string): string[] {
	const further = nextRuns(schedule, next, timeZone, 2);
	return further.length === 0 ? [] : [next, ...further].map((at) => at.toISOString());
}

async function lastFinishedRuns(ctx: Context, ids: readonly string[]): Promise<Map<string, FinishedRun>> {
	const rows = await ctx.db.syncRun.findMany({
		where: {
			syncId: { in: [...ids] },
			status: { in: ["finished", "needs_confirmation", "failed", "cancelled"] },
			startedAt: { not: null },
			trigger: { not: "erasure" },
		},
		orderBy: [{ syncId: "asc" }, { createdAt: "desc" }],
		distinct: ["syncId"],
		select: { syncId: true, finishedAt: true, counts: true },
	});
	return new Map(rows.map((row) => [row.syncId, row]));
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
		include: syncInclude,
	});
	const finished = await lastFinishedRuns(
		ctx,
		rows.map((row) => row.id),
	);
	const exclusions = await readExclusions(
		ctx,
		rows.flatMap((row) => row.excludedSegmentIds),
	);
	const items = rows.map((row) =>
		toView(ctx, row, finished.get(row.id) ?? null, exclusionsOf(row, exclusions)),
	);
	return { items, nextCursor: null };
}

export async function getSync(ctx: Context, syncId: string): Promise<SyncDetail> {
	allow(ctx, "syncs.read");
	const sync = await findSync(ctx, syncId);
	const finished = await lastFinishedRuns(ctx, [syncId]);
	const exclusions = await readExclusions(ctx, sync.excludedSegmentIds);
	const [row] = await ctx.db.$queryRaw<Record<keyof NonNullable<SyncDetail["ledger"]>, bigint>[]>`
		SELECT count(*) FILTER (WHERE is_desired) AS wanted,
			count(*) FILTER (WHERE is_desired AND state IN ('present', 'accepted')) AS delivered,
			count(*) FILTER (WHERE state = 'unknown') AS unknown,
			count(*) FILTER (WHERE state = 'rejected') AS rejected,
			count(*) FILTER (WHERE NOT is_desired AND state IN ('present', 'accepted', 'unknown', 'adding', 'removing')) AS "toRemove",
			(SELECT count(*) FROM (SELECT key_hash FROM delivery_owner WHERE sync_id = ${syncId} GROUP BY key_hash
				HAVING bool_or(reason = 'wanted') AND bool_or(reason = 'held_out')) s) AS "sharedWithHeldOut",
			(SELECT count(DISTINCT o.uid) FROM delivery_owner o JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
				WHERE o.sync_id = ${syncId} AND k.state = 'unknown') AS "unknownPeople",
			(SELECT count(DISTINCT o.uid) FROM delivery_owner o JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
				WHERE o.sync_id = ${syncId} AND k.state = 'rejected') AS "rejectedPeople"
		FROM delivery_key WHERE sync_id = ${syncId}`;
	const total = (value: bigint | undefined): number => Number(value ?? 0);
	return {
		...toView(ctx, sync, finished.get(syncId) ?? null, exclusionsOf(sync, exclusions)),
		ledger: mayCountAnybody(ctx)
			? {
					wanted: total(row?.wanted),
					delivered: total(row?.delivered),
					unknown: total(row?.unknown),
					rejected: total(row?.rejected),
					toRemove: total(row?.toRemove),
					sharedWithHeldOut: total(row?.sharedWithHeldOut),
					unknownPeople: total(row?.unknownPeople),
					rejectedPeople: total(row?.rejectedPeople),
				}
			: null,
		backlog: mayCountAnybody(ctx) ? await readBacklog(ctx, sync) : null,
	};
}
