import { networkOf } from "@/lib/destinations/registry";
import { runCounts, type SyncDetail, type SyncView, syncView } from "@/lib/syncs/contracts";
import { toRunView } from "@/lib/syncs/server/list-runs";
import { findSync, type StoredSync, syncInclude } from "@/lib/syncs/server/open-sync";
import { maskSize, mayCountAnybody } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * A sync cannot be better than its segment: one with outdated people is not shown as healthy. Nor does it
 * deliver for a campaign that is over.
 */
function statusOf({ status, statusReason, segment, campaign }: StoredSync): {
	status: string;
	statusReason: string | null;
} {
	if (status === "active" && campaign?.status === "ended") {
		return { status: "ended", statusReason: `The campaign “${campaign.name}” has ended` };
	}
	return status === "active" && segment.staleReason !== null
		? { status: "stale", statusReason: `“${segment.name}” is out of date: ${segment.staleReason}` }
		: { status, statusReason };
}

function toView(ctx: Context, sync: StoredSync, lastFinished: { counts: unknown } | null): SyncView {
	const delivered = lastFinished ? runCounts.parse(lastFinished.counts).delivered : null;
	const network = networkOf(sync.destination.network);
	const [lastRun] = sync.runs;
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
		remoteAudienceId: sync.remoteAudienceId,
		remoteAudienceName: sync.remoteAudienceName,
		everyMinutes: sync.everyMinutes,
		nextRunAt: sync.nextRunAt?.toISOString() ?? null,
		...statusOf(sync),
		lastRun: lastRun ? toRunView(ctx, lastRun) : null,
		delivered: maskSize(ctx, delivered),
		createdAt: sync.createdAt.toISOString(),
	});
}

async function lastFinishedRuns(
	ctx: Context,
	ids: readonly string[],
): Promise<Map<string, { counts: unknown }>> {
	const rows = await ctx.db.syncRun.findMany({
		where: {
			syncId: { in: [...ids] },
			status: { in: ["finished", "failed", "cancelled"] },
			startedAt: { not: null },
			trigger: { not: "erasure" },
		},
		orderBy: [{ syncId: "asc" }, { createdAt: "desc" }],
		distinct: ["syncId"],
		select: { syncId: true, counts: true },
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
	return { items: rows.map((row) => toView(ctx, row, finished.get(row.id) ?? null)), nextCursor: null };
}

export async function getSync(ctx: Context, syncId: string): Promise<SyncDetail> {
	allow(ctx, "syncs.read");
	const sync = await findSync(ctx, syncId);
	const finished = await lastFinishedRuns(ctx, [syncId]);
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
		...toView(ctx, sync, finished.get(syncId) ?? null),
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
	};
}
