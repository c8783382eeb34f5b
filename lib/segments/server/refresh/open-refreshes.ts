import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import type { SegmentRefresh as RefreshRow, Segment } from "@/lib/platform/postgres/generated/client";
import { forgetLogged } from "@/lib/segments/server/refresh/forget-logged";
import type { Context } from "@/lib/workspaces/server/context";

/** A refresh under way, of one segment. */
export type Open = { segment: Segment; row: RefreshRow; isResumed: boolean };

/** For each segment the refresh that died before, or a new one. One of an obsolete version is given up. */
export async function openRefreshes(ctx: Context, segments: readonly Segment[]): Promise<Open[]> {
	const running = await ctx.db.segmentRefresh.findMany({
		where: { segmentId: { in: segments.map(({ id }) => id) }, status: "running" },
		orderBy: { startedAt: "asc" },
	});
	const current = new Map(segments.map(({ id, currentVersion }) => [id, currentVersion]));
	const died = new Map<string, RefreshRow>();
	for (const row of running) {
		if (row.version !== current.get(row.segmentId)) await giveUp(ctx, row);
		else if (!died.has(row.segmentId)) died.set(row.segmentId, row);
	}
	const latest = Math.max(0, ...segments.map(({ servedAt }) => servedAt?.getTime() ?? 0));
	// Rows of the log are distinguished by this instant: later than any that is served.
	const startedAt = new Date(Math.max(Date.now(), latest + 1));
	const fresh = segments
		.filter(({ id }) => !died.has(id))
		.map((segment) => ({
			id: newId("rfr", ctx.now.getTime()),
			segmentId: segment.id,
			version: segment.currentVersion,
			asOf: ctx.now,
			status: "running",
			startedAt,
		}));
	const created = await ctx.db.segmentRefresh.createManyAndReturn({ data: fresh });
	const byId = new Map(segments.map((segment) => [segment.id, segment]));
	return [...died.values(), ...created].flatMap((row) => {
		const segment = byId.get(row.segmentId);
		return segment ? [{ segment, row, isResumed: died.has(row.segmentId) }] : [];
	});
}

/** What cannot be answered is retried at its segment's schedule, or after this long at most. */
export const maxRestMinutes = 15;

/** It would hold up the version that replaced it for as long as it cannot be answered. */
async function giveUp(ctx: Context, row: RefreshRow): Promise<void> {
	await forgetLogged(ctx, [{ segmentId: row.segmentId, servedAt: row.startedAt }]);
	await ctx.db.segmentRefresh.update({
		where: { id: row.id },
		data: {
			status: "failed",
			error: "Another version was saved before this one was built.",
			finishedAt: new Date(),
		},
	});
}

/** Ends a refresh that cannot be carried out; its segment shows the reason, and keeps what is served. */
export async function failRefresh(ctx: Context, row: RefreshRow, reason: string): Promise<RefreshRow> {
	await forgetLogged(ctx, [{ segmentId: row.segmentId, servedAt: row.startedAt }]);
	return ctx.db.$transaction(async (tx) => {
		const { refreshEveryMinutes } = await tx.segment.findUniqueOrThrow({ where: { id: row.segmentId } });
		const nextTryAt = new Date(
			row.startedAt.getTime() + Math.min(maxRestMinutes, refreshEveryMinutes) * 60_000,
		);
		await tx.segment.update({ where: { id: row.segmentId }, data: { staleReason: reason, nextTryAt } });
		return tx.segmentRefresh.update({
			where: { id: row.id },
			data: { status: "failed", error: reason, finishedAt: new Date() },
		});
	});
}

/** Why a refresh failed, in words fit for the segment's page. The log has the rest. */
export function reasonOf(error: unknown): string {
	if (error instanceof AppError && error.code !== "internal") return error.message;
	return "Something went wrong inside Muster while its people were being counted.";
}
